"""Answers of customers, through the flow that every vote takes."""

from datetime import datetime

from rapport.feedback import queries
from rapport.feedback.actions import Choice
from rapport.feedback.models import Rating
from rapport.flows.customer_rates import customer_rates
from rapport.learning.models import Item, Reason
from rapport.team.models import User
from tests import cast
from tests.cast import later


def says(
    score: int,
    comment: str = "",
    *,
    sender: tuple[str, str] = cast.UMA,
    author: User | None = None,
    at: datetime | None = None,
    reason: Reason | None = None,
    how: str = "button",
    **fields: object,
) -> Rating:
    """A customer writes, is answered, and chooses a face at once."""
    moment = at or later(minutes=30)
    talk = cast.conversation(sender, **fields)
    message = cast.answers(talk, author, at=moment)
    invite = queries.invite_for(message.pk, sender[1])
    assert invite is not None
    return customer_rates(invite, Choice(score, how, comment=comment), at=moment, reason=reason.pk if reason else None)


def again(rating: Rating, score: int, comment: str = "", *, at: datetime | None = None) -> Rating:
    """The same customer chooses once more."""
    return customer_rates(rating.invite, Choice(score, "button", comment=comment), at=at or later(hours=2))


def reason(name: str = "Too slow") -> Reason:
    return Reason.objects.get(name=name)


def item(rating: Rating) -> Item:
    return Item.objects.get(rating=rating)

"""Somebody clicks a face in a mail that another tool sent; a bad one is told to whoever wrote, and to the leads."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.customers.models import Identity
from rapport.feedback.models import Score, State
from rapport.flows.raise_alert import raise_alert
from rapport.platform.said import Words, worded
from rapport.snippets import actions, queries
from rapport.snippets.actions import Chosen
from rapport.snippets.models import Outside, Seen, Snippet
from rapport.team import queries as team


@transaction.atomic
def outside_rated(snippet: Snippet, page: Seen, identity: Identity | None, chosen: Chosen, *, at: datetime) -> Outside:
    """Keep it. A confirmed bad one is told at once, a likely one after a minute without contradiction.

    Raises SnippetError when it cannot be taken; the text is for the customer.
    """
    names = [chosen.says.strip().lower(), identity.address if identity is not None else ""]
    of_staff = chosen.of_staff or any(name and team.by_email(name) is not None for name in names)
    chosen = Chosen(chosen.score, chosen.how, chosen.comment, chosen.says, of_staff)
    rating = actions.choose(snippet, page, identity, chosen, at=at)
    _tell(rating, at, is_ripe=rating.state == State.CONFIRMED)
    return rating


def settle_due(*, at: datetime) -> int:
    """Settle every rating whose minute is over; answers how many there were."""
    return sum(_settle(pk, at) for pk in queries.to_settle(at))


@transaction.atomic
def _settle(pk: int, at: datetime) -> bool:
    rating = actions.settle(pk, at=at)
    if rating is not None:
        _tell(rating, at, is_ripe=True)
    return rating is not None


def _tell(rating: Outside, at: datetime, *, is_ripe: bool) -> None:
    if not is_ripe or not rating.counts or rating.score > Score.NOT_QUITE:
        return
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key=f"outside:{rating.pk}",
        headline=worded(
            _("{who} rated a mail of {author} “{face}”"),
            who=_who(rating),
            author=rating.user.first_name,
            face=_(Score(rating.score).label),
        ),
        body=_("The mail was sent from another program, so there is no conversation here yet."),
        quote=rating.comment,
        path=f"/customers/{rating.customer.public_id}/" if rating.customer else "/ratings/outside/",
        level=rating.score,
    )
    authors = [rating.user] if rating.user.is_active else []
    raise_alert(news, [*team.leads_on_duty(), *authors], at=at)
    if rating.told_at is None:
        actions.mark_told(rating, at=at)
    else:
        alerts.amend(news)


def _who(rating: Outside) -> Words:
    if rating.customer is not None:
        return str(rating.customer)
    return worded(_("Somebody who says to be {address}"), address=rating.says) if rating.says else _("Somebody")

"""Campaigns for tests, and the people they are about."""

from datetime import datetime
from typing import Any, Self

from rapport.campaigns import actions
from rapport.campaigns.actions import Plan
from rapport.campaigns.models import Campaign, Outreach
from rapport.campaigns.rules import Segment
from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Customer, Identity
from rapport.feedback.models import Rating, RatingInvite
from rapport.flows import campaign_goes_out, campaign_starts
from rapport.platform import signing
from tests import cast
from tests.cast import NOON, later
from tests.filling import fill
from tests.flows import test_survey_mail as survey_mail

WORDS = "Hello {{customer.first_name}},\n\nwhat is the one thing we should change?\n\n{{agent.first_name}}"
FACES = Segment(who="faces", days=365)
AT = later(days=40)  # when nobody is throttled any more by what came at noon


class Taker(survey_mail.Taker):
    """Takes every mail and keeps it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *given: object) -> None:
        return None


def rated(number: int, score: int, *, at: datetime = NOON) -> Customer:
    """Somebody whose newest rating is this one."""
    found = cast.conversation((f"Person {number}", f"person{number}@customer.example"), received_at=at, trust="proven")
    reply = cast.answers(found, at=at)
    invite = RatingInvite.objects.filter(message=reply).first()
    assert invite is not None
    Rating.objects.create(
        invite=invite, conversation=found, score=score, state="confirmed", first_at=at, changed_at=at, acted_on_at=at
    )
    return found.customer


def many(count: int, *, score: int = 2, begin: int = 0) -> list[Customer]:
    """The same for many, made quickly: one conversation each, without the flows."""
    at, inbox, ada = NOON, cast.inbox(), cast.ada()
    numbers = range(begin, begin + count)
    people = fill(Customer(name=f"Many {one}", created_at=at) for one in numbers)
    addresses = fill(
        Identity(customer=who, value=f"many{one}@customer.example", created_at=at)
        for one, who in zip(numbers, people, strict=True)
    )
    talks = fill(
        Conversation(
            inbox=inbox, customer=one.customer, identity=one, subject="The chain slips", status="done", created_at=at,
            last_message_at=at, closed_at=at,
        )
        for one in addresses
    )  # fmt: skip
    replies = fill(Message(conversation=one, kind="reply", author=ada, text="Done", at=at) for one in talks)
    invites = fill(
        RatingInvite(
            conversation=one.conversation, message=one, author=ada, recipient="", seed=signing.random_token(),
            token_digest=signing.random_token(), created_at=at, expires_at=at, inbox=inbox, language="en",
        )
        for one in replies
    )  # fmt: skip
    fill(
        Rating(invite=one, conversation=one.conversation, score=score, state="confirmed", first_at=at, changed_at=at)
        for one in invites
    )
    return people


def campaign(segment: Segment = FACES, **fields: Any) -> Campaign:
    given: dict[str, Any] = {
        "name": "The middle",
        "inbox": cast.inbox(),
        "sender": cast.ada(),
        "subject": "One question, {{customer.first_name}}",
        "words": WORDS,
        "size": 100,
        "control_percent": 0,
        "per_hour": 2000,
        **fields,
    }
    return actions.save_campaign(Plan(segment=segment, **given), actor=cast.mo(), at=AT)


def being_drawn(segment: Segment = FACES, **fields: Any) -> Campaign:
    """A lead has pressed Start, and the worker has not come to it."""
    made = campaign(segment, **fields)
    assert campaign_starts.start(made, actor=cast.mo(), at=AT)
    return Campaign.objects.get(pk=made.pk)


def started(segment: Segment = FACES, **fields: Any) -> Campaign:
    """It is drawn, and nobody was written to."""
    made = being_drawn(segment, **fields)
    assert campaign_starts.draw_due(at=AT) == 1
    return Campaign.objects.get(pk=made.pk)


def written(segment: Segment = FACES, **fields: Any) -> Campaign:
    """Everybody who can be written to at once is."""
    made = started(segment, **fields)
    campaign_goes_out.sweep(at=AT)
    return made


def outreaches(**which: Any) -> list[Outreach]:
    rows = Outreach.objects.select_related("customer", "asking", "conversation").filter(**which)
    return list(rows.order_by("id"))

"""The pile on the wire."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from rapport.api.paging import ListQuery
from rapport.api.schemas.common import CustomerBrief, Person, conversation_url, customer_brief, person
from rapport.conversations.models import Conversation, Status
from rapport.triage.models import Placement
from rapport.triage.rules import explain


class PileQuery(ListQuery):
    inbox: str | None = Field(None, max_length=320, description="Address of one inbox.")
    assigned: Literal["me", "nobody"] | None = Field(None, description="Whose conversations; left out: everybody's.")


class Term(Schema):
    """One part of a rank. The first is what we owe, with its time; the others move it forward by `hours`."""

    words: str
    hours: int
    due_at: datetime | None


class Place(Schema):
    """Where a conversation stands: the earlier `rank_key`, the higher. `treated_as_due` is the same moment in words
    of the desk: between events it never changes, everybody's urgency grows by one an hour."""

    rank_key: datetime
    treated_as_due: datetime
    explanation: str
    reasons: list[str]
    terms: list[Term]


class PileConversation(Schema):
    reference: str
    subject: str
    status: Status
    snippet: str
    inbox: str
    customer: CustomerBrief
    assignee: Person | None
    is_complaint: bool
    waiting_since: datetime | None
    url: str


class PileRow(Place):
    position: int = Field(description="1 for the top row of this page.")
    urgency_hours: float = Field(description="Hours since `treated_as_due`; negative: still ahead.")
    conversation: PileConversation


def place(placement: Placement) -> Place:
    told = explain(placement.rank_key, placement.why)
    return Place(
        rank_key=placement.rank_key,
        treated_as_due=told.treated_as_due,
        explanation=told.text,
        reasons=[told.obligation, *told.reasons],
        terms=[Term(words=one["words"], hours=one["hours"], due_at=one.get("due")) for one in placement.why],
    )


def pile_row(placement: Placement, position: int, at: datetime) -> PileRow:
    return PileRow(
        **dict(place(placement)),
        position=position,
        urgency_hours=round((at - placement.rank_key).total_seconds() / 3600, 1),
        conversation=pile_conversation(placement.conversation),
    )


def pile_conversation(conversation: Conversation) -> PileConversation:
    return PileConversation(
        reference=conversation.reference,
        subject=conversation.subject,
        status=Status(conversation.status),
        snippet=conversation.snippet,
        inbox=conversation.inbox.address,
        customer=customer_brief(conversation.customer),
        assignee=person(conversation.assignee),
        is_complaint=conversation.is_complaint,
        waiting_since=conversation.waiting_since,
        url=conversation_url(conversation),
    )

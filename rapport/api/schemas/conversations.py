"""One conversation with all that belongs to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from rapport.api.schemas.common import CustomerBrief, Person, conversation_url, person
from rapport.api.schemas.messages import MessageOut, message_out
from rapport.api.schemas.pile import Place, place
from rapport.api.schemas.ratings import RatingBrief, rating_brief
from rapport.api.schemas.recoveries import RecoveryBrief, recovery_brief
from rapport.conversations.models import Conversation, Message, Priority, Status
from rapport.feedback.models import Rating
from rapport.promises.models import Promise
from rapport.recovery.models import Recovery
from rapport.triage.models import Placement


class CustomerOut(CustomerBrief):
    address: str = Field(description="Where our replies go.")
    phone: str
    organization: str


class InboxOut(Schema):
    name: str
    address: str


class PromiseOut(Schema):
    id: int
    kind: Promise.Kind
    text: str
    owner: Person | None
    made_at: datetime
    due_at: datetime
    kept_at: datetime | None
    broken_at: datetime | None
    withdrawn_at: datetime | None


class ConversationOut(Schema):
    reference: str
    subject: str
    status: Status
    custom_status: str | None = Field(description="The key of a status of your own, below `status`.")
    url: str
    inbox: InboxOut
    customer: CustomerOut
    assignee: Person | None
    priority: str = Field(description="`low`, `normal`, `high` or `urgent`.")
    type: str | None = Field(description="The key of its type.")
    tags: list[str]
    fields: dict[str, Any] = Field(description="Values of custom fields by key.")
    snoozed_until: datetime | None = Field(description="When it comes back, if it was put off until a time.")
    is_complaint: bool
    nth_contact: int = Field(description="Which contact of this customer within a week.")
    created_at: datetime
    last_message_at: datetime
    waiting_since: datetime | None = Field(description="The oldest customer message that nobody has answered.")
    closed_at: datetime | None
    placement: Place | None = Field(description="Its place on the pile; null when nothing is owed.")
    messages: list[MessageOut] = Field(description="Oldest first, internal notes included.")
    promises: list[PromiseOut]
    ratings: list[RatingBrief] = Field(description="Newest first.")
    recoveries: list[RecoveryBrief] = Field(description="Newest first.")


@dataclass(frozen=True)
class Whole:
    """A conversation and what the rooms know of it."""

    conversation: Conversation
    placement: Placement | None
    messages: Iterable[Message]
    promises: Iterable[Promise]
    ratings: Iterable[Rating]
    recoveries: Iterable[Recovery]


def conversation_out(whole: Whole) -> ConversationOut:
    it = whole.conversation
    return ConversationOut(
        reference=it.reference,
        subject=it.subject,
        status=Status(it.status),
        custom_status=it.custom_status or None,
        url=conversation_url(it),
        inbox=InboxOut(name=it.inbox.name, address=it.inbox.address),
        customer=_customer(it),
        assignee=person(it.assignee),
        priority=Priority(it.priority).name.lower(),
        type=it.type or None,
        tags=list(it.tag_names),
        fields=it.fields,
        snoozed_until=it.snoozed_until,
        is_complaint=it.is_complaint,
        nth_contact=it.nth_contact,
        created_at=it.created_at,
        last_message_at=it.last_message_at,
        waiting_since=it.waiting_since,
        closed_at=it.closed_at,
        placement=place(whole.placement) if whole.placement else None,
        messages=[message_out(one) for one in whole.messages],
        promises=[_promise(one) for one in whole.promises],
        ratings=[rating_brief(one) for one in whole.ratings],
        recoveries=[recovery_brief(one) for one in whole.recoveries],
    )


def _customer(conversation: Conversation) -> CustomerOut:
    customer = conversation.customer
    return CustomerOut(
        id=customer.public_id,
        name=customer.name,
        address=conversation.identity.address,
        phone=customer.phone,
        organization=customer.organization.name if customer.organization else "",
    )


def _promise(promise: Promise) -> PromiseOut:
    return PromiseOut(
        id=promise.pk,
        kind=Promise.Kind(promise.kind),
        text=promise.text,
        owner=person(promise.owner),
        made_at=promise.made_at,
        due_at=promise.due_at,
        kept_at=promise.kept_at,
        broken_at=promise.broken_at,
        withdrawn_at=promise.withdrawn_at,
    )

"""Somebody says whose matter it is: a colleague forwarded a mail, or the wrong person was taken for the customer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.customers import actions as customers
from rapport.customers import queries as known
from rapport.customers.models import Customer, Identity
from rapport.customers.rules import Addressee
from rapport.flows.participate import must_be_foreign
from rapport.platform import live
from rapport.relationships import actions as relationships
from rapport.team.models import User
from rapport.team.rules import May
from rapport.triage import actions as triage


@transaction.atomic
def set_customer(
    conversation: Conversation, who: Addressee | Identity, *, actor: User, at: datetime
) -> tuple[Conversation, Identity]:
    """Answers the conversation and the address it had before, with which the same call takes it back.

    Raises ConversationError when the address is one of ours, or the user may not say so.
    """
    _must_be_allowed(actor)
    conversation = conversations.locked(conversation.pk)
    before = conversation.identity
    if isinstance(who, Identity):
        identity = who
    else:
        must_be_foreign([who.address])
        identity, _ = customers.recognise(address=who.address, name=who.name, at=at)
    if conversations.set_customer(conversation, identity, actor=actor, at=at):
        triage.place(conversation, at=at)
        relationships.look_at({before.customer_id, identity.customer_id})
    return conversation, before


def take_back(conversation: Conversation, handle: str, *, actor: User, at: datetime) -> Conversation:
    """The same with the handle of an address that the page showed as the one of before. Raises ConversationError."""
    identity = known.by_handle(handle)
    if identity is None:
        raise ConversationError(gettext("The customer of before is gone. Choose somebody by their address."))
    return set_customer(conversation, identity, actor=actor, at=at)[0]


@transaction.atomic
def answer_at(customer: Customer, address: str, *, actor: User, at: datetime) -> int:
    """Every conversation of this customer that is not done is answered at this address from now on; answers how many
    changed. Raises ConversationError when the address is not theirs."""
    _must_be_allowed(actor)
    found = [one for one in conversations.lock_all_of([customer.pk]) if not one.is_done]
    identity = known.by_handle(f"{Identity.Kind.EMAIL}:{address}")
    if identity is None or identity.customer_id != customer.pk:
        raise ConversationError(gettext("This address is not theirs any more. Reload the page."))
    changed = [one for one in found if conversations.set_customer(one, identity, actor=actor, at=at)]
    for one in changed:
        live.changed([f"conversation-{one.pk}"], inbox_id=one.inbox_id)
    return len(changed)


def _must_be_allowed(actor: User) -> None:
    if not actor.may(May.KNOW):
        raise ConversationError(gettext("Only our own people may change whose conversation it is. Ask one of them."))

"""Somebody besides the customer becomes part of a conversation, because one of us says so; or is part of it no more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.channels.email import queries as mail
from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Message
from rapport.customers import actions as customers
from rapport.customers import queries as known
from rapport.customers.models import Identity
from rapport.customers.rules import Addressee
from rapport.platform import live
from rapport.team.models import User
from rapport.triage import actions as triage


@transaction.atomic
def add(conversation: Conversation, who: Addressee, *, actor: User, at: datetime) -> None:
    """Their mails to the conversation count from now on. Raises ConversationError for an address of ours."""
    conversation = conversations.locked(conversation.pk)
    must_be_foreign([who.address])
    add_locked(conversation, who, actor=actor, at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)


def add_locked(conversation: Conversation, who: Addressee, *, actor: User, at: datetime) -> None:
    """The same for a caller that holds the lock and knows that the address is none of ours."""
    identity, _ = customers.recognise(address=who.address, name=who.name, at=at)
    if identity.customer_id != conversation.customer_id:
        conversations.add_participant(conversation, identity, actor=actor, at=at)


@transaction.atomic
def let_in(message: Message, *, actor: User, at: datetime) -> Conversation:
    """A held mail of a stranger counts, and whoever wrote it is part of the conversation from now on.

    Raises ConversationError when it is not held any more, or its sender may be forged.
    """
    conversation = conversations.locked(message.conversation_id)
    message.refresh_from_db()
    if message.trust != Message.Trust.STRANGER or not message.from_address:
        raise ConversationError(
            gettext("Nothing says who wrote this. Accept it, or make it a conversation of its own.")
        )
    must_be_foreign([message.from_address])
    conversations.accept(message, conversation, actor=actor, at=at)
    add_locked(conversation, Addressee(message.from_name, message.from_address), actor=actor, at=at)
    triage.place(conversation, at=at)
    return conversation


@transaction.atomic
def remove(conversation: Conversation, address: str, *, actor: User, at: datetime) -> None:
    """Mails from this address are a stranger's again."""
    conversation = conversations.locked(conversation.pk)
    identity = known.by_handle(f"{Identity.Kind.EMAIL}:{address.strip().lower()}")
    if identity is not None:
        conversations.remove_participant(conversation, identity, actor=actor, at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)


def must_be_foreign(addresses: Iterable[str]) -> None:
    """Raises ConversationError for an address of ours: mail to it would come back to us."""
    wanted = list(addresses)
    places = mail.places() if wanted else mail.Places()
    for address in wanted:
        if places.takes(address):
            raise ConversationError(
                gettext("%(address)s is an address of ours. Mail to it would only come back to us.")
                % {"address": address}
            )

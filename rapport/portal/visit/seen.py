"""What may be shown to whoever controls one address: what that address wrote, and what was sent to it. Nothing else.

Whom a record was merged with, who stood in copy and who was asked for help play no part: a colleague's mistake in the
record shows nobody what they were not sent.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rapport.channels.email import queries as mail
from rapport.conversations import queries as record
from rapport.conversations.models import Attachment, Conversation, Message, pk_of_reference
from rapport.customers.models import Identity


@dataclass(frozen=True)
class Matter:
    """One conversation in the list, and when something was last said in it that its customer knows of."""

    conversation: Conversation
    at: datetime


def matters(identity: Identity) -> list[Matter]:
    """The newest first, in three queries."""
    found = record.of_identity(identity)
    sent = mail.messages_sent_to(identity.value, found)
    last: dict[int, datetime] = {}
    for pk, conversation, kind, sender, at in record.public_message_times(found):
        if pk in sent or (kind == Message.Kind.INBOUND and sender.lower() == identity.value):
            last[conversation] = at
    known = [Matter(one, last[one.pk]) for one in found if one.pk in last]
    return sorted(known, key=lambda one: one.at, reverse=True)


def matter(identity: Identity, reference: str) -> tuple[Conversation, list[Message]] | None:
    """One of them with its messages, oldest first; None for everything that is not theirs."""
    pk = pk_of_reference(reference)
    found = next((one for one in record.of_identity(identity) if one.pk == pk), None)
    messages = messages_of(identity, found) if found else []
    return (found, messages) if found and messages else None


def messages_of(identity: Identity, conversation: Conversation) -> list[Message]:
    sent = mail.messages_sent_to(identity.value, [conversation])
    return [
        one
        for one in record.public_messages([conversation])
        if one.pk in sent or (one.kind == Message.Kind.INBOUND and one.from_address.lower() == identity.value)
    ]


def file(identity: Identity, public_id: UUID) -> Attachment | None:
    """A file of a message that they may see."""
    found = Attachment.objects.select_related("message__conversation").filter(public_id=public_id).first()
    if found is None or found.message.conversation.identity_id != identity.pk:
        return None
    seen = matter(identity, found.message.conversation.reference)
    return found if seen and any(one.pk == found.message_id for one in seen[1]) else None

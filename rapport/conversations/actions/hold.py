"""Messages whose sender is not proven are held in plain sight until somebody decides."""

from datetime import datetime

from django.utils.translation import gettext

from rapport.conversations.actions.errors import ConversationError
from rapport.conversations.actions.receive import customer_wrote
from rapport.conversations.models import Conversation, Message
from rapport.conversations.rules import clean_subject
from rapport.customers.models import Identity
from rapport.platform import events
from rapport.team.models import User


def accept(message: Message, conversation: Conversation, *, actor: User, at: datetime) -> None:
    """Let a held message count as the customer's. Who the customer is, and where we answer to, stay as they were."""
    _must_be_held(message)
    message.held = False
    message.save(update_fields=["held"])
    customer_wrote(conversation, message)
    data = {"message": message.pk}
    events.record("conversations.held_accepted", at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)


def split(
    message: Message, conversation: Conversation, identity: Identity, *, actor: User, at: datetime
) -> Conversation:
    """Make a held message a conversation of its own with its sender, who sees nothing of the old one."""
    _must_be_held(message)
    own = Conversation.objects.create(
        inbox=conversation.inbox,
        customer=identity.customer,
        identity=identity,
        subject=clean_subject(message.subject),
        created_at=message.at,
        last_message_at=message.at,
    )
    message.conversation = own
    message.held = False
    message.trust = Message.Trust.UNCHECKED
    message.save(update_fields=["conversation", "held", "trust"])
    customer_wrote(own, message)
    data = {"from": conversation.pk, "message": message.pk}
    events.record("conversations.held_split", at=at, actor_id=actor.pk, conversation_id=own.pk, data=data)
    return own


def _must_be_held(message: Message) -> None:
    if not message.held:
        raise ConversationError(gettext("This message is not held any more. Reload the page to see what became of it."))

"""What a rule writes. Nobody is its author; the rule's name, or the inbox's, stands there instead."""

from datetime import datetime

from rapport.conversations.actions.reply import automatic
from rapport.conversations.models import Conversation, Message
from rapport.platform import events


def note_by_rule(conversation: Conversation, name: str, text: str, *, at: datetime) -> Message:
    """An internal note in the name of a rule."""
    message = Message.objects.create(
        conversation=conversation, kind=Message.Kind.NOTE, from_name=name, text=text, reply_text=text, at=at
    )
    data = {"message": message.pk}
    events.record("conversations.noted", at=at, conversation_id=conversation.pk, data=data)
    return message


def mail_by_rule(conversation: Conversation, text: str, *, at: datetime) -> Message:
    """An automatic message to the customer; it stops no clock."""
    return automatic(conversation, text, event="conversations.automatic_written", at=at)

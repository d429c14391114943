"""Automatic mail into a conversation is paused when mails fly back and forth faster than people write."""

from datetime import datetime

from rapport.conversations.models import Conversation
from rapport.platform import events
from rapport.team.models import User


def pause_automatic(conversation: Conversation, *, until: datetime, at: datetime) -> bool:
    """Nothing automatic leaves before `until`; False when it was paused already."""
    was_paused = conversation.is_automatic_paused(at)
    conversation.automatic_paused_until = until
    conversation.save(update_fields=["automatic_paused_until"])
    if not was_paused:
        data = {"until": until.isoformat()}
        events.record("conversations.automatic_paused", at=at, conversation_id=conversation.pk, data=data)
    return not was_paused


def resume_automatic(conversation: Conversation, *, actor: User, at: datetime) -> bool:
    """Automatic mail may leave again; False when nothing was paused."""
    if not conversation.is_automatic_paused(at):
        return False
    conversation.automatic_paused_until = None
    conversation.save(update_fields=["automatic_paused_until"])
    events.record("conversations.automatic_resumed", at=at, actor_id=actor.pk, conversation_id=conversation.pk)
    return True

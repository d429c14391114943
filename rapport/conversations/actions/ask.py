"""Colleagues are asked within a conversation."""

from datetime import datetime

from rapport.conversations.models import Ask, Conversation
from rapport.platform import events
from rapport.team.models import User


def ask(conversation: Conversation, user: User, *, actor: User, at: datetime) -> Ask:
    """Ask somebody, who sees this conversation from now on; asked again, they owe an answer again."""
    asked = {"asked_by": actor, "asked_at": at, "answered_at": None}
    made, _ = Ask.objects.update_or_create(conversation=conversation, user=user, defaults=asked)
    data = {"to": user.pk}
    events.record("conversations.asked", at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)
    return made


def answer_asks(conversation: Conversation, user: User, *, at: datetime) -> Ask | None:
    """Whoever was asked wrote a note; the question that it answers, if there was one."""
    found = (
        Ask.objects.select_related("asked_by").filter(conversation=conversation, user=user, answered_at=None).first()
    )
    if found is None:
        return None
    Ask.objects.filter(pk=found.pk).update(answered_at=at)
    return found


def stop_asking(conversation: Conversation, user: User, *, actor: User, at: datetime) -> bool:
    """Take the question back: a collaborator of another team no longer sees the conversation."""
    gone = Ask.objects.filter(conversation=conversation, user=user).delete()[0]
    if gone:
        data = {"to": user.pk}
        events.record("conversations.ask_ended", at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)
    return bool(gone)

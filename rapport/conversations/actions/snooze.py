"""Later: a conversation is put off until a time, or until the customer writes, and wakes by itself."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from rapport.conversations.actions.errors import ConversationError
from rapport.conversations.models import STANDING, Conversation, Status
from rapport.platform import events
from rapport.team.models import User

FURTHEST = timedelta(days=5 * 366)
WAKING = (*STANDING, "closed_at", "snoozed_until", "woke_at")


def snooze(conversation: Conversation, until: datetime | None, *, actor: User | None, at: datetime) -> None:
    """Put it off; None: until the customer writes. Done again it is put off to the new time.

    Whose turn it is stays as it was, so that nothing is forgotten when it wakes. Raises ConversationError.
    """
    if until is not None and until <= at:
        raise ConversationError(gettext("That time is over. Choose one that is still to come."))
    if until is not None and until > at + FURTHEST:
        raise ConversationError(gettext("That is more than five years from now. Choose an earlier day."))
    conversation.stand(Status.LATER)
    conversation.closed_at = None
    conversation.snoozed_until = until
    conversation.snoozed_by = actor
    conversation.woke_at = None
    conversation.save(update_fields=[*STANDING, "closed_at", "snoozed_until", "snoozed_by", "woke_at"])
    data = {"until": until.isoformat() if until else None}
    actor_id = actor.pk if actor else None
    events.record("conversations.snoozed", at=at, actor_id=actor_id, conversation_id=conversation.pk, data=data)


def wake(conversation: Conversation, *, actor: User | None, at: datetime) -> bool:
    """It is back: by its time when nobody acts, else by hand. Closed ones too: somebody wanted to look again.

    False when it is neither put off nor due to come back.
    """
    if not conversation.is_later and conversation.snoozed_until is None:
        return False
    conversation.stand(Status.OPEN)
    conversation.closed_at = None
    conversation.snoozed_until = None
    conversation.woke_at = at
    conversation.save(update_fields=WAKING)
    actor_id = actor.pk if actor else None
    data = {"by": conversation.snoozed_by_id}
    events.record("conversations.woke", at=at, actor_id=actor_id, conversation_id=conversation.pk, data=data)
    return True


def forget_snooze(conversation: Conversation, *, actor: User, at: datetime) -> bool:
    """It is done and shall not come back after all."""
    if conversation.snoozed_until is None:
        return False
    conversation.snoozed_until = None
    conversation.save(update_fields=["snoozed_until"])
    events.record("conversations.snooze_forgotten", at=at, actor_id=actor.pk, conversation_id=conversation.pk)
    return True

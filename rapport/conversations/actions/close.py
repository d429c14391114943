"""Done, and open again."""

from datetime import datetime

from rapport.conversations.models import STANDING, Conversation, Status
from rapport.platform import events
from rapport.team.models import User


def close(conversation: Conversation, *, actor: User | None, at: datetime) -> bool:
    """Mark as done; False when it was. What somebody wanted to look at again at a time still comes back then."""
    if conversation.is_done:
        return False
    conversation.stand(Status.DONE)
    conversation.closed_at = at
    conversation.waiting_since = None
    conversation.reopened_at = None
    conversation.woke_at = None
    conversation.save(update_fields=[*STANDING, "closed_at", "waiting_since", "reopened_at", "woke_at"])
    _tell("conversations.closed", conversation, actor, at)
    return True


def reopen(conversation: Conversation, *, actor: User | None, at: datetime) -> bool:
    """Take it up again; it is our turn. False when it was open."""
    if conversation.status == Status.OPEN:
        return False
    if conversation.is_done:
        conversation.reopened_at = at
    conversation.stand(Status.OPEN)
    conversation.closed_at = None
    conversation.snoozed_until = None
    conversation.waiting_since = conversation.waiting_since or at
    conversation.save(update_fields=[*STANDING, "closed_at", "snoozed_until", "waiting_since", "reopened_at"])
    _tell("conversations.reopened", conversation, actor, at)
    return True


def wait(conversation: Conversation, *, actor: User | None, at: datetime) -> bool:
    """It is the customer's turn though we wrote nothing, as after a call. False when it was."""
    if conversation.status == Status.WAITING:
        return False
    conversation.stand(Status.WAITING)
    conversation.closed_at = None
    conversation.waiting_since = None
    conversation.reopened_at = None
    conversation.snoozed_until = None
    conversation.woke_at = None
    conversation.save(
        update_fields=[*STANDING, "closed_at", "waiting_since", "reopened_at", "snoozed_until", "woke_at"]
    )
    _tell("conversations.set_waiting", conversation, actor, at)
    return True


def _tell(name: str, conversation: Conversation, actor: User | None, at: datetime) -> None:
    events.record(name, at=at, actor_id=actor.pk if actor else None, conversation_id=conversation.pk)

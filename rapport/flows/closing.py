"""When a conversation may be done, and how it comes to stand at a status of the company's own."""

from datetime import datetime

from django.utils.translation import gettext

from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Status
from rapport.labels import queries as labels
from rapport.labels import rules as label_rules
from rapport.recovery import queries as recoveries
from rapport.surveys import actions as surveys
from rapport.team.models import User


def close_locked(conversation: Conversation, *, actor: User | None, at: datetime) -> bool:
    """Mark as done, for a caller that holds the lock, tells of it and places afterwards; False when it was so.

    Raises ConversationError while an unhappy customer has not been won back, or a required field is empty.
    """
    recovery = recoveries.open_of(conversation)
    if recovery is not None:
        raise ConversationError(
            gettext("This customer is unhappy and the recovery is still open. Finish it first, then close.")
        )
    if missing := _missing(conversation):
        raise ConversationError(gettext("Fill in %(fields)s first, then close.") % {"fields": missing})
    if not conversations.close(conversation, actor=actor, at=at):
        return False
    surveys.plan(conversation, at=at)
    return True


def stand_at(conversation: Conversation, status: label_rules.StatusName, *, actor: User | None, at: datetime) -> bool:
    """Give it this own status, by the way that leads to the one below which it stands: what holds for that holds for
    it. Put off it is until the customer writes, unless it is put off already. False when it was so.

    For a caller that holds the lock, as `close_locked`, and raises the same.
    """
    if conversation.status != status.base:
        match status.base:
            case Status.DONE:
                close_locked(conversation, actor=actor, at=at)
            case Status.WAITING:
                conversations.wait(conversation, actor=actor, at=at)
            case Status.LATER:
                conversations.snooze(conversation, None, actor=actor, at=at)
            case _:
                take_up(conversation, actor=actor, at=at)
    return conversations.name_status(conversation, status.key, name=status.name, actor=actor, at=at)


def take_up(conversation: Conversation, *, actor: User | None, at: datetime) -> None:
    """It is open: what was put off wakes, with whose turn it was."""
    if not (conversation.is_later and conversations.wake(conversation, actor=actor, at=at)):
        conversations.reopen(conversation, actor=actor, at=at)


def _missing(conversation: Conversation) -> str:
    """The fields that are required before closing and empty, in words."""
    found = label_rules.missing(
        labels.fields(),
        type_key=conversation.type,
        inbox_id=conversation.inbox_id,
        values=conversation.fields,
    )
    return ", ".join(one.name for one in found)

"""Reads of the journal."""

from collections.abc import Iterable
from datetime import datetime

from rapport.changes.models import Change, Step
from rapport.conversations.models import Conversation
from rapport.platform.gathered import Asked


def steps_of(change: Change) -> list[Step]:
    """What it did, conversation by conversation, in the order in which they are locked."""
    return list(Step.objects.filter(change=change).order_by("conversation_id"))


# What was last done to a conversation and was not taken back, newest first.
LAST_DONE = Asked(
    lambda conversation: (
        Change.objects.filter(steps__conversation=conversation, undone_at=None)
        .select_related("actor")
        .order_by("-id")[:40]
    )
)


def undoable(conversation: Conversation, at: datetime, limit: int = 10) -> list[Change]:
    """What was done to this conversation and can still be taken back, newest first."""
    return still_undoable(LAST_DONE.rows(conversation=conversation.pk), at, limit)


def still_undoable(last_done: Iterable[Change], at: datetime, limit: int) -> list[Change]:
    return [change for change in last_done if change.may_be_undone(at)][:limit]


def of_conversations(change: Change) -> list[int]:
    return list(change.steps.order_by("conversation_id").values_list("conversation_id", flat=True))


def unfinished() -> list[int]:
    """Changes that the worker has not brought to an end."""
    return list(Change.objects.filter(left__isnull=False).order_by("id").values_list("id", flat=True))


def done_count(change: Change) -> int:
    return change.steps.count()

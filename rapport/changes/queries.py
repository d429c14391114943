"""Reads of the journal."""

from datetime import datetime

from rapport.changes.models import Change, Step
from rapport.conversations.models import Conversation


def steps_of(change: Change) -> list[Step]:
    """What it did, conversation by conversation, in the order in which they are locked."""
    return list(Step.objects.filter(change=change).order_by("conversation_id"))


def undoable(conversation: Conversation, at: datetime, limit: int = 10) -> list[Change]:
    """What was done to this conversation and can still be taken back, newest first."""
    recent = Change.objects.filter(steps__conversation=conversation, undone_at=None).order_by("-id")[: 4 * limit]
    return [change for change in recent if change.may_be_undone(at)][:limit]


def of_conversations(change: Change) -> list[int]:
    return list(change.steps.order_by("conversation_id").values_list("conversation_id", flat=True))


def unfinished() -> list[int]:
    """Changes that the worker has not brought to an end."""
    return list(Change.objects.filter(left__isnull=False).order_by("id").values_list("id", flat=True))


def done_count(change: Change) -> int:
    return change.steps.count()

"""Reads of the promises room."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rapport.conversations.models import Conversation
from rapport.platform.gathered import Asked
from rapport.promises.models import Promise
from rapport.team.models import User

NEAR = timedelta(hours=2)


def open_of(conversation: Conversation) -> list[Promise]:
    """What is still promised in this conversation, soonest first."""
    return list(
        Promise.objects.filter(conversation=conversation, kept_at=None, withdrawn_at=None).select_related("owner")
    )


OF_CONVERSATION = Asked(lambda conversation: Promise.objects.filter(conversation=conversation).select_related("owner"))


def all_of(conversation: Conversation) -> list[Promise]:
    return OF_CONVERSATION.rows(conversation=conversation.pk)


def due_until(until: datetime, user: User, inbox_ids: Sequence[int] | None, limit: int) -> list[Promise]:
    """What this user has promised and must keep by then, late ones first; leads see everybody's. The first word to an
    unhappy customer is a step of a recovery and told there."""
    rows = Promise.objects.exclude(kind=Promise.Kind.FIRST_WORD)
    rows = rows.filter(due_at__lt=until, kept_at=None, withdrawn_at=None)
    if not user.is_lead:
        rows = rows.filter(owner=user)
    if inbox_ids is not None:
        rows = rows.filter(conversation__inbox_id__in=list(inbox_ids))
    return list(rows.select_related("owner", "conversation__customer").order_by("due_at")[:limit])


def due(at: datetime, limit: int = 200) -> list[int]:
    """Ids of promises whose time has come without anybody keeping or missing them yet."""
    rows = Promise.objects.filter(due_at__lte=at, kept_at=None, withdrawn_at=None, broken_at=None)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:limit])


def nearing(at: datetime, limit: int = 200) -> list[int]:
    """Ids of open promises that are due within two hours and have not moved up for it yet."""
    rows = Promise.objects.filter(
        due_at__lte=at + NEAR, kept_at=None, withdrawn_at=None, broken_at=None, nearing_at=None
    )
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:limit])

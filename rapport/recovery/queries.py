"""Reads of the recovery room."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, prefetch_related_objects

from rapport.conversations.models import Conversation, Message
from rapport.platform.gathered import Asked, attach
from rapport.recovery.models import Recovery, Step, StepKind, Trigger

# A question of `sql.together`; `inboxes` is null for every inbox.
OPEN_COUNT = """
SELECT count(*) FROM recovery_recovery r WHERE closed_at IS NULL AND (%(inboxes)s::bigint[] IS NULL OR EXISTS (
  SELECT FROM conversations_conversation c WHERE c.id = r.conversation_id AND c.inbox_id = ANY(%(inboxes)s)))
"""


def open_of(conversation: Conversation) -> Recovery | None:
    """The one open recovery of a conversation."""
    return Recovery.objects.filter(conversation=conversation, closed_at=None).select_related("owner").first()


# Every recovery of a conversation, newest first, and their steps.
ALL_OF = Asked(
    lambda conversation: (
        Recovery.objects.filter(conversation=conversation).select_related("owner").order_by("-opened_at")
    )
)
STEPS = Asked(
    lambda conversation: (
        Step.objects.filter(recovery__conversation=conversation).select_related("done_by").order_by("done_at", "id")
    )
)


def with_steps(found: list[Recovery], steps: Iterable[Step]) -> list[Recovery]:
    """The rows of `ALL_OF` with those of `STEPS`."""
    attach(found, "steps", steps, by="recovery_id")
    return found


def visible_in(inbox_ids: Iterable[int]) -> QuerySet[Recovery]:
    """Recoveries of these inboxes with what a screen shows of them."""
    return _with_everything().filter(conversation__inbox_id__in=list(inbox_ids))


OPEN_SHOWN, CLOSED_SHOWN = 200, 30


def listed(inbox_ids: Iterable[int]) -> tuple[list[Recovery], list[Recovery]]:
    """The open ones, what is due first, and the newest closed ones, with steps and ratings; four queries."""
    rows = Recovery.objects.filter(conversation__inbox_id__in=list(inbox_ids))
    rows = rows.select_related("owner", "conversation__customer")
    opened = list(rows.filter(closed_at=None).order_by("due_at")[:OPEN_SHOWN])
    closed = list(rows.exclude(closed_at=None).order_by("-closed_at")[:CLOSED_SHOWN])
    steps = Prefetch("steps", Step.objects.select_related("done_by"))
    triggers = Prefetch("triggers", Trigger.objects.select_related("rating").order_by("id"))
    prefetch_related_objects([*opened, *closed], steps, triggers)
    return opened, closed


def open_now(inbox_ids: Iterable[int] | None, limit: int) -> list[Recovery]:
    """What is due first, each with `done`, the kinds of steps that were done; one query."""
    rows = Recovery.objects.filter(closed_at=None).select_related("owner", "conversation__customer")
    if inbox_ids is not None:
        rows = rows.filter(conversation__inbox_id__in=list(inbox_ids))
    steps = Step.objects.filter(recovery=OuterRef("pk")).values("kind")
    return list(rows.annotate(done=ArraySubquery(steps)).order_by("due_at")[:limit])


def awaiting_answer(at: datetime, limit: int = 100) -> list[int]:
    """Ids of recoveries whose second asking stayed unanswered until `at`."""
    rows = Recovery.objects.filter(closed_at=None, due_at__lte=at, steps__kind=StepKind.ASKED_AGAIN)
    return list(rows.values_list("pk", flat=True)[:limit])


def is_about(messages: Iterable[Message]) -> bool:
    """Whether a rating of one of these replies has to do with a recovery."""
    of_them = {"triggers__rating__invite__message__in": list(messages)}
    return Recovery.objects.filter(**of_them).exists()


def _with_everything() -> QuerySet[Recovery]:
    return Recovery.objects.select_related(
        "owner", "conversation", "conversation__customer", "conversation__inbox", "conversation__assignee"
    ).prefetch_related(
        "steps__done_by", "steps__message", "triggers__rating__invite__message", "triggers__rating__invite__author"
    )

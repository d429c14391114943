"""Reads of the register of complaints."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from rapport.conversations.models import Message
from rapport.recovery.models import Complaint, Prevention, Recovery

# A question of `sql.together`; `leads` is whether somebody may open the register. Read from the index of what is open.
OPEN_COUNT = """
SELECT CASE WHEN %(leads)s THEN (SELECT count(*) FROM recovery_complaint WHERE closed_at IS NULL) END
"""


def _shown() -> QuerySet[Complaint]:
    said = Message.objects.filter(kind=Message.Kind.INBOUND, origin=Message.Origin.HUMAN, held=False)
    unhappy = Recovery.objects.filter(conversation=OuterRef("conversation"), closed_at=None)
    rows = Complaint.objects.select_related(
        "conversation__customer", "conversation__inbox", "about", "prevention__owner", "closed_by"
    )
    return rows.annotate(is_recovered=Exists(unhappy)).prefetch_related(
        Prefetch("conversation__messages", said.order_by("at", "id"), to_attr="said")
    )


def open_ones(*, after: tuple[datetime, int] | None, size: int) -> list[Complaint]:
    """What came first stands first; two queries."""
    rows = _shown().filter(closed_at=None)
    if after is not None:
        rows = rows.filter(Q(came_at__gt=after[0]) | Q(came_at=after[0], pk__gt=after[1]))
    return list(rows.order_by("came_at", "pk")[:size])


def closed_ones(*, after: tuple[datetime, int] | None, size: int) -> list[Complaint]:
    """What was closed last stands first; two queries."""
    rows = _shown().filter(closed_at__isnull=False)
    if after is not None:
        rows = rows.filter(Q(closed_at__lt=after[0]) | Q(closed_at=after[0], pk__lt=after[1]))
    return list(rows.order_by("-closed_at", "-pk")[:size])


def complaint(pk: int) -> Complaint | None:
    return _shown().filter(pk=pk).first()


@dataclass(frozen=True)
class Numbers:
    """How many are open, how many came and how many were closed with a lesson since a day, and how many of these of
    which what prevents them is done."""

    open: int
    came: int
    learned: int
    prevented: int


def numbers(since: datetime) -> Numbers:
    learned = Q(closed_at__gte=since, why_none="")
    found = Complaint.objects.aggregate(
        open=Count("pk", filter=Q(closed_at=None)),
        came=Count("pk", filter=Q(came_at__gte=since, why_none="")),
        learned=Count("pk", filter=learned),
        prevented=Count("pk", filter=learned & Q(prevention__done_at__isnull=False)),
    )
    return Numbers(**found)


def preventions() -> QuerySet[Prevention]:
    """What may be chosen when a complaint is closed: what somebody sees to, or has done."""
    return Prevention.objects.filter(owner__isnull=False, owner__is_active=True).order_by("-made_at", "-id")

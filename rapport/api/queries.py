"""The reads of the API, cut to what goes over the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation
from rapport.customers import queries as customers
from rapport.customers.models import Organization
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating
from rapport.promises import queries as promises
from rapport.recovery import queries as recoveries
from rapport.recovery.models import Recovery, Step
from rapport.team.models import User
from rapport.triage import queries as triage

OPEN, CLOSED = 0, 1
Key = tuple[Any, ...]


def inbox_ids(user: User, address: str | None = None) -> list[int]:
    """The inboxes this user may see, or the one with this address among them. Compared here, not in the database:
    an address from outside may hold what PostgreSQL cannot."""
    seen = conversations.visible_inboxes(user).values_list("id", "address")
    return [pk for pk, own in seen if address is None or own == address.strip().lower()]


def ratings(
    inboxes: Sequence[int],
    *,
    after: Key | None,
    size: int,
    score: int | None = None,
    state: str | None = None,
    since: datetime | None = None,
) -> list[Rating]:
    """Newest change first; `after` is the last row's (changed_at, id)."""
    wanted = {"score": score, "state": state, "changed_at__gte": since}
    rows = feedback.visible_in(inboxes).prefetch_related(None)
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    return list(rows.order_by("-changed_at", "-id")[:size])


def recoveries_of(inboxes: Sequence[int], *, after: Key | None, size: int) -> list[Recovery]:
    """Open ones first, the next due on top; then closed ones, newest first. `after` is `recovery_key` of a row."""
    rows = _lean(recoveries.visible_in(inboxes))
    group, at, pk = after or (OPEN, None, 0)
    found: list[Recovery] = []
    if group == OPEN:
        later = Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk) if at else Q()
        found = list(rows.filter(later, closed_at=None).order_by("due_at", "id")[:size])
        at = None
    if len(found) < size:
        earlier = Q(closed_at__lt=at) | Q(closed_at=at, pk__lt=pk) if at else Q()
        closed = rows.filter(earlier, closed_at__isnull=False).order_by(F("closed_at").desc(), "-id")
        found += closed[: size - len(found)]
    return found


def recovery_key(recovery: Recovery) -> Key:
    if recovery.closed_at is None:
        return OPEN, recovery.due_at, recovery.pk
    return CLOSED, recovery.closed_at, recovery.pk


def _lean(rows: QuerySet[Recovery]) -> QuerySet[Recovery]:
    steps = Prefetch("steps", Step.objects.select_related("done_by", "message"))
    return rows.prefetch_related(None).prefetch_related(steps, "triggers")


def parts(conversation: Conversation) -> dict[str, Any]:
    """All that belongs to a conversation, in a fixed number of queries."""
    own = _lean(Recovery.objects.filter(conversation=conversation).select_related("owner"))
    return {
        "placement": triage.placement_of(conversation),
        "messages": conversations.thread(conversation),
        "promises": promises.all_of(conversation),
        "ratings": ratings_of(conversation),
        "recoveries": list(own.order_by("-opened_at", "-id")),
    }


def ratings_of(conversation: Conversation) -> list[Rating]:
    rows = Rating.objects.filter(conversation=conversation)
    rows = rows.select_related("invite__author", "invite__message", "invite__scale")
    return list(rows.order_by("-changed_at", "-id"))


def organizations(user: User, name: str | None, *, after: Key | None, size: int) -> list[Organization]:
    """In the order of their numbers; of whom this user may know. `after` is the last row's (id,)."""
    rows = customers.organizations_like(name or "")
    if not user.is_lead:
        rows = rows.filter(Exists(conversations.visible_to(user).filter(customer__organization=OuterRef("pk"))))
    rows = rows.filter(pk__gt=after[0]) if after else rows
    return list(rows.prefetch_related("domains").order_by("pk")[:size])

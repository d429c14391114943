"""Reads of the webhooks room."""

from datetime import datetime

from django.db.models import Q

from rapport.platform.remembered import Remembered
from rapport.webhooks.models import Delivery, Endpoint

PAGE = 50


def _active() -> tuple[Endpoint, ...]:
    rows = Endpoint.objects.filter(is_active=True, owner__is_active=True)
    return tuple(rows.select_related("owner").order_by("id"))


known: Remembered[tuple[Endpoint, ...]] = Remembered(_active, nothing=())


def who_want(event: str) -> list[Endpoint]:
    """The active endpoints that chose this event; no query while nobody changed any."""
    return [endpoint for endpoint in known.get() if event in endpoint.events]


def active(pk: int) -> Endpoint | None:
    return next((endpoint for endpoint in known.get() if endpoint.pk == pk), None)


def every() -> list[Endpoint]:
    return list(Endpoint.objects.select_related("owner"))


def endpoint(pk: int) -> Endpoint | None:
    return Endpoint.objects.select_related("owner").filter(pk=pk).first()


def delivery(pk: int) -> Delivery | None:
    return Delivery.objects.select_related("endpoint__owner").filter(pk=pk).first()


def log(endpoint: Endpoint, *, before: int | None = None, size: int = PAGE) -> list[Delivery]:
    """One page of what was told, newest first; `before` is the last row's id."""
    rows = endpoint.deliveries.all() if before is None else endpoint.deliveries.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:size])


def due(at: datetime, limit: int = 200) -> list[int]:
    """What to try now, longest due first."""
    rows = Delivery.objects.filter(Q(state=Delivery.State.WAITING), due_at__lte=at, endpoint__is_active=True)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])

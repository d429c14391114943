"""The routes by which alerts leave for chats and other systems."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext

from rapport.alerts import queries, rules
from rapport.alerts.models import Route
from rapport.platform import events, secrets
from rapport.team.models import User

Kind = Route.Kind
MOST_ADDRESS_CHARS, SHOWN_CHARS = 1000, 4


class RouteError(ValueError):
    """It cannot be done; the text says what to do."""


@dataclass(frozen=True)
class Wanted:
    """What a route is told: which kinds of alerts, of which inboxes (none: all), and whether with names and words."""

    kinds: Iterable[str]
    inboxes: Iterable[int] = ()
    names_customers: bool = False


def add_route(
    kind: str, *, name: str, address: str, secret: str = "", wanted: Wanted, actor: User, at: datetime
) -> Route:
    """Raises RouteError. `secret` signs; of a webhook only."""
    if Route.objects.count() >= rules.MOST_ROUTES:
        raise RouteError(gettext("There are enough routes. Remove one that you no longer use."))
    made = Route.objects.create(
        kind=Kind(kind),
        name=_named(name, Kind(kind)),
        **_sealed(Kind(kind), address),
        sealed_secret=secrets.seal(secret) if secret else "",
        **_fields(wanted),
        made_by=actor,
        created_at=at,
    )
    queries.routes.forget()
    events.record("alerts.route_added", at=at, actor_id=actor.pk, data={"route": made.pk, "kind": kind})
    return made


def change_route(
    route: Route, *, name: str, address: str, wanted: Wanted, is_active: bool, actor: User, at: datetime
) -> None:
    """An empty `address` keeps the old one. Switching it on again forgives what went wrong. Raises RouteError."""
    changed = {"name": _named(name, Kind(route.kind)), **_fields(wanted), "is_active": is_active}
    if address.strip():
        changed |= _sealed(Kind(route.kind), address)
    if (is_active and not route.is_active) or address.strip():
        changed |= {"failures": 0, "trouble": "", "switched_off_why": "", "held_until": None}
    Route.objects.filter(pk=route.pk).update(**changed)
    queries.routes.forget()
    data = {"route": route.pk, "active": is_active}
    events.record("alerts.route_changed", at=at, actor_id=actor.pk, data=data)


def remove_route(route: Route, *, actor: User, at: datetime) -> None:
    """With everything that waits for it."""
    pk = route.pk
    route.delete()
    queries.routes.forget()
    events.record("alerts.route_removed", at=at, actor_id=actor.pk, data={"route": pk})


def switch_route_off(route: Route, why: str, *, at: datetime) -> bool:
    """Tell it nothing any more; False when that was so."""
    changed = Route.objects.filter(pk=route.pk, is_active=True).update(is_active=False, switched_off_why=why[:300])
    queries.routes.forget()
    if changed:
        events.record("alerts.route_switched_off", at=at, data={"route": route.pk})
    return bool(changed)


def _named(name: str, kind: Route.Kind) -> str:
    return name.replace("\x00", "").strip()[:80] or kind.label


def _fields(wanted: Wanted) -> dict[str, object]:
    given = set(wanted.kinds)
    kinds = [kind for kind in rules.ROUTED if kind in given]
    if not kinds:
        raise RouteError(gettext("Choose at least one kind of alert, or nothing would ever be sent."))
    return {"kinds": kinds, "inboxes": sorted(set(wanted.inboxes)), "names_customers": wanted.names_customers}


def _sealed(kind: Route.Kind, address: str) -> dict[str, str]:
    """Where it leads is looked at on every try; here only what a person can see in it."""
    text = address.strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    is_plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= MOST_ADDRESS_CHARS
    if parts.scheme != "https" or not host or parts.username or parts.password or not is_plain:
        raise RouteError(gettext("Write an address that begins with https:// and has no user name in it."))
    service = rules.service_of(host)
    if service == "connector":
        raise RouteError(
            gettext("Microsoft has switched these connectors off. Make a workflow in Teams and use its address.")
        )
    if service and service != kind:
        raise RouteError(gettext("This is an address of %(service)s.") % {"service": Kind(service).label})
    return {"sealed_address": secrets.seal(text), "hint": _hint(host, text)}


def _hint(host: str, address: str) -> str:
    """The host and the last letters, by which a person knows it again and nobody else can use it."""
    return f"{host[:100]}/…{address[-SHOWN_CHARS:]}"

"""Reads of the alerts room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from rapport.alerts.models import Alert, Device, Post, Preference, Push, Route, Rung
from rapport.alerts.rules import CLIMBS_AFTER, Wishes, happening_of
from rapport.platform import secrets
from rapport.platform.gathered import Asked
from rapport.platform.queries import fact
from rapport.platform.remembered import Remembered
from rapport.team.models import User

# A question of `sql.together`, for those who know of conversations by their inboxes alone; null for every inbox.
UNSEEN = """
SELECT count(*) FROM alerts_alert a WHERE user_id = %(user)s AND seen_at IS NULL
  AND (%(inboxes)s::bigint[] IS NULL OR conversation_id IS NULL OR EXISTS (
    SELECT FROM conversations_conversation c WHERE c.id = a.conversation_id AND c.inbox_id = ANY(%(inboxes)s)))
"""


def _everybodys() -> dict[int, Wishes]:
    return {row.user_id: plain(row) for row in Preference.objects.select_related("user")}


_known: Remembered[dict[int, Wishes]] = Remembered(_everybodys, nothing={})
_pushed_to: Remembered[frozenset[int]] = Remembered(
    lambda: frozenset(Device.objects.values_list("user_id", flat=True)), nothing=frozenset()
)
PLAIN = Wishes()
KEYS = "alerts.push_keys"


@dataclass(frozen=True)
class ServerKeys:
    """How push services know this installation (VAPID): `private` as PEM, `public` as browsers want it."""

    private: str
    public: str


def plain(row: Preference) -> Wishes:
    """The wishes as `rules.py` judges them."""
    channels = {kind: tuple(wanted) for kind, wanted in row.channels.items()}
    return Wishes(channels, row.user.time_zone or "UTC", row.quiet_from, row.quiet_until, row.shows_names)


def wishes_of(user_id: int) -> Wishes:
    """No query while nobody changed any."""
    return _known.get().get(user_id, PLAIN)


def forget_wishes() -> None:
    _known.forget()


def preference_of(user: User) -> Preference:
    """Their own, or an empty one that is not stored."""
    return Preference.objects.select_related("user").filter(user=user).first() or Preference(user=user)


def latest(user: User, visible: QuerySet[Any] | None = None, limit: int = 20) -> list[Alert]:
    """The newest alerts of a user, newest first. `visible` are the conversations the user may still know of; None:
    all of them."""
    return list(of(user, visible)[:limit])


def unseen_count(user: User, visible: QuerySet[Any] | None = None) -> int:
    return of(user, visible).filter(seen_at=None).count()


def alert_of(alert_id: int, user_id: int) -> Alert | None:
    """An alert with its user, if it is this user's."""
    return Alert.objects.select_related("user").filter(pk=alert_id, user=user_id).first()


def open_keys(prefixes: Iterable[str]) -> set[str]:
    """The happenings under these prefixes that nobody has settled."""
    some = Q()
    for prefix in prefixes:
        some |= Q(key__startswith=prefix)
    return set(Alert.objects.filter(some, settled_at=None).values_list("key", flat=True))


def of(user: User, visible: QuerySet[Any] | None = None) -> QuerySet[Alert]:
    """The newest first. Who left a team keeps no old alerts about its customers."""
    rows = Alert.objects.filter(user=user)
    if visible is None:
        return rows
    return rows.filter(Q(conversation_id=None) | Q(conversation_id__in=visible.values("pk")))


def has_devices(user_id: int) -> bool:
    """Whether there is a browser to push to; no query while nobody added or removed one."""
    return user_id in _pushed_to.get()


def forget_pushed_to() -> None:
    _pushed_to.forget()


def devices_of(user: User) -> list[Device]:
    """Newest first."""
    return list(Device.objects.filter(user=user))


def device_of(user: User, pk: int) -> Device | None:
    return Device.objects.filter(user=user, pk=pk).first()


def server_keys() -> ServerKeys | None:
    """None until they are needed for the first time. Raises BrokenSeal."""
    known = fact(KEYS)
    return ServerKeys(secrets.unseal(known["sealed"]), known["public"]) if known else None


def push(pk: int) -> Push | None:
    return Push.objects.select_related("device__user", "alert").filter(pk=pk).first()


def pushes_due(at: datetime, limit: int = 200) -> list[int]:
    """What to try now, longest due first."""
    rows = Push.objects.filter(state=Push.State.WAITING, due_at__lte=at)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def still_to_push(push: Push, visible: QuerySet[Any] | None) -> list[Alert]:
    """The alerts that a push stands for and that are still news: nobody settled them, and their person neither looked
    at them meanwhile nor lost sight of what they are about."""
    rows = of(push.device.user, visible).filter(settled_at=None).filter(Q(seen_at=None) | Q(seen_at=F("created_at")))
    return list(rows.filter(created_at__gte=push.created_at) if push.gathers else rows.filter(pushes=push))


CLIMBING = "alerts.climbing"
climbing: Remembered[int] = Remembered(lambda: int(fact(CLIMBING).get("minutes", CLIMBS_AFTER)), nothing=CLIMBS_AFTER)
# How far the alerts about a conversation have climbed, the first step first.
RUNGS = Asked(lambda conversation: Rung.objects.filter(conversation_id=conversation).order_by("told_at", "id"))


def climbs_after() -> int:
    """Minutes; 0: alerts do not climb. No query while nobody changed it."""
    return climbing.get()


def rungs_due(at: datetime, limit: int = 200) -> list[int]:
    """What climbs now, longest due first."""
    rows = Rung.objects.filter(ended_at=None, due_at__lte=at).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def climbing_now(alerts: Iterable[Alert]) -> dict[str, Rung]:
    """Of these alerts, those that nobody has taken, by their happening; no query without such."""
    keys = {happening_of(one.key) for one in alerts if one.kind == Alert.Kind.UNHAPPY and one.settled_at is None}
    return {rung.key: rung for rung in Rung.objects.filter(key__in=keys, ended_at=None)} if keys else {}


def told_first(key: str) -> Alert | None:
    """Any of the alerts by which the happening was told at first."""
    return Alert.objects.filter(key=key).order_by("pk").first()


def _active_routes() -> tuple[Route, ...]:
    return tuple(Route.objects.filter(is_active=True).order_by("pk"))


routes: Remembered[tuple[Route, ...]] = Remembered(_active_routes, nothing=())


def routes_for(kind: str) -> list[Route]:
    """The active routes that want such alerts; no query while nobody changed any."""
    return [route for route in routes.get() if kind in route.kinds]


def every_route() -> list[Route]:
    return list(Route.objects.select_related("made_by"))


def route(pk: int) -> Route | None:
    return Route.objects.select_related("made_by").filter(pk=pk).first()


def address_of(route: Route) -> str:
    """Raises BrokenSeal."""
    return secrets.unseal(route.sealed_address)


def signing_secret_of(route: Route) -> str:
    """Raises BrokenSeal."""
    return secrets.unseal(route.sealed_secret)


def post(pk: int) -> Post | None:
    return Post.objects.select_related("route__made_by").filter(pk=pk).first()


def gathered_in(post: Post) -> list[Post]:
    """What this one stands for, in order."""
    return list(Post.objects.filter(into=post).order_by("pk"))


def posts_due(at: datetime, limit: int = 200) -> list[int]:
    """What to try now, longest due first."""
    rows = Post.objects.filter(state=Post.State.WAITING, due_at__lte=at, route__is_active=True)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])

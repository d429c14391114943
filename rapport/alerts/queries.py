"""Reads of the alerts room."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from rapport.alerts.models import Alert, Preference
from rapport.alerts.rules import Wishes
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
PLAIN = Wishes()


def plain(row: Preference) -> Wishes:
    """The wishes as `rules.py` judges them."""
    channels = {kind: tuple(wanted) for kind, wanted in row.channels.items()}
    return Wishes(channels, row.user.time_zone or "UTC", row.quiet_from, row.quiet_until)


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
    return list(_of(user, visible)[:limit])


def unseen_count(user: User, visible: QuerySet[Any] | None = None) -> int:
    return _of(user, visible).filter(seen_at=None).count()


def alert_of(alert_id: int, user_id: int) -> Alert | None:
    """An alert with its user, if it is this user's."""
    return Alert.objects.select_related("user").filter(pk=alert_id, user=user_id).first()


def open_keys(prefixes: Iterable[str]) -> set[str]:
    """The happenings under these prefixes that nobody has settled."""
    some = Q()
    for prefix in prefixes:
        some |= Q(key__startswith=prefix)
    return set(Alert.objects.filter(some, settled_at=None).values_list("key", flat=True))


def _of(user: User, visible: QuerySet[Any] | None) -> QuerySet[Alert]:
    """Who left a team keeps no old alerts about its customers."""
    rows = Alert.objects.filter(user=user)
    if visible is None:
        return rows
    return rows.filter(Q(conversation_id=None) | Q(conversation_id__in=visible.values("pk")))

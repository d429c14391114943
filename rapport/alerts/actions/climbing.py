"""How far an alert about an unhappy customer has climbed."""

from collections.abc import Iterable
from datetime import datetime

from rapport.alerts import queries, rules
from rapport.alerts.models import Rung
from rapport.platform import actions as platform
from rapport.platform import events


def stand_on(
    key: str, who: int, conversation_id: int, told: Iterable[int], *, due_at: datetime | None, at: datetime
) -> bool:
    """These were told now, and it climbs on when due; False when this rung was stood on before."""
    fields = {"conversation_id": conversation_id, "told": sorted(set(told)), "told_at": at, "due_at": due_at}
    _, is_new = Rung.objects.get_or_create(key=rules.happening_of(key), who=who, defaults=fields)
    return is_new


def leave(rung: Rung, *, at: datetime) -> bool:
    """It climbs on from here; False when somebody took it, or another worker was first."""
    return bool(Rung.objects.filter(pk=rung.pk, ended_at=None, due_at__lte=at).update(ended_at=at))


def climbs_no_further(conversation_id: int, *, at: datetime) -> None:
    """Somebody took it on."""
    Rung.objects.filter(conversation_id=conversation_id, ended_at=None).update(ended_at=at)


def set_climbing(minutes: int, *, actor_id: int, at: datetime) -> None:
    """After how many minutes alerts climb from now on; 0: never."""
    platform.remember_fact(queries.CLIMBING, {"minutes": minutes}, at=at)
    queries.climbing.forget()
    events.record("alerts.climbing_set", at=at, actor_id=actor_id, data={"minutes": minutes})

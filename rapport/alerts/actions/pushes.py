"""What is to be pushed: rows in the transaction of the alerts, which leave later (`flows/deliver_push`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F

from rapport.alerts import queries, rules
from rapport.alerts.models import Alert, Device, Push
from rapport.platform import events
from rapport.platform.jobs import Job, enqueue

State = Push.State


def queue_pushes(alerts: Sequence[Alert], *, at: datetime, quiet: Mapping[int, datetime] | None = None) -> list[Push]:
    """Queue the pushes of alerts about one happening, one alert a user, to each of their devices.

    A push each while there are few, one for all that follow in five minutes (S32), and in quiet hours one when these
    are over. Call it in the transaction that made the alerts, and with their users locked, so that they are counted.
    """
    ends, devices = quiet or {}, _devices_of(alerts)
    lately, gathering = _lately([one.pk for some in devices.values() for one in some], at)
    made = []
    for alert in alerts:
        for device in devices[alert.user_id]:
            if device.pk in gathering:
                continue
            until = ends.get(alert.user_id) or (
                at + rules.PUSH_WINDOW if lately[device.pk] >= rules.MOST_PUSHES else None
            )
            made.append(Push(device=device, alert=alert, created_at=at, due_at=until or at, gathers=until is not None))
    for push in Push.objects.bulk_create(made):
        enqueue(Job.PUSH, not_before=push.due_at if push.gathers else None, push_id=push.pk)
    return made


def _devices_of(alerts: Iterable[Alert]) -> dict[int, list[Device]]:
    found: dict[int, list[Device]] = defaultdict(list)
    for device in Device.objects.filter(user__in=[alert.user_id for alert in alerts]):
        found[device.user_id].append(device)
    return found


def _lately(devices: Sequence[int], at: datetime) -> tuple[dict[int, int], set[int]]:
    """How many each device was sent a moment ago, and those for which a push gathers already."""
    counts: dict[int, int] = defaultdict(int)
    gathering: set[int] = set()
    rows = Push.objects.filter(device__in=devices, created_at__gt=at - rules.LONGEST_GATHERING)
    for device, state, gathers, created in rows.values_list("device_id", "state", "gathers", "created_at"):
        counts[device] += created > at - rules.PUSH_WINDOW
        if gathers and state == State.WAITING:
            gathering.add(device)
    return counts, gathering


def queue_trial(device: Device, *, at: datetime) -> Push:
    """A push about nothing, to see whether it arrives."""
    made = Push.objects.create(device=device, alert=None, created_at=at, due_at=at)
    enqueue(Job.PUSH, push_id=made.pk)
    return made


def claim(pk: int, *, at: datetime) -> Push | None:
    """Take it for one try; None when it is not due, is over, or somebody else has it."""
    mine = Push.objects.filter(pk=pk, state=State.WAITING, due_at__lte=at)
    taken = mine.update(due_at=at + rules.PUSH_LEASE, tries=F("tries") + 1)
    return queries.push(pk) if taken else None


def drop(push: Push) -> None:
    """There is nothing to tell any more, or nobody to be told."""
    Push.objects.filter(pk=push.pk).update(state=State.DROPPED)


def note_push(push: Push, *, status: int, words: str, at: datetime) -> bool:
    """Write down what became of a try; True when the push service took it. A browser that is gone for good, or to which
    nothing has led for long, is forgotten."""
    device, took = Device.objects.filter(pk=push.device_id), rules.is_taken(status)
    if status in rules.GONE or (not took and push.device.failures + 1 >= rules.MOST_FAILURES):
        device.delete()
        queries.forget_pushed_to()
        events.record("alerts.device_lost", at=at, data={"device": push.device_id, "status": status})
        return False
    following = None if took else rules.next_push(push.tries, at)
    state = State.SENT if took else State.WAITING if following else State.DROPPED
    Push.objects.filter(pk=push.pk).update(state=state, due_at=following or at)  # none when its device was removed
    if took:
        device.update(pushed_at=at, failures=0, trouble="")
    else:
        device.update(failures=F("failures") + 1, trouble=words[: rules.MOST_TROUBLE_CHARS])
    if following is not None:
        enqueue(Job.PUSH, not_before=following, push_id=push.pk)
    return took


def forget_pushes(*, before: datetime) -> int:
    """Delete what was pushed long ago; answers how many."""
    return Push.objects.filter(created_at__lt=before).delete()[0]

"""F15: a clock that jumps, an hour or a day, forwards or back, breaks each promise once and none before its time."""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest

from rapport.alerts.models import Alert
from rapport.flows.promise_falls_due import sweep
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.worker.schedule import recurring
from tests import cast
from tests.cast import NOON
from tests.labs import sized

pytestmark = [pytest.mark.lab, pytest.mark.django_db]
PROMISES = sized(500)
SPAN = timedelta(hours=12)
JUMPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=-1), timedelta(days=1), timedelta(seconds=1))


def promised(dice: random.Random) -> None:
    """As rows: what is asked here is when they fall due, not how they were made."""
    talks = [cast.conversation((f"Uma {number}", f"uma{number}@customer.example")) for number in range(5)]
    Promise.objects.bulk_create(
        Promise(
            conversation=talks[number % len(talks)],
            owner=cast.ada(),
            text=f"News {number}",
            due_at=NOON + SPAN * dice.random(),
            made_at=NOON,
        )
        for number in range(PROMISES)
    )


def clock(dice: random.Random) -> list[datetime]:
    """A worker's looks through the day and a half, with a jump now and then; what it jumped over comes again."""
    every = next(entry.every for entry in recurring() if entry.name == "promises")
    looks, real, off = [], NOON, timedelta()
    while real < NOON + SPAN + timedelta(days=2):
        if dice.random() < 0.02:
            off = dice.choice(JUMPS)
        looks.append(real + off)
        real += timedelta(seconds=every) * dice.randint(1, 20)
    return [*looks, real]


@pytest.mark.parametrize("seed", range(sized(10)))
def test_each_promise_is_broken_once_and_none_before_its_time(seed: int) -> None:
    dice = random.Random(seed)
    cast.mo()
    promised(dice)
    told = 0
    for at in clock(dice):
        open_before = set(Promise.objects.filter(broken_at=None).values_list("pk", flat=True))
        told += sweep(at=at)
        fired = Promise.objects.filter(pk__in=open_before).exclude(broken_at=None)
        assert all(due <= at for due in fired.values_list("due_at", flat=True))
    assert told == PROMISES
    happened = Counter(Event.objects.filter(name="promises.broken").values_list("data__promise", flat=True))
    assert set(happened.values()) == {1} and len(happened) == PROMISES
    alerts = Counter(Alert.objects.filter(kind=Alert.Kind.PROMISE).values_list("user", "key"))
    assert set(alerts.values()) == {1} and len(alerts) == 2 * PROMISES, "its owner and the lead, once each"

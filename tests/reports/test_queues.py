"""What the closed forms of queues give is in the tables, and what a queue that is played does."""

import heapq
import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rapport.reports.rules import queues
from rapport.reports.rules.queues import Arrivals

# One server, 90 % busy, one in ten a complaint, the mean service 1.
COMPLAINTS, OTHERS = Arrivals(0.09, 1), Arrivals(0.81, 1)
BOTH = (COMPLAINTS, OTHERS)
FIRST_COME = 9.0
SUM = 8.1


def test_six_servers_wait_as_erlang_says() -> None:
    assert queues.mean_wait(5.4, 1, 6) == pytest.approx(1.2335, abs=5e-5)


@pytest.mark.parametrize(
    ("load", "servers", "probability"), [(0.9, 1, 0.9), (1, 2, 1 / 3), (0, 3, 0), (8, 10, 0.4092), (5, 8, 0.1673)]
)
def test_the_probability_of_waiting(load: float, servers: int, probability: float) -> None:
    assert queues.erlang_c(load, servers) == pytest.approx(probability, abs=5e-5)


def test_in_order_of_arrival_everybody_waits_alike() -> None:
    assert queues.first_come(BOTH) == pytest.approx(FIRST_COME)
    assert queues.first_come([Arrivals(0.9, 1, squared=1)]) == pytest.approx(FIRST_COME / 2)


def test_strict_priority_is_as_in_cobham() -> None:
    assert queues.strict(BOTH) == pytest.approx([0.989, 9.890], abs=5e-4)


@pytest.mark.parametrize(("slope", "waits"), [(4, (3.137, 9.651)), (10, (1.861, 9.793)), (1, (9, 9))])
def test_accumulating_priority_is_as_in_kleinrock(slope: float, waits: tuple[float, float]) -> None:
    assert queues.accumulating(BOTH, (slope, 1)) == pytest.approx(waits, abs=5e-4)


def test_a_slope_without_end_is_strict_priority() -> None:
    assert queues.accumulating(BOTH, (1e12, 1)) == pytest.approx(queues.strict(BOTH))


classes = some.lists(
    some.builds(Arrivals, some.floats(0.01, 0.3), some.floats(0.1, 0.9), some.none()), min_size=1, max_size=3
)


@given(classes, some.lists(some.floats(0.01, 100), min_size=3, max_size=3))
def test_no_order_of_service_changes_the_sum(several: list[Arrivals], slopes: list[float]) -> None:
    slopes = sorted(slopes, reverse=True)[: len(several)]
    everybody = queues.first_come(several)
    total = queues.conserved(several, [everybody] * len(several))
    assert queues.conserved(several, queues.strict(several)) == pytest.approx(total)
    accumulated = queues.accumulating(several, slopes)
    assert queues.conserved(several, accumulated) == pytest.approx(total)
    assert all(sooner <= later + 1e-9 for sooner, later in pairwise(accumulated))


@pytest.mark.parametrize("load", [1, 1.5, -0.1])
def test_a_load_that_grows_without_end_is_said(load: float) -> None:
    with pytest.raises(ValueError, match="without end"):
        queues.erlang_c(load, 1)
    with pytest.raises(ValueError, match="without end"):
        queues.strict([Arrivals(load, 1)])


@pytest.mark.parametrize("slopes", [(1, 4), (4,), (4, 0)])
def test_slopes_fall_from_class_to_class(slopes: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="the largest first"):
        queues.accumulating(BOTH, slopes)


def played(key: Callable[[int, float], float], customers: int = 200_000) -> list[float]:
    """The mean wait of each class, where the smallest key is served first, a constant since the arrival."""
    chance = random.Random(3)
    waiting: list[tuple[float, float, int]] = []
    sums, counts = [0.0, 0.0], [0, 0]
    arrived = free = 0.0
    coming = chance.expovariate(0.9)
    for _ in range(customers):
        while not waiting or coming <= free:
            arrived = coming
            one = 0 if chance.random() < 0.1 else 1
            heapq.heappush(waiting, (key(one, arrived), arrived, one))
            coming = arrived + chance.expovariate(0.9)
            free = max(free, arrived) if len(waiting) == 1 else free
        _, since, one = heapq.heappop(waiting)
        sums[one] += free - since
        counts[one] += 1
        free += chance.expovariate(1)
    return [sums[one] / counts[one] for one in (0, 1)]


@pytest.mark.parametrize(("head_start", "complaints", "others"), [(0, 9, 9), (20, 2.353, 9.748), (50, 1.062, 9.892)])
def test_the_order_of_the_pile_keeps_the_sum(head_start: float, complaints: float, others: float) -> None:
    """A head start, as the pile gives it, has no closed form, but the means of two million customers are known; what it
    takes from others it gives to complaints."""
    waits = played(lambda one, at: at - (head_start if one == 0 else 0))
    assert waits == pytest.approx([complaints, others], rel=0.08)
    assert queues.conserved(BOTH, waits) == pytest.approx(SUM, rel=0.08)


def test_a_queue_that_is_played_waits_as_cobham_says() -> None:
    assert played(lambda one, at: one * 1e9 + at) == pytest.approx(queues.strict(BOTH), rel=0.08)

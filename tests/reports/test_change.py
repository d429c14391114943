"""A change is only called one when chance does not explain it."""

import random
from math import inf, isclose

import pytest

from rapport.reports.rules.change import cautious, change
from rapport.reports.rules.shares import Group


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (1, 7), (3, 10), (5, 5), (12, 40), (200, 1000)])
@pytest.mark.parametrize("confidence", [0.95, 0.99])
def test_the_interval_is_that_of_the_library(hits: int, n: int, confidence: float) -> None:
    from scipy.stats import binomtest

    known = binomtest(hits, n).proportion_ci(confidence, method="wilsoncc")
    found = cautious(hits, n, confidence)
    assert isclose(found.low, known.low, abs_tol=1e-9)
    assert isclose(found.high, known.high, abs_tol=1e-9)


def test_a_clear_fall_and_a_clear_rise() -> None:
    fell, rose = change(Group(60, 400), Group(20, 400)), change(Group(20, 400), Group(60, 400))
    assert fell is not None
    assert rose is not None
    assert (fell.fell, fell.rose, rose.fell, rose.rose) == (True, False, False, True)
    assert isclose(fell.ratio, 1 / 3)
    assert isclose(fell.interval.low, 1 / rose.interval.high)


def test_noise_is_neither() -> None:
    found = change(Group(12, 400), Group(8, 400))
    assert found is not None
    assert not found.fell
    assert not found.rose


def test_twice_the_answers_with_twice_the_hits_is_no_change() -> None:
    found = change(Group(40, 400), Group(80, 800))
    assert found is not None
    assert isclose(found.ratio, 1)
    assert not found.fell
    assert not found.rose


@pytest.mark.parametrize(
    ("before", "after"), [(Group(0, 400), Group(0, 400)), (Group(5, 29), Group(1, 400)), (Group(5, 400), Group(1, 12))]
)
def test_too_few_are_not_compared(before: Group, after: Group) -> None:
    assert change(before, after) is None


def test_from_nothing_and_to_nothing() -> None:
    gone, new = change(Group(9, 400), Group(0, 400)), change(Group(0, 400), Group(9, 400))
    assert gone is not None
    assert new is not None
    assert (gone.ratio, gone.fell) == (0, True)
    assert (new.ratio, new.rose) == (inf, True)


@pytest.mark.parametrize("rate", [0.01, 0.04, 0.2])
def test_without_a_change_it_is_hardly_ever_called_one(rate: float) -> None:
    """Two weeks of 400 answers with the same truth, nine reasons: five weeks in a hundred may be wrong about any."""
    random.seed(7)
    weeks, wrong = 100, 0
    for _ in range(weeks):
        drawn = [[sum(random.random() < rate for _ in range(400)) for _ in range(2)] for _ in range(9)]
        found = [change(Group(one[0], 400), Group(one[1], 400), looked_at=9) for one in drawn[:9]]
        wrong += any(one is not None and (one.fell or one.rose) for one in found)
    assert wrong / weeks <= 0.05 + 3 * (0.05 * 0.95 / weeks) ** 0.5

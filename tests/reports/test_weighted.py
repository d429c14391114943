"""Weighting back to everybody, and differences with their intervals, against published figures and a known truth."""

import random

import pytest

from rapport.reports.rules.shares import share
from rapport.reports.rules.weighted import difference, weighted


def test_newcombe_1998_table_2() -> None:
    """56 of 70 against 48 of 80: 0.2, from 0.0524 to 0.3339."""
    found = difference(share(56, 70), share(48, 80))
    assert found.value == pytest.approx(0.2)
    assert found.interval.low == pytest.approx(0.0524, abs=1e-4)
    assert found.interval.high == pytest.approx(0.3339, abs=1e-4)
    assert found.n == 70


def test_newcombe_1998_nothing_in_one_group() -> None:
    """10 of 10 against 0 of 20: from 0.6791 to 1."""
    found = difference(share(10, 10), share(0, 20))
    assert found.interval.low == pytest.approx(0.6791, abs=1e-4)
    assert found.interval.high == pytest.approx(1.0)


def test_equal_chances_change_nothing() -> None:
    found = weighted([(number < 12, 0.1) for number in range(40)])
    plain = share(12, 40)
    assert found.value == pytest.approx(plain.value) and found.n == 40
    assert found.interval.low == pytest.approx(plain.interval.low)
    assert found.interval.high == pytest.approx(plain.interval.high)


def test_each_stands_for_as_many_as_one_over_the_chance() -> None:
    """One hit that stands for 10 and one miss that stands for 30."""
    assert weighted([(True, 1 / 10), (False, 1 / 30)]).value == pytest.approx(0.25)


def test_nobody_says_nothing() -> None:
    found = weighted([])
    assert (found.interval.low, found.interval.high, found.n) == (0.0, 1.0, 0)


def test_weighted_recovers_the_truth_where_the_answers_alone_do_not() -> None:
    """900 people of whom 20 % are hits and 100 of whom 80 % are: 26 %. As many are drawn from either."""
    rng, truth = random.Random(7), 0.26
    big, small = [i < 180 for i in range(900)], [i < 80 for i in range(100)]
    covered, plain, values = 0, 0, []
    for _ in range(400):
        rows = [(hit, 50 / 900) for hit in rng.sample(big, 50)] + [(hit, 0.5) for hit in rng.sample(small, 50)]
        found = weighted(rows)
        values.append(found.value)
        covered += found.interval.low <= truth <= found.interval.high
        raw = share(sum(hit for hit, _ in rows), 100)
        plain += raw.interval.low <= truth <= raw.interval.high
    assert sum(values) / len(values) == pytest.approx(truth, abs=0.01)
    assert covered >= 0.93 * 400 and plain < 0.05 * 400

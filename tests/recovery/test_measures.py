"""The figures of recovery: bounds, clocks, and no effect where there is only chance (SCIENCE section 2)."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scipy import stats

from rapport.recovery import measures
from rapport.recovery.measures import Case, Part
from rapport.team.opening import Hours

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHOP = Hours("UTC", (((540, 1020),),) * 5 + ((), ()))
PLAIN = Case(MONDAY, None, None, "", False, 1, None, None)


def case(**known: object) -> Case:
    return replace(PLAIN, **known)  # type: ignore[arg-type]


def test_the_bounds_divide_by_everybody_and_by_those_who_answered() -> None:
    found = measures.bounds(
        [case(outcome="recovered", again=4)] * 6
        + [case(outcome="not", again=1), case(outcome="partly", again=2)]
        + [case(outcome="silent", was_asked=True)] * 3
        + [case(), case(outcome="recovered")]  # open, and closed by hand without an answer
    )
    assert (found.won, found.answered, found.everybody) == (6, 8, 13)
    assert (found.low, found.high, found.is_enough) == (6 / 13, 6 / 8, False)


def test_without_cases_there_is_no_rate() -> None:
    assert (measures.bounds([]).low, measures.bounds([]).high) == (None, None)


def test_the_clock_counts_hours_in_which_somebody_is_there_and_those_still_waiting() -> None:
    friday = MONDAY + timedelta(days=4)
    cases = [
        case(hours=1, contacted_at=MONDAY + timedelta(minutes=60)),
        case(hours=1, opened_at=friday + timedelta(hours=7, minutes=30), contacted_at=friday + timedelta(days=3)),
        case(hours=1, contacted_at=MONDAY + timedelta(hours=5)),
        case(hours=1, contacted_at=MONDAY + timedelta(days=1, minutes=1)),
        case(hours=1),
    ]
    found = measures.clock(cases, {1: SHOP}, at=MONDAY + timedelta(days=7))
    assert (found.n, found.within_hour, found.within_day, found.open_late) == (5, 2, 3, 1)
    assert found.median_hours == 5


def test_without_opening_hours_every_hour_counts() -> None:
    found = measures.clock([case(contacted_at=MONDAY + timedelta(hours=30))], {}, at=MONDAY + timedelta(days=7))
    assert (found.median_hours, found.within_day) == (30, 0)


def rates(person: float, chance: random.Random) -> int:
    """The face of somebody whose experience is `person` on average."""
    return min(4, max(1, round(chance.gauss(person, 0.9))))


def unhappy(n: int, effect: float, seed: int) -> list[Case]:
    """People who rated Bad once; their next faces scatter around what they are, however low the first one was."""
    chance = random.Random(seed)
    found: list[Case] = []
    while len(found) < n:
        person = chance.gauss(3.0, 0.6)
        if rates(person, chance) == 1:
            found.append(case(again=rates(person + effect, chance), natural=rates(person, chance)))
    return found


def test_pure_regression_to_the_mean_is_no_effect() -> None:
    """Everybody's face rises after a Bad one. The raw rise is large, and none of it is ours."""
    adjusted, significant = [], 0
    for seed in range(60):
        found = measures.deltas(unhappy(100, 0.0, seed))
        assert found.asked is not None and found.adjusted is not None and found.p is not None
        assert found.asked > 0.8
        adjusted.append(found.adjusted)
        significant += found.p < 0.05
    mean = sum(adjusted) / len(adjusted)
    assert abs(mean) < 0.05
    assert significant <= 8  # 3 of 60 are expected, 8 are one in a hundred


def test_a_real_effect_is_found() -> None:
    found = measures.deltas(unhappy(150, 0.6, 1))
    assert found.adjusted is not None and found.p is not None
    assert found.adjusted > 0.3
    assert found.p < 0.01


@pytest.mark.parametrize("seed", range(20))
def test_the_test_is_scipy_s(seed: int) -> None:
    chance = random.Random(seed)
    both = [chance.choice((-3, -2, -1, 0, 0, 0, 1, 1, 2)) for _ in range(chance.randrange(30, 200))]
    expected = stats.wilcoxon(both, zero_method="pratt", method="approx").pvalue
    assert measures.signed_rank(both) == pytest.approx(expected, rel=1e-9)


def test_few_answers_have_no_test() -> None:
    cases = unhappy(80, 0.3, 7)
    assert measures.deltas(cases).p is not None
    assert measures.deltas(cases[: measures.ENOUGH - 1]).p is None


def test_no_difference_at_all_is_no_effect() -> None:
    assert measures.signed_rank([0.0] * 40) == 1.0


def test_the_natural_rise_counts_who_was_not_asked_again_too() -> None:
    found = measures.deltas([case(natural=3), case(again=4, natural=4), case(again=2), case(face=None, again=4)])
    assert (found.n_asked, found.n_natural, found.n_both) == (2, 2, 1)
    assert (found.asked, found.natural, found.adjusted) == (2.0, 2.5, 0.0)


def test_behind_each_number_are_as_many_cases() -> None:
    cases = [
        case(recovery=1, hours=1, contacted_at=MONDAY + timedelta(minutes=60), outcome="recovered", again=4, natural=3),
        case(recovery=2, contacted_at=MONDAY + timedelta(hours=5), again=2, is_repeat=True),
        case(recovery=3, contacted_at=MONDAY + timedelta(days=3), natural=2),
        case(recovery=4, face=None, again=3),
        case(recovery=5, is_repeat=True),
    ]
    at, hours = MONDAY + timedelta(days=7), {1: SHOP}
    found = {part: [one.recovery for one in measures.behind(part, cases, hours, at=at)] for part in Part}
    bounds, clock, deltas = measures.bounds(cases), measures.clock(cases, hours, at=at), measures.deltas(cases)
    sizes = {part: len(those) for part, those in found.items()}
    assert (sizes[Part.WON], sizes[Part.ANSWERED], sizes[Part.ALL]) == (bounds.won, bounds.answered, bounds.everybody)
    assert (sizes[Part.HOUR], sizes[Part.DAY], sizes[Part.LATE]) == (
        clock.within_hour,
        clock.within_day,
        clock.open_late,
    )
    assert sizes[Part.ROSE_ASKED] == deltas.n_asked
    assert sizes[Part.ROSE_NATURAL] == deltas.n_natural
    assert sizes[Part.ROSE_BOTH] == deltas.n_both
    assert sizes[Part.AGAIN] == measures.repeats(cases)[0]
    assert found[Part.HOUR] == found[Part.WON] == found[Part.ROSE_BOTH] == [1]
    assert (found[Part.DAY], found[Part.LATE], found[Part.AGAIN]) == ([1, 2], [4, 5], [2, 5])

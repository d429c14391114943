"""What the formulas promise, on worlds whose truth is known. Seeds are fixed."""

import random
from collections.abc import Callable
from math import comb
from statistics import fmean, pstdev

import pytest

from rapport.reports.rules import effects, fairness, shares
from rapport.reports.rules.fairness import Case
from rapport.reports.rules.shares import Group

AGENTS = 20
TRUE_SPREAD = 0.4  # of log odds, between agents


def hits(dice: random.Random, n: int, p: float) -> int:
    return sum(dice.random() < p for _ in range(n))


def mean_square(errors: list[float]) -> float:
    return fmean(error * error for error in errors)


@pytest.mark.parametrize("n", [20, 100])
def test_shrunk_figures_are_nearer_the_truth_than_raw_ones(n: int) -> None:
    dice = random.Random(1)
    raw: list[float] = []
    drawn: list[float] = []
    for _ in range(100):
        truth = [dice.gauss(0, TRUE_SPREAD) for _ in range(AGENTS)]
        seen = [fairness.compare([Case(hits(dice, n, fairness.moved(0.88, one)), n, 0.88)]) for one in truth]
        spread = fairness.spread_of(seen)
        raw += [one.distance - true for one, true in zip(seen, truth, strict=True)]
        drawn += [fairness.shrunk(one, spread) - true for one, true in zip(seen, truth, strict=True)]
    assert mean_square(drawn) < (0.45 if n == 20 else 0.85) * mean_square(raw)


def test_adjusting_for_the_cases_finds_who_really_is_worse() -> None:
    """Everybody is equally good; half of them get the hard cases. Unadjusted, these look worse."""
    dice = random.Random(2)
    easy, hard, n = 0.95, 0.75, 200
    shares_of_hard = [0.1] * 10 + [0.9] * 10
    people = []
    for share in shares_of_hard:
        of_hard = int(n * share)
        people.append((Group(hits(dice, n - of_hard, easy), n - of_hard), Group(hits(dice, of_hard, hard), of_hard)))
    strata = {
        "easy": Group(sum(one.hits for one, _ in people), sum(one.n for one, _ in people)),
        "hard": Group(sum(one.hits for _, one in people), sum(one.n for _, one in people)),
    }
    expected = fairness.expectations(strata)
    adjusted = [
        fairness.compare([Case(a.hits, a.n, expected["easy"]), Case(b.hits, b.n, expected["hard"])]) for a, b in people
    ]
    whole = (strata["easy"].hits + strata["hard"].hits) / (n * AGENTS)
    raw = [fairness.compare([Case(a.hits + b.hits, n, whole)]) for a, b in people]
    assert sum(fairness.is_outlier(one) for one in raw) >= 8
    assert not any(fairness.is_outlier(one, fairness.overdispersion([one.z for one in adjusted])) for one in adjusted)


def test_the_funnel_flags_whom_it_should() -> None:
    """One of twenty is much worse, and chance names hardly anybody else."""
    dice = random.Random(3)
    named, wrongly = 0, 0
    for _ in range(100):
        seen = [fairness.compare([Case(hits(dice, 300, 0.75 if who == 0 else 0.9), 300, 0.9)]) for who in range(AGENTS)]
        phi = fairness.overdispersion([one.z for one in seen])
        flagged = [fairness.is_outlier(one, phi) for one in seen]
        named += flagged[0]
        wrongly += sum(flagged[1:])
    assert named >= 98
    assert wrongly <= 0.005 * 100 * (AGENTS - 1)


def coverage(n: int, p: float) -> float:
    """Computed, not drawn."""
    inside = (k for k in range(n + 1) if shares.wilson(k, n).low <= p <= shares.wilson(k, n).high)
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in inside)


@pytest.mark.parametrize("n", [20, 30, 50, 100, 200])
def test_wilsons_interval_covers_the_truth(n: int) -> None:
    found = [coverage(n, 0.5 + step / 200) for step in range(99)]
    assert fmean(found) >= 0.94
    assert min(found) >= 0.83


def two_phase(dice: random.Random, m: int) -> tuple[float, float, bool]:
    """The unhappiest and the happiest answer most; the estimate, what the answers alone say, and whether it covers."""
    faces = dice.choices(((1, 0.25), (1, 0.12), (0, 0.10), (0, 0.30)), weights=(55, 33, 8, 4), k=3000)
    answered = [happy for happy, by in faces if dice.random() < by]
    silent = [happy for happy, by in faces]
    for happy in answered:
        silent.remove(happy)
    own = Group(sum(answered), len(answered))
    drawn = dice.sample(silent, m)
    found = shares.two_phase(own, len(faces), Group(sum(drawn), m))
    truth = fmean(happy for happy, _ in faces)
    return found.value - truth, own.share - truth, found.interval.low <= truth <= found.interval.high


def test_the_sample_of_the_silent_makes_the_headline_true() -> None:
    dice = random.Random(4)
    found = [two_phase(dice, 100) for _ in range(400)]
    off, naively = [one[0] for one in found], [one[1] for one in found]
    assert abs(fmean(off)) < 3 * pstdev(off) / 400**0.5
    assert fmean(naively) > 0.012
    assert fmean(one[2] for one in found) >= 0.93
    theory = shares.two_phase_error(600, 3000, Group(87, 100))
    assert pstdev(off) == pytest.approx(theory, rel=0.12)


def fell(dice: random.Random, people: int, effect: float, choose: Callable[[float], bool]) -> list[tuple[float, float]]:
    """Marks before and after of those who were chosen for their first one."""
    found: list[tuple[float, float]] = []
    while len(found) < people:
        mood = dice.gauss(3, 0.5)
        before = mood + dice.gauss(0, 0.8)
        if choose(before):
            found.append((before, mood + effect + dice.gauss(0, 0.8)))
    return found


@pytest.mark.parametrize("effect", [0.0, 0.4])
def test_regression_to_the_mean_is_no_effect(effect: float) -> None:
    """Who is chosen for a bad mark gives a better one next time; only what is beyond the others' is an effect."""
    dice = random.Random(5)
    found: list[float] = []
    raw: list[float] = []
    covered = 0
    for _ in range(200):
        helped = fell(dice, 150, effect, lambda mark: mark < 2)
        others = fell(dice, 150, 0, lambda mark: mark < 2)
        value, interval = effects.paired_change(*zip(*helped, strict=True), *zip(*others, strict=True))
        found.append(value)
        raw.append(fmean(after - before for before, after in helped))
        covered += interval.low <= effect <= interval.high
    assert fmean(raw) > effect + 0.5
    assert abs(fmean(found) - effect) < 3 * pstdev(found) / 200**0.5
    assert covered >= 0.92 * 200

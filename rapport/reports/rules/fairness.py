"""Comparing agents without unfairness: what was expected of their cases, how far chance reaches, and what remains.

Nobody is ranked by any of this. Small numbers are drawn towards the middle, and only what lies beyond the outer limits
of the funnel is shown to anybody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean
from typing import TypeVar

from rapport.reports.rules.shares import Group, is_enough, z_of

Kind = TypeVar("Kind")
WARNING, ALARM = 0.95, 0.998
LARGEST_WEIGHT = 1000.0
CLIPPED = 0.1  # at either end, before the spread is measured, so that an outlier does not hide itself


@dataclass(frozen=True)
class Case:
    """So many answers of one kind of case, of which so many were happy, and the share expected of this kind."""

    hits: int
    n: int
    expected: float


@dataclass(frozen=True)
class Compared:
    """Observed and expected happy answers, and the variance of chance alone."""

    n: int
    observed: int
    expected: float
    variance: float

    @property
    def ratio(self) -> float:
        return self.observed / self.expected if self.expected else 1.0

    @property
    def z(self) -> float:
        """How many standard deviations of chance it is away from what was expected."""
        return (self.observed - self.expected) / sqrt(self.variance) if self.variance else 0.0

    @property
    def distance(self) -> float:
        """About the same in log odds."""
        return (self.observed - self.expected) / self.variance if self.variance else 0.0


def compare(cases: Iterable[Case]) -> Compared:
    """Somebody's answers against what the same kinds of cases bring in the whole company."""
    found = list(cases)
    return Compared(
        sum(case.n for case in found),
        sum(case.hits for case in found),
        sum(case.n * case.expected for case in found),
        sum(case.n * case.expected * (1 - case.expected) for case in found),
    )


def expectations(strata: Mapping[Kind, Group]) -> dict[Kind, float]:
    """The share expected of each kind of case. A kind of which little is known is drawn towards the whole: as if
    `weight` more answers had come, as happy as everybody's (beta-binomial)."""
    whole = Group(sum(one.hits for one in strata.values()), sum(one.n for one in strata.values()))
    weight = _prior_weight(strata.values(), whole.share)
    return {kind: (one.hits + weight * whole.share) / (one.n + weight) for kind, one in strata.items()}


def _prior_weight(groups: Iterable[Group], p: float) -> float:
    """m = p(1 − p) / σ² − 1 with the variance σ² between the kinds by moments; one answer at least, so that every kind
    has an expectation, and many when the kinds do not differ."""
    seen = [one for one in groups if one.n]
    total, chance = sum(one.n for one in seen), p * (1 - p)
    if len(seen) < 2 or not chance:
        return LARGEST_WEIGHT
    between = sum(one.n * (one.share - p) ** 2 for one in seen) - (len(seen) - 1) * chance
    variance = between / (total - sum(one.n**2 for one in seen) / total)
    if variance <= 0:
        return LARGEST_WEIGHT
    return min(LARGEST_WEIGHT, max(1.0, chance / variance - 1))


def spread_of(compared: Sequence[Compared]) -> float:
    """τ², by how much true log odds differ between people, by moments: never below nothing."""
    seen = [one for one in compared if one.variance]
    weight = sum(one.variance for one in seen)
    if not weight:
        return 0.0
    return max(0.0, (sum(one.z**2 for one in seen) - len(seen)) / weight)


def shrunk(one: Compared, spread: float) -> float:
    """Its log odds against the expected ones, drawn towards zero the more, the less is known (empirical Bayes)."""
    if not one.variance or not spread:
        return 0.0
    return one.distance * spread / (spread + 1 / one.variance)


def moved(p: float, by: float) -> float:
    """A share after its log odds moved."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return 1 / (1 + exp(-(log(p / (1 - p)) + by)))


def overdispersion(zs: Sequence[float]) -> float:
    """φ, by how much more than chance people differ; never below 1. The ends are clipped first (Spiegelhalter 2005)."""
    if len(zs) < 3:
        return 1.0
    ordered = sorted(zs)
    cut = max(1, int(len(zs) * CLIPPED))
    low, high = ordered[cut], ordered[len(zs) - 1 - cut]
    return max(1.0, fmean(min(max(z, low), high) ** 2 for z in zs))


def funnel_limits(p: float, n: int, confidence: float, phi: float = 1.0) -> tuple[float, float]:
    """Between which shares somebody with `n` answers stays by chance."""
    half = z_of(confidence) * sqrt(phi * p * (1 - p) / n)
    return max(0.0, p - half), min(1.0, p + half)


def is_outlier(one: Compared, phi: float = 1.0, confidence: float = ALARM) -> bool:
    """Whether chance, and the usual differences between people, explain it badly."""
    return abs(one.z) > z_of(confidence) * sqrt(phi)


@dataclass(frozen=True)
class Comparison:
    """Everybody's answers beside what was expected of their cases. `p` is the share of all, `phi` how much more than
    chance people differ, `spread` the true differences in log odds."""

    p: float
    phi: float
    spread: float
    people: Mapping[int, Compared]

    def adjusted(self, one: Compared) -> float:
        """The share somebody would have, had they the cases of everybody: as far from the middle as chance allows for
        their own ones."""
        if not one.n:
            return self.p
        return min(1.0, max(0.0, self.p + one.z * sqrt(self.p * (1 - self.p) / one.n)))

    def drawn_in(self, one: Compared) -> float:
        """The best guess of their true share: the adjusted one, drawn to the middle the more, the less is known."""
        return moved(self.p, shrunk(one, self.spread))

    def outliers(self) -> list[int]:
        """Whose answers chance and the usual differences explain badly, the worst first."""
        found = [who for who, one in self.people.items() if is_enough(one.n) and is_outlier(one, self.phi)]
        return sorted(found, key=lambda who: self.people[who].z)


def compare_people(rows: Iterable[tuple[int, Kind, Group]]) -> Comparison:
    """Of rows of who, which kind of case, and the answers. Only people with enough answers say how much people
    differ."""
    found = list(rows)
    strata: dict[Kind, Group] = {}
    for _, kind, group in found:
        known = strata.get(kind, Group(0, 0))
        strata[kind] = Group(known.hits + group.hits, known.n + group.n)
    expected = expectations(strata)
    cases: dict[int, list[Case]] = {}
    for who, kind, group in found:
        cases.setdefault(who, []).append(Case(group.hits, group.n, expected[kind]))
    people = {who: compare(own) for who, own in cases.items()}
    known_well = [one for one in people.values() if is_enough(one.n)]
    whole = Group(sum(one.hits for one in strata.values()), sum(one.n for one in strata.values()))
    return Comparison(whole.share, overdispersion([one.z for one in known_well]), spread_of(known_well), people)

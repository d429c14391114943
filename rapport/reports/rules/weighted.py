"""Figures about everybody from those who were drawn with different chances, and the difference between two figures."""

from collections.abc import Sequence
from math import sqrt

from rapport.reports.rules.shares import CONFIDENCE, Estimate, Interval, wilson


def weighted(rows: Sequence[tuple[bool, float]], confidence: float = CONFIDENCE) -> Estimate:
    """The share of a whole from people of whom each is a hit or not, and was drawn with a known chance: each stands for
    as many as one over it (Hájek). The interval is Wilson's on as many answers as the weights leave (Kish 1965)."""
    weights = [1 / chance for _, chance in rows]
    total = sum(weights)
    if not total:
        return Estimate(0.0, Interval(0.0, 1.0), 0)
    share = sum(weight for (hit, _), weight in zip(rows, weights, strict=True) if hit) / total
    worth = total**2 / sum(weight**2 for weight in weights)
    return Estimate(share, wilson(share * worth, worth, confidence), len(rows))


def difference(first: Estimate, second: Estimate) -> Estimate:
    """How much more the first one is than the second, of two groups that have nobody in common: from their own
    intervals (Newcombe 1998, method 10), so it holds for small shares too. Its `n` is that of the smaller group."""
    value = first.value - second.value
    below = sqrt((first.value - first.interval.low) ** 2 + (second.interval.high - second.value) ** 2)
    above = sqrt((first.interval.high - first.value) ** 2 + (second.value - second.interval.low) ** 2)
    return Estimate(value, Interval(value - below, value + above), min(first.n, second.n))

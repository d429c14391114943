"""Whether one kind of customer waits longer than another."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from statistics import median
from typing import Any

from rapport.reports.rules.shares import CONFIDENCE, Interval, is_enough, quantile_ranks, z_of

SHORTEST = 1.0  # seconds: a wait of none has no logarithm


@dataclass(frozen=True)
class Ratio:
    """How many times as long the first group waits, and between which factors the true one lies."""

    value: float
    interval: Interval

    @property
    def is_longer(self) -> bool:
        return self.interval.low > 1


def ratio_of_medians(first: Sequence[float], second: Sequence[float], confidence: float = CONFIDENCE) -> Ratio | None:
    """None when either group is too small.

    The error of the logarithm of a median comes from the two values that enclose it, whatever the distribution
    (McKean and Schrader 1984); the errors of both add up as squares (Price and Bonett 2002).
    """
    if not is_enough(len(first)) or not is_enough(len(second)):
        return None
    (one, error), (other, more) = (_log_median(group, confidence) for group in (first, second))
    half = z_of(confidence) * sqrt(error**2 + more**2)
    return Ratio(exp(one - other), Interval(exp(one - other - half), exp(one - other + half)))


def _log_median(group: Sequence[float], confidence: float) -> tuple[float, float]:
    logs = sorted(log(max(SHORTEST, wait)) for wait in group)
    ranks = quantile_ranks(len(logs), 0.5, confidence)
    if ranks is None:
        raise ValueError("A median of so few has no bounds.")
    return median(logs), (logs[ranks.high - 1] - logs[ranks.low - 1]) / (2 * z_of(ranks.coverage))


@dataclass(frozen=True)
class Compared:
    """How long half of the complaints waited for a reply, and half of the rest, in seconds; `ratio` is None while
    either are too few."""

    complaints: int
    others: int
    complaint: float | None
    other: float | None
    ratio: Ratio | None

    @property
    def is_alarming(self) -> bool:
        return self.ratio is not None and self.ratio.is_longer

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Compared":
        ratio = kept["ratio"]
        found = Ratio(ratio["value"], Interval(**ratio["interval"])) if ratio else None
        return cls(**{**kept, "ratio": found})


def compare(complaints: Sequence[float], others: Sequence[float]) -> Compared:
    return Compared(
        len(complaints),
        len(others),
        median(complaints) if complaints else None,
        median(others) if others else None,
        ratio_of_medians(complaints, others),
    )

"""Whether something became rarer or more frequent from one time to the next, or only seems to."""

from dataclasses import dataclass
from math import inf, sqrt

from rapport.reports.rules.shares import CONFIDENCE, Group, Interval, is_enough, z_of


@dataclass(frozen=True)
class Change:
    """By what the share was multiplied, and between which factors the true one lies."""

    ratio: float
    interval: Interval

    @property
    def fell(self) -> bool:
        return self.interval.high < 1

    @property
    def rose(self) -> bool:
        return self.interval.low > 1


def change(before: Group, after: Group, *, looked_at: int = 1, confidence: float = CONFIDENCE) -> Change | None:
    """None when the answers of either time are too few, or there is nothing to compare.

    Of all that happened in both times, how much belongs to the second one is a share with an interval, whatever the
    rate (Przyborowski and Wilenski 1940); this one keeps its promise for small numbers, too. `looked_at` is how many
    such questions are asked at once: of twenty, one would be answered wrongly by chance (Bonferroni).
    """
    total = before.hits + after.hits
    if total == 0 or not is_enough(before.n) or not is_enough(after.n):
        return None
    found = cautious(after.hits, total, 1 - (1 - confidence) / max(1, looked_at))
    scale = before.n / after.n
    ratio = after.hits / before.hits * scale if before.hits else inf
    return Change(ratio, Interval(_odds(found.low) * scale, _odds(found.high) * scale))


def cautious(hits: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's interval with Newcombe's correction for continuity, which never covers less than it says."""
    z, share = z_of(confidence), hits / n
    under = 2 * (n + z * z)
    low = (2 * hits + z * z - 1 - z * sqrt(max(0.0, z * z - 2 - 1 / n + 4 * share * (n - hits + 1)))) / under
    high = (2 * hits + z * z + 1 + z * sqrt(max(0.0, z * z + 2 - 1 / n + 4 * share * (n - hits - 1)))) / under
    return Interval(0.0 if hits == 0 else max(0.0, low), 1.0 if hits == n else min(1.0, high))


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else inf

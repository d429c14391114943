"""Control charts of shares: which weeks differ by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

from rapport.reports.rules.shares import Group

SIGMAS = 3
MOVING_RANGE = 1.128  # the mean distance of two normal values beside each other, in standard deviations
FEWEST_POINTS = 8  # before that, the spread between points is not known well enough to draw limits


@dataclass(frozen=True)
class Point:
    """One stretch of time; without answers it has no share and no limits."""

    group: Group
    low: float
    high: float

    @property
    def is_outside(self) -> bool:
        return self.group.n > 0 and not self.low <= self.group.share <= self.high


@dataclass(frozen=True)
class Chart:
    """`stretch` is how much wider than chance the limits are: 1 for a plain p-chart."""

    middle: float
    stretch: float
    points: tuple[Point, ...]
    has_limits: bool


def p_chart(groups: Sequence[Group]) -> Chart:
    """Limits at three standard deviations of chance; wider when the points differ by more than that all the time
    (Laney's p′), so that a large desk is not alarmed by every week. Never narrower than chance."""
    seen = [one for one in groups if one.n]
    n = sum(one.n for one in seen)
    middle = sum(one.hits for one in seen) / n if n else 0.0
    stretch = max(1.0, laney_stretch(seen, middle))
    points = tuple(_point(one, middle, stretch) for one in groups)
    return Chart(middle, stretch, points, len(seen) >= FEWEST_POINTS)


def laney_stretch(groups: Sequence[Group], middle: float) -> float:
    """σz of Laney (2002): the spread between neighbours, in standard deviations of chance."""
    if len(groups) < 2 or not 0 < middle < 1:
        return 1.0
    zs = [(one.share - middle) / _sigma(one, middle) for one in groups]
    return fmean(abs(after - before) for before, after in pairwise(zs)) / MOVING_RANGE


def _point(one: Group, middle: float, stretch: float) -> Point:
    if not one.n:
        return Point(one, 0.0, 1.0)
    half = SIGMAS * stretch * _sigma(one, middle)
    return Point(one, max(0.0, middle - half), min(1.0, middle + half))


def _sigma(one: Group, middle: float) -> float:
    return sqrt(middle * (1 - middle) / one.n)

"""Charts as places on a canvas, for inline SVG: what differs has another shape, a colour only says it once more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor

from django.utils.formats import date_format

from rapport.reports.rules import fairness
from rapport.reports.rules.control import Chart
from rapport.reports.rules.counts import Stretch
from rapport.reports.rules.fairness import Comparison
from rapport.reports.rules.shares import is_enough

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 56, 12, 28
STEPS_OF_LIMITS = 48


@dataclass(frozen=True)
class Mark:
    """One point: `shape` is full, hollow (few answers), outside or own; `title` says it in words."""

    x: float
    y: float
    shape: str
    title: str
    label: str = ""

    @property
    def is_at_the_end(self) -> bool:
        """Where its label would leave the canvas."""
        return self.x > 0.6 * WIDTH


@dataclass(frozen=True)
class Tick:
    at: float
    words: str


@dataclass(frozen=True)
class Line:
    """A line through the canvas by the kind of its stroke, with its name at the end."""

    kind: str
    points: str
    words: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Canvas:
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


class _Scale:
    """From shares and places to the canvas; the lowest share is a round one below all that is drawn."""

    def __init__(self, shares: Iterable[float], most: float) -> None:
        lowest = min([*shares, 0.9])
        self.low = max(0.0, floor(lowest * 10 - 1e-9) / 10)
        self.most = max(most, 1)

    def x(self, place: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / self.most, 1)

    def y(self, share: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share) / (1 - self.low), 1)

    def line(self, kind: str, places: Sequence[tuple[float, float]], words: str = "") -> Line:
        points = " ".join(f"{self.x(x)},{self.y(max(share, self.low))}" for x, share in places)
        x, share = places[-1]
        return Line(kind, points, words, self.x(x) + 6, self.y(max(share, self.low)) + 4)

    def up(self) -> tuple[Tick, ...]:
        steps = range(round(self.low * 10), 11, 1 if self.low >= 0.5 else 2)
        return tuple(Tick(self.y(step / 10), f"{step * 10} %") for step in steps)


def trend(chart: Chart, stretches: Sequence[Stretch], words: Sequence[str], names: tuple[str, str]) -> Canvas | None:
    """A p-chart; `words` tell each point, `names` those of the middle and of the limits. None while the
    answers are too few."""
    seen = [(place, point) for place, point in enumerate(chart.points) if point.group.n]
    if not is_enough(sum(point.group.n for _, point in seen)):
        return None
    shares = [point.group.share for _, point in seen]
    lows = [point.low for _, point in seen] if chart.has_limits else []
    scale = _Scale([*shares, *lows], len(stretches) - 1)
    lines = [scale.line("middle", [(0, chart.middle), (scale.most, chart.middle)], names[0])]
    if chart.has_limits:
        lines.append(scale.line("limit", [(place, point.low) for place, point in seen], names[1]))
        lines.append(scale.line("limit", [(place, point.high) for place, point in seen]))
    lines.append(scale.line("seen", [(place, point.group.share) for place, point in seen]))
    marks = tuple(
        Mark(
            scale.x(place),
            scale.y(point.group.share),
            _shape(point.is_outside and chart.has_limits, point.group.n),
            words[place],
        )
        for place, point in seen
    )
    return Canvas(tuple(lines), marks, _days(scale, stretches), scale.up())


def _shape(is_outside: bool, n: int) -> str:
    if is_outside:
        return "outside"
    return "full" if is_enough(n) else "hollow"


def _days(scale: _Scale, stretches: Sequence[Stretch]) -> tuple[Tick, ...]:
    """At most six, evenly."""
    step = max(1, -(-len(stretches) // 6))
    return tuple(
        Tick(scale.x(place), date_format(stretches[place].first, "SHORT_DATE_FORMAT"))
        for place in range(0, len(stretches), step)
    )


@dataclass(frozen=True)
class Shown:
    """Somebody in the funnel: as whom, and in what words."""

    who: int
    shape: str
    title: str
    label: str = ""


def funnel(found: Comparison, shown: Sequence[Shown], names: tuple[str, str, str]) -> Canvas:
    """By how many answered, and how happy they were had all the same cases; `names` are those of the middle and of the
    two limits."""
    most = max([found.people[one.who].n for one in shown] + [60]) * 1.05
    least = max(8.0, most / 60)
    steps = [least + (most - least) * (step / STEPS_OF_LIMITS) ** 2 for step in range(STEPS_OF_LIMITS + 1)]
    adjusted = {one.who: found.adjusted(found.people[one.who]) for one in shown}
    scale = _Scale([*adjusted.values(), found.p - 0.1], most)
    lines = [scale.line("middle", [(0, found.p), (most, found.p)], names[0])]
    for kind, confidence, name in (("warning", fairness.WARNING, names[1]), ("limit", fairness.ALARM, names[2])):
        limits = [(n, fairness.funnel_limits(found.p, max(1, round(n)), confidence, found.phi)) for n in steps]
        below, above = [(n, low) for n, (low, _) in limits], [(n, high) for n, (_, high) in limits]
        lines.append(scale.line(kind, below, name if kind == "limit" else ""))
        lines.append(scale.line(kind, above, name if kind == "warning" else ""))
    marks = tuple(
        Mark(scale.x(found.people[one.who].n), scale.y(adjusted[one.who]), one.shape, one.title, one.label)
        for one in shown
    )
    ticks = tuple(Tick(scale.x(most * part / 4), str(round(most * part / 4))) for part in range(5))
    return Canvas(tuple(lines), marks, ticks, scale.up())


@dataclass(frozen=True)
class Bar:
    """A bar by the kind of its filling: full, or hatched."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Pair:
    """Two bars that stand side by side, in words."""

    bars: tuple[Bar, Bar]
    title: str


@dataclass(frozen=True)
class Bars:
    pairs: tuple[Pair, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


def bars(found: Sequence[tuple[date, tuple[int, int], str]]) -> Bars:
    """By their first day two numbers of each stretch, and the words for both."""
    step = _round_step(max([1, *(number for _, numbers, _ in found for number in numbers)]))
    most = step * -(-max([1, *(number for _, numbers, _ in found for number in numbers)]) // step)
    room = (WIDTH - LEFT - RIGHT) / max(1, len(found))
    wide = round(max(1.5, min(room * 0.4, 24)), 1)

    def bar(kind: str, x: float, number: int) -> Bar:
        height = round((HEIGHT - TOP - BOTTOM) * number / most, 1)
        return Bar(kind, round(x, 1), round(HEIGHT - BOTTOM - height, 1), wide, height)

    middles = [LEFT + room * (place + 0.5) for place in range(len(found))]
    pairs = tuple(
        Pair((bar("full", x - wide, numbers[0]), bar("hatched", x, numbers[1])), title)
        for x, (_, numbers, title) in zip(middles, found, strict=True)
    )
    every = max(1, -(-len(found) // 6))
    across = tuple(
        Tick(round(middles[place], 1), date_format(found[place][0], "SHORT_DATE_FORMAT"))
        for place in range(0, len(found), every)
    )
    up = tuple(
        Tick(round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / most, 1), str(number))
        for number in range(0, most + 1, step)
    )
    return Bars(pairs, across, up)


def _round_step(most: int) -> int:
    """A round number of which at most six lead up to the largest."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 5 * size * factor:
                return size * factor
        size *= 10

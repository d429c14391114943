"""What was asked and what came back, added up for a headline and for the points of a chart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rapport.reports.rules.shares import Estimate, Group, is_enough, share

HAPPY, RED, FACES = 3, 1, (4, 3, 2, 1)
DAYS_BY_DAY, DAYS_BY_WEEK = 31, 400
A_MONDAY = date(2001, 1, 1)


@dataclass(frozen=True)
class Scope:
    """Which replies a figure is about; days are those of the reply. None stands for all."""

    first: date
    last: date
    inboxes: tuple[int, ...] | None = None
    language: str | None = None
    channel: str | None = None
    survey: str = "reply"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Row:
    """One face of one day; a face of −1 holds what is counted without one. `own` are those of whoever looks."""

    day: date
    face: int
    asked: int = 0
    confirmed: int = 0
    probable: int = 0
    suspect: int = 0
    forwarded: int = 0
    staff: int = 0
    own_asked: int = 0
    own_answered: int = 0


@dataclass
class Totals:
    """The sums of some days. `faces` are the answers that count; the rest is excluded, and shown as that."""

    asked: int = 0
    faces: dict[int, int] = field(default_factory=lambda: dict.fromkeys(FACES, 0))
    probable: int = 0
    suspect: int = 0
    forwarded: int = 0
    staff: int = 0

    @property
    def answered(self) -> int:
        return sum(self.faces.values())

    @property
    def happy(self) -> Group:
        return Group(sum(n for face, n in self.faces.items() if face >= HAPPY), self.answered)

    @property
    def red(self) -> Group:
        return Group(self.faces[RED], self.answered)

    @property
    def responded(self) -> Group:
        """Nobody answers who was not asked: an answer that came before its mail was noted as delivered is asked."""
        return Group(self.answered, max(self.asked, self.answered))

    @property
    def silent(self) -> int:
        return self.responded.n - self.answered

    @property
    def excluded(self) -> int:
        return self.suspect + self.forwarded + self.staff


def totals(rows: Iterable[Row]) -> Totals:
    found = Totals()
    for row in rows:
        found.asked += row.asked
        found.probable += row.probable
        found.suspect += row.suspect
        found.forwarded += row.forwarded
        found.staff += row.staff
        if row.face in found.faces:
            found.faces[row.face] += row.confirmed + row.probable
    return found


def own(rows: Iterable[Row]) -> Totals:
    """The same of whoever looks; what is excluded is not told apart by person."""
    found = Totals()
    for row in rows:
        found.asked += row.own_asked
        if row.face in found.faces:
            found.faces[row.face] += row.own_answered
    return found


def estimate(group: Group) -> Estimate | None:
    """None when the answers are too few for a percentage."""
    return share(group.hits, group.n) if is_enough(group.n) else None


@dataclass(frozen=True)
class Stretch:
    """One point of a chart."""

    first: date
    last: date
    totals: Totals


def stretches(rows: Sequence[Row], scope: Scope, add: Callable[[Iterable[Row]], Totals] = totals) -> list[Stretch]:
    """Days, weeks from Monday, or four of them, by how long the time is; none is left out, and the ends are cut to
    it."""
    by_start: dict[date, list[Row]] = {}
    for row in rows:
        by_start.setdefault(start_of(row.day, scope.days), []).append(row)
    found, day = [], scope.first
    while day <= scope.last:
        start = start_of(day, scope.days)
        following = _next(start, scope.days)
        found.append(Stretch(day, min(scope.last, following - timedelta(1)), add(by_start.get(start, ()))))
        day = following
    return found


def step_of(days: int) -> int:
    """How many days a point of a chart of so many days stands for."""
    return 1 if days <= DAYS_BY_DAY else 7 if days <= DAYS_BY_WEEK else 28


def start_of(day: date, days: int) -> date:
    """The first day of the point that the day belongs to."""
    step = step_of(days)
    return A_MONDAY + timedelta((day - A_MONDAY).days // step * step)


def _next(start: date, days: int) -> date:
    return start + timedelta(step_of(days))


def whole_weeks(scope: Scope) -> tuple[date, date]:
    """The first Monday and the day after the last Sunday within the time; empty where a chart shows days."""
    first, after = scope.first, scope.last + timedelta(1)
    monday, end = first + timedelta(-first.weekday() % 7), after - timedelta(after.weekday())
    return (monday, end) if scope.days > DAYS_BY_DAY and monday < end else (first, first)

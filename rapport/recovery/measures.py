"""Pure figures of recovery: bounds instead of one flattering number, and no effect that is only chance."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from math import sqrt
from statistics import NormalDist, fmean, median

from rapport.team import opening
from rapport.team.opening import Hours

ENOUGH = 30
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Case:
    """One recovery. `hours` names the opening hours of its inbox; faces are 1 (Bad) to 4 (Great), None for unknown."""

    opened_at: datetime
    contacted_at: datetime | None
    hours: int | None
    outcome: str
    is_repeat: bool
    face: int | None
    again: int | None
    natural: int | None
    was_asked: bool = False
    recovery: int = 0
    is_second_chance: bool = False


@dataclass(frozen=True)
class Bounds:
    """How many were won back: `low` if everybody silent is lost, `high` if they are like those who answered."""

    won: int
    answered: int
    everybody: int

    @property
    def low(self) -> float | None:
        return self.won / self.everybody if self.everybody else None

    @property
    def high(self) -> float | None:
        return self.won / self.answered if self.answered else None

    @property
    def is_enough(self) -> bool:
        return self.answered >= ENOUGH


def bounds(cases: Iterable[Case]) -> Bounds:
    known = list(cases)
    return Bounds(sum(map(is_won, known)), sum(case.again is not None for case in known), len(known))


def is_won(case: Case) -> bool:
    """Not by hand: the customer said so."""
    return case.outcome == "recovered" and case.again is not None


@dataclass(frozen=True)
class Clock:
    """Time to the first human contact, in hours in which somebody was there. `open_late` have had none and are late;
    `spans` are all of them, in order."""

    n: int
    median_hours: float | None
    within_hour: int
    within_day: int
    open_late: int
    spans: tuple[float, ...] = ()


def clock(cases: Iterable[Case], hours: Mapping[int, Hours], *, at: datetime) -> Clock:
    """Whoever is still waiting counts with the time waited so far: leaving them out would flatter."""
    found = [(case, *_first_word(case, hours, at)) for case in cases]
    spans = sorted(span for _, span, _ in found)
    return Clock(
        n=len(spans),
        median_hours=median(spans) if spans else None,
        within_hour=sum(_in_hour(*one) for one in found),
        within_day=sum(_in_day(*one) for one in found),
        open_late=sum(_is_open_late(*one) for one in found),
        spans=tuple(spans),
    )


def _first_word(case: Case, hours: Mapping[int, Hours], at: datetime) -> tuple[float, bool]:
    """How many hours somebody was there until then, or until now, and whether a business day was over."""
    open_in = hours.get(case.hours) if case.hours is not None else None
    end = case.contacted_at or at
    return waited(open_in, case.opened_at, end) / HOUR, end > day_later(open_in, case.opened_at)


def _in_hour(case: Case, span: float, is_late: bool) -> bool:
    return _in_day(case, span, is_late) and span <= 1


def _in_day(case: Case, _: float, is_late: bool) -> bool:
    return case.contacted_at is not None and not is_late


def _is_open_late(case: Case, _: float, is_late: bool) -> bool:
    return case.contacted_at is None and is_late


class Part(StrEnum):
    """Which recoveries a figure counts."""

    ALL = "all"
    WON = "won"
    ANSWERED = "answered"
    HOUR = "hour"
    DAY = "day"
    LATE = "late"
    ROSE_ASKED = "asked"
    ROSE_NATURAL = "natural"
    ROSE_BOTH = "both"
    AGAIN = "again"
    SECOND = "second"


def behind(part: Part, cases: Iterable[Case], hours: Mapping[int, Hours], *, at: datetime) -> list[Case]:
    """Those cases, in the order given."""
    judge: Callable[[Case], bool] = {
        Part.ALL: lambda _: True,
        Part.WON: is_won,
        Part.ANSWERED: lambda case: case.again is not None,
        Part.HOUR: lambda case: _in_hour(case, *_first_word(case, hours, at)),
        Part.DAY: lambda case: _in_day(case, *_first_word(case, hours, at)),
        Part.LATE: lambda case: _is_open_late(case, *_first_word(case, hours, at)),
        Part.ROSE_ASKED: lambda case: case.face is not None and case.again is not None,
        Part.ROSE_NATURAL: lambda case: case.face is not None and case.natural is not None,
        Part.ROSE_BOTH: lambda case: None not in (case.face, case.again, case.natural),
        Part.AGAIN: lambda case: case.is_repeat,
        Part.SECOND: lambda case: case.is_second_chance,
    }[part]
    return [case for case in cases if judge(case)]


def waited(hours: Hours | None, start: datetime, end: datetime) -> timedelta:
    return opening.between(hours, start, end) if hours else end - start


def day_later(hours: Hours | None, at: datetime) -> datetime:
    return opening.next_day(hours, at) if hours else at + timedelta(days=1)


@dataclass(frozen=True)
class Deltas:
    """How far the faces rose. `asked` is the rise to the answer of the second asking, `natural` that to the next rating
    which nobody asked for because of the recovery; only `adjusted`, their difference among those who gave both, can be
    the recovery's doing, and `p` says how often chance alone makes it as large."""

    n_asked: int
    asked: float | None
    n_natural: int
    natural: float | None
    n_both: int
    adjusted: float | None
    p: float | None


def deltas(cases: Iterable[Case]) -> Deltas:
    known = [case for case in cases if case.face is not None]
    asked = [case.again - case.face for case in known if case.again is not None and case.face is not None]
    natural = [case.natural - case.face for case in known if case.natural is not None and case.face is not None]
    both = [case.again - case.natural for case in known if case.again is not None and case.natural is not None]
    return Deltas(
        n_asked=len(asked),
        asked=fmean(asked) if asked else None,
        n_natural=len(natural),
        natural=fmean(natural) if natural else None,
        n_both=len(both),
        adjusted=fmean(both) if both else None,
        p=signed_rank(both) if len(both) >= ENOUGH else None,
    )


def signed_rank(differences: Sequence[float]) -> float:
    """Two-sided p of Wilcoxon's test of paired differences by the normal approximation; differences of 0, which most of
    faces are, are ranked and then left out (Pratt 1959). The library for it would double what a web worker weighs: it
    stands beside this in the tests."""
    n, zeros = len(differences), sum(not one for one in differences)
    if n == zeros:
        return 1.0
    above, ties, place = 0.0, 0, 0
    for size, found in groupby(sorted(differences, key=abs), key=abs):
        alike = list(found)
        if size:
            above += (place + (len(alike) + 1) / 2) * sum(one > 0 for one in alike)
            ties += len(alike) ** 3 - len(alike)
        place += len(alike)
    middle = (n * (n + 1) - zeros * (zeros + 1)) / 4
    variance = (n * (n + 1) * (2 * n + 1) - zeros * (zeros + 1) * (2 * zeros + 1) - ties / 2) / 24
    return 2 * NormalDist().cdf(-abs(above - middle) / sqrt(variance))


def repeats(cases: Iterable[Case]) -> tuple[int, int]:
    """How many of all are second failures within half a year."""
    known = list(cases)
    return sum(case.is_repeat for case in known), len(known)

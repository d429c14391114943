"""What the messages and events of a conversation say about the work on it, and how long waits are put into steps."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from math import ceil, exp, floor, log, sqrt

from rapport.reports.rules.counts import A_MONDAY

RATIO = 1.05
# Sums are kept of so many days, of waits and of all else; all begin with the same Monday.
WAIT_SPANS, DAY_SPANS = (364, 28, 7), (28, 1)
FEWEST_FOR_TENTH = 10  # under this nine of ten are all of them
CLOSED, REOPENED, WAITS_FOR_CUSTOMER, UNDONE = "closed", "reopened", "set_waiting", "undone"


class Kind(IntEnum):
    """What happened."""

    CAME = 1
    ASKED = 2
    REPLIED = 3
    CLOSED = 4
    REOPENED = 5


class Measure(IntEnum):
    """What was waited for: the first reply, a later one, that it was closed for good."""

    FIRST = 1
    NEXT = 2
    RESOLUTION = 3


class State(IntEnum):
    """How a wait stands: over, not over, or over without a reply."""

    ENDED = 1
    OPEN = 2
    LET = 3


@dataclass(frozen=True)
class Said:
    """A message that counts: of the customer, or of `author` to the customer."""

    at: datetime
    pk: int
    author: int | None
    is_ours: bool


@dataclass(frozen=True)
class Turned:
    """An event: `what` is one of the names above; of an undoing `undid` says what it took back."""

    at: datetime
    what: str
    actor: int | None = None
    undid: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of work; `until` is when its wait was over."""

    kind: Kind
    at: datetime
    message: int | None = None
    person: int | None = None
    measure: Measure | None = None
    state: State | None = None
    until: datetime | None = None


def entries(said: Sequence[Said], turned: Sequence[Turned], *, done_at: datetime | None) -> list[Entry]:
    """The work on one conversation; `done_at` is set if it is done now. Both are in the order of their times.

    A customer waits from the first message that nobody answered until the next reply. What began with us, and what no
    person wrote, came in when a customer writes in it.
    """
    story: list[Said | Turned] = [*said, *_not_undone(turned)]
    story.sort(key=lambda one: (one.at, isinstance(one, Turned)))
    found: list[Entry] = []
    waiting: int | None = None  # the place of the row with the message that waits
    closing: Turned | None = None  # what closed it, while it is closed
    asked = False
    for one in story:
        if isinstance(one, Said) and not one.is_ours:
            if not asked:
                found.append(Entry(Kind.CAME, one.at, one.pk, measure=Measure.RESOLUTION, state=State.OPEN))
            elif closing is not None:
                found.append(Entry(Kind.REOPENED, one.at, one.pk))
            closing = None
            row = Entry(Kind.ASKED, one.at, one.pk)
            if waiting is None:
                waiting = len(found)
                row = replace(row, measure=Measure.NEXT if asked else Measure.FIRST, state=State.OPEN)
            found.append(row)
            asked = True
        elif isinstance(one, Said):
            found.append(Entry(Kind.REPLIED, one.at, one.pk, one.author))
            if waiting is not None:
                found[waiting] = replace(found[waiting], person=one.author, state=State.ENDED, until=one.at)
            waiting = closing = None
        elif one.what == REOPENED:
            if closing is not None:
                found.append(Entry(Kind.REOPENED, one.at, person=one.actor))
            closing = None
        elif asked:
            if waiting is not None:
                found[waiting] = replace(found[waiting], state=State.LET)
            waiting = None
            if one.what == CLOSED:
                found.append(Entry(Kind.CLOSED, one.at, person=one.actor))
            closing = one if one.what == CLOSED else None
    return _ended(found, waiting, closing, done_at) if asked else found


def _ended(found: list[Entry], waiting: int | None, closing: Turned | None, done_at: datetime | None) -> list[Entry]:
    """With how it stands now. What was done without an event, as by erasing, was closed by nobody."""
    if done_at is None:
        return found
    if waiting is not None:
        found[waiting] = replace(found[waiting], state=State.LET)
    if closing is None:
        closing = Turned(max(done_at, found[-1].at), CLOSED)
        found.append(Entry(Kind.CLOSED, closing.at))
    return [
        replace(one, person=closing.actor, state=State.ENDED, until=closing.at) if one.kind == Kind.CAME else one
        for one in found
    ]


def _not_undone(turned: Iterable[Turned]) -> list[Turned]:
    """Without what was taken back."""
    kept: list[Turned] = []
    for one in turned:
        if one.what != UNDONE:
            kept.append(one)
        else:
            place = next((n for n in range(len(kept) - 1, -1, -1) if kept[n].what == one.undid), None)
            if place is not None:
                del kept[place]
    return kept


def step(seconds: int) -> int:
    """The step of 5 % that a wait falls into."""
    return floor(log(1 + seconds) / log(RATIO))


def middle(number: int) -> float:
    """The wait, in seconds, that is at most 2.5 % from every wait of this step."""
    return max(0.0, exp(number * log(RATIO)) * sqrt(RATIO) - 1)


def quantile(steps: Mapping[int, int], share: float) -> int | None:
    """The step, or whatever they are counted by, within which this share of them lies; None of none."""
    total, seen = sum(steps.values()), 0
    rank = max(1, ceil(share * total - 1e-9))
    for number in sorted(steps):
        seen += steps[number]
        if seen >= rank:
            return number
    return None


def start_of(day: date, span: int) -> date:
    """When the span of so many days began that the day is in."""
    return A_MONDAY + timedelta((day - A_MONDAY).days // span * span)


def cover(first: date, after: date, spans: Sequence[int]) -> list[tuple[int, date, date]]:
    """The time as (span, from, until before): the longest spans that fit in whole, shorter ones at the ends, and what
    is left there as span 0."""
    if first >= after:
        return []
    if not spans:
        return [(0, first, after)]
    span, *shorter = spans
    start, end = start_of(first + timedelta(span - 1), span), start_of(after, span)
    if start >= end:
        return cover(first, after, shorter)
    return [*cover(first, start, shorter), (span, start, end), *cover(end, after, shorter)]


@dataclass(frozen=True)
class Wait:
    """All waits of one kind in a time: those that ended in business hours and by the clock, counted by their steps, or
    by their seconds where they are few."""

    office: Counter[int]
    elapsed: Counter[int]
    still: int
    let: int
    is_exact: bool = False

    @property
    def n(self) -> int:
        return sum(self.elapsed.values())

    def within(self, share: float, *, office: bool) -> float | None:
        """In how many seconds this share of them was over; None of none."""
        found = quantile(self.office if office else self.elapsed, share)
        return found if found is None or self.is_exact else middle(found)

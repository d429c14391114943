"""Which way it goes with somebody, and since when they are unhappy (pure).

A relationship is what happened in it: each exchange that says how it felt is a signal. The weights say that a Bad
undoes more than a Great brings, and that a broken word is worse than a long wait; a signal is worth half as much after
60 days. Nothing is guessed from tone or silence.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

LOOKS_BACK = timedelta(days=240)
HALF_LIFE = timedelta(days=60)
LATELY = timedelta(days=60)
FEWEST = 3
MATTERS = 1.0  # less of a change is called steady
MOST_CAUSES = 3
LONG = timedelta(days=14)


class Sign(StrEnum):
    """What a signal is of."""

    GREAT = "great"
    GOOD = "good"
    NOT_QUITE = "not_quite"
    BAD = "bad"
    WON_BACK = "won_back"
    COMPLAINT = "complaint"
    BROKEN_PROMISE = "broken_promise"
    LONG_WAIT = "long_wait"
    LET_DOWN_AGAIN = "let_down_again"


WEIGHTS = {
    Sign.GREAT: 2.0,
    Sign.GOOD: 1.0,
    Sign.WON_BACK: 2.0,
    Sign.NOT_QUITE: -1.0,
    Sign.BAD: -3.0,
    Sign.COMPLAINT: -2.0,
    Sign.BROKEN_PROMISE: -2.0,
    Sign.LONG_WAIT: -1.0,
    Sign.LET_DOWN_AGAIN: -3.0,
}
OF_SCORE = {1: Sign.BAD, 2: Sign.NOT_QUITE, 3: Sign.GOOD, 4: Sign.GREAT}
UNHAPPY = frozenset({Sign.BAD, Sign.NOT_QUITE})
HAPPY = frozenset({Sign.GOOD, Sign.GREAT, Sign.WON_BACK})


@dataclass(frozen=True)
class Signal:
    """One exchange; `conversation` is the number of the one it happened in."""

    at: datetime
    sign: Sign
    conversation: int


class Direction(StrEnum):
    FALLING = "falling"
    STEADY = "steady"
    RISING = "rising"


@dataclass(frozen=True)
class Cause:
    """What weighs on it lately: how often, and in which conversation last."""

    sign: Sign
    times: int
    conversation: int


@dataclass(frozen=True)
class Trend:
    """`change` is how much what happened lately moved it; the causes are what pulls it down, the heaviest first."""

    direction: Direction
    change: float
    causes: tuple[Cause, ...]


def trend(signals: Iterable[Signal], at: datetime) -> Trend | None:
    """None while too little is known: three exchanges that say how they felt."""
    known = [one for one in signals if at - LOOKS_BACK <= one.at <= at]
    if len(known) < FEWEST:
        return None
    change = level(known, at) - level([one for one in known if one.at <= at - LATELY], at - LATELY)
    direction = Direction.STEADY
    if abs(change) >= MATTERS:
        direction = Direction.FALLING if change < 0 else Direction.RISING
    return Trend(direction, change, causes([one for one in known if one.at > at - LATELY]))


def level(signals: Iterable[Signal], at: datetime) -> float:
    """The sum of what happened until then, each worth half as much after every 60 days."""
    return sum((WEIGHTS[one.sign] * pow(0.5, (at - one.at) / HALF_LIFE) for one in signals), 0.0)


def causes(signals: Sequence[Signal]) -> tuple[Cause, ...]:
    times = Counter(one.sign for one in signals if WEIGHTS[one.sign] < 0)
    last = {one.sign: one.conversation for one in sorted(signals, key=lambda one: one.at)}
    heaviest = sorted(times, key=lambda sign: (WEIGHTS[sign] * times[sign], sign))
    return tuple(Cause(sign, times[sign], last[sign]) for sign in heaviest[:MOST_CAUSES])


@dataclass(frozen=True)
class Spell:
    """How long somebody is unhappy without a break: since their first bad sign after the last good one."""

    since: datetime
    last: Signal
    last_good_at: datetime | None


def spell(signals: Iterable[Signal]) -> Spell | None:
    """None for somebody whose last sign was a good one, or who gave none. Only what they said themselves counts."""
    since: datetime | None = None
    last: Signal | None = None
    good: datetime | None = None
    for one in sorted(signals, key=lambda one: one.at):
        if one.sign in HAPPY:
            since, last, good = None, None, one.at
        elif one.sign in UNHAPPY:
            since, last = since or one.at, one
    return Spell(since, last, good) if since is not None and last is not None else None


class Reason(StrEnum):
    """Why a customer left."""

    UNFRIENDLY = "unfriendly"
    NOT_HEARD = "not_heard"
    BROKEN_PROMISE = "broken_promise"
    TOO_SLOW = "too_slow"
    FAULT = "fault"
    MISSING = "missing"
    QUALITY = "quality"
    PRICE = "price"
    NO_NEED = "no_need"
    UNKNOWN = "unknown"


class Family(StrEnum):
    TREATMENT = "treatment"
    DELAY = "delay"
    PRODUCT = "product"
    PRICE = "price"
    NO_NEED = "no_need"
    UNKNOWN = "unknown"


FAMILIES = {
    Reason.UNFRIENDLY: Family.TREATMENT,
    Reason.NOT_HEARD: Family.TREATMENT,
    Reason.BROKEN_PROMISE: Family.TREATMENT,
    Reason.TOO_SLOW: Family.DELAY,
    Reason.FAULT: Family.PRODUCT,
    Reason.MISSING: Family.PRODUCT,
    Reason.QUALITY: Family.PRODUCT,
    Reason.PRICE: Family.PRICE,
    Reason.NO_NEED: Family.NO_NEED,
    Reason.UNKNOWN: Family.UNKNOWN,
}
EARLIEST = date(2000, 1, 1)
LOSSES_OF = timedelta(days=365)  # which losses the shares are of

SPOKE_IN, ACTIVE_IN = timedelta(days=90), timedelta(days=365)
LOUDEST = 20  # one of so many voices is among the loudest

# Somebody is won back within the first days after a bad sign or not; whether they stayed is judged by the days after
# those alone. Judged from the first day on, whoever was won back would have stayed by that very answer.
LANDMARK, HORIZON, PATCHES_OF = timedelta(days=60), timedelta(days=180), timedelta(days=730)


@dataclass(frozen=True)
class Last:
    """What went before somebody left, as far as it is known: the last rating, the last wait that was too long, and how
    many promises were broken."""

    rating: Signal | None
    wait: Signal | None
    broken: int


def before(signals: Iterable[Signal], day: date) -> Last:
    """Of the 240 days up to that day."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    known = sorted((one for one in signals if end - LOOKS_BACK <= one.at < end), key=lambda one: one.at)
    ratings = [one for one in known if one.sign in OF_SCORE.values()]
    waits = [one for one in known if one.sign == Sign.LONG_WAIT]
    broken = sum(one.sign == Sign.BROKEN_PROMISE for one in known)
    return Last(ratings[-1] if ratings else None, waits[-1] if waits else None, broken)

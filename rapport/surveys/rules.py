"""Who is asked, and what an answer says (pure). The reasons are in docs/decisions/0011-asked-by-rule.md.

Nobody at a desk picks who is asked: a survey says when, a draw says whom, and one throttle keeps all surveys of one
customer apart. The first reason that speaks against it is kept, so the order here is the order in which people read it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

THROTTLE_DAYS = 30
MOST_THROTTLE_DAYS = 730
BANDS = ("low", "middle", "high")
# No number of a scale, so no person who types one opens it.
TRAP = "x"

Band = Literal["low", "middle", "high"]


@dataclass(frozen=True)
class Scale:
    """The numbers of a question; `low` and `middle` are the last ones of their bands."""

    first: int
    last: int
    low: int
    middle: int

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)

    def band(self, number: int) -> Band:
        return "low" if number <= self.low else "middle" if number <= self.middle else "high"


SCALES: Mapping[str, Scale] = {"nps": Scale(0, 10, 6, 8), "ces": Scale(1, 7, 3, 5)}


@dataclass(frozen=True)
class Case:
    """What is known of one customer when it is time to ask. Days are None for: never."""

    is_closed: bool = True
    is_on: bool = True
    has_address: bool = True
    is_staff: bool = False
    comes_back: bool = False
    is_opted_out: bool = False
    is_automated: bool = False
    is_doubtful: bool = False
    is_in_recovery: bool = False
    considered_at: datetime | None = None
    every_days: int = 0
    is_drawn: bool = True
    asked_at: datetime | None = None
    throttle_days: int = THROTTLE_DAYS


def why_not(case: Case, at: datetime) -> str:
    """The first reason not to ask, a value of `models.Why`; empty when nothing speaks against it."""
    against = {
        "switched_off": not case.is_on,
        "reopened": not case.is_closed,
        "no_address": not case.has_address,
        "staff": case.is_staff,
        "bounced": case.comes_back,
        "opted_out": case.is_opted_out,
        "automated": case.is_automated,
        "doubtful": case.is_doubtful,
        "in_recovery": case.is_in_recovery,
        "not_yet": is_within(case.considered_at, case.every_days, at),
        "not_drawn": not case.is_drawn,
        "throttled": is_within(case.asked_at, case.throttle_days, at),
    }
    return next((reason for reason, holds in against.items() if holds), "")


def is_within(moment: datetime | None, days: int, at: datetime) -> bool:
    """Whether it was less than so many days ago."""
    return moment is not None and at < moment + timedelta(days=days)


def is_drawn(seed: str, occasion: str, share: int) -> bool:
    """Whether this occasion is in the sample: so many of a hundred are. Whoever knows the seed can draw again."""
    number = int.from_bytes(hashlib.sha256(f"{seed}:{occasion}".encode()).digest()[:8])
    return number * 100 < share * 2**64


@dataclass(frozen=True)
class Sum:
    """The answers to one survey by number, and how many were asked."""

    asked: int
    counts: Mapping[int, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    def of(self, scale: Scale, band: str) -> int:
        return sum(count for number, count in self.counts.items() if scale.band(number) == band)

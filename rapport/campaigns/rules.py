"""Whom a campaign writes to, how many of each kind, and what a good mail of it is (pure).

The reasons are in docs/decisions/0014-campaigns-are-draws.md.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from math import ceil, floor
from typing import Any

from rapport.language.placeholders import braces

MOST_DAYS = 3650
MOST_SIZE = 20_000
MOST_AN_HOUR = 2000
MOST_CONTROL = 50
ANSWER_DAYS = 2  # working days in which whoever answers hears from a person
SLICES = 12  # an hour is sent in so many parts, so that answers do not come all at once
PLACEHOLDERS = ("customer.name", "customer.first_name", "agent.name", "agent.first_name", "inbox.name")
MIDDLE_SCORES = (4, 5, 6)
MIDDLE_FACES = (2, 3)
_QUESTION = re.compile(r"[?？؟]+")
_URL = re.compile(r"\bhttps?://\S+")


class Who(StrEnum):
    """What the people of a segment have in common."""

    SCORES = "scores"  # their newest recommendation is 4, 5 or 6
    FACES = "faces"  # their newest rating is "not quite" or "good"
    SILENT = "silent"  # they wrote to us, and never said how it was
    UNHEARD = "unheard"  # we know them, and have heard nothing at all


class Last(StrEnum):
    """When somebody last wrote to us: the strata of those who say nothing."""

    QUARTER = "quarter"
    YEAR = "year"
    OLDER = "older"
    NEVER = "never"


@dataclass(frozen=True)
class Segment:
    """`days` is how far back we look. None and "" stand for all."""

    who: str = Who.SCORES
    days: int = 365
    inbox: int | None = None
    language: str = ""
    channel: str = ""
    tag: str = ""
    wrote_within: int | None = None
    not_within: int | None = None

    @property
    def as_row(self) -> dict[str, Any]:
        return asdict(self)


def segment_of(row: Mapping[str, Any]) -> Segment:
    """What was stored; what a later version added has its usual value."""
    known = {one.name for one in fields(Segment)}
    return Segment(**{name: value for name, value in row.items() if name in known})


@dataclass(frozen=True)
class Stratum:
    """Of so many people of one kind, so many are asked and so many are left alone to compare with."""

    key: str
    population: int
    asked: int
    control: int

    @property
    def asked_chance(self) -> float:
        return self.asked / self.population if self.population else 0.0

    @property
    def control_chance(self) -> float:
        return self.control / self.population if self.population else 0.0


def allocate(
    populations: Mapping[str, int], size: int, control_percent: int, *, equally: bool = False
) -> list[Stratum]:
    """So many to be asked, spread over the strata; of all who are drawn, the given percentage is left alone.

    By size, unless `equally`; nobody of a stratum is promised twice, and none with people in it goes without.
    """
    known = {key: number for key, number in sorted(populations.items()) if number > 0}
    kept = 1 - control_percent / 100
    most = {key: _most_asked(number, kept) for key, number in known.items()}
    asked = _spread(known, most, size, equally)
    return [Stratum(key, number, asked[key], _control(number, asked[key], kept)) for key, number in known.items()]


def most_of_one(size: int, control_percent: int) -> int:
    """More than this are never drawn of one stratum: all who are asked, and who is left alone for them."""
    return size + _control(size * 2 + 1, size, 1 - control_percent / 100)


def _most_asked(population: int, kept: float) -> int:
    return max(1, floor(population * kept + 1e-9))


def _control(population: int, asked: int, kept: float) -> int:
    return min(population - asked, ceil(asked * (1 - kept) / kept - 1e-9))


def _spread(known: Mapping[str, int], most: Mapping[str, int], size: int, equally: bool) -> dict[str, int]:
    """Largest remainders, until all is given out or everybody is in."""
    given = dict.fromkeys(known, 0)
    left = min(size, sum(most.values()))
    while left > 0:
        free = {key: (1 if equally else known[key]) for key in known if given[key] < most[key]}
        total = sum(free.values())
        exact = {key: left * weight / total for key, weight in free.items()}
        more = {key: min(most[key] - given[key], floor(exact[key])) for key in free}
        if not any(more.values()):
            for key in sorted(free, key=lambda one: (-(exact[one] % 1), one))[:left]:
                given[key] += 1
                left -= 1
            continue
        for key, number in more.items():
            given[key] += number
            left -= number
    return _nobody_without(given)


def _nobody_without(given: dict[str, int]) -> dict[str, int]:
    """A stratum that nobody is drawn from could not be spoken for."""
    for key in [key for key, number in given.items() if number == 0]:
        richest = max(given, key=lambda one: given[one])
        if given[richest] > 1:
            given[richest] -= 1
            given[key] = 1
    return given


def room(per_hour: int, in_the_hour: int, in_the_slice: int) -> int:
    """How many may be written to now."""
    return max(0, min(per_hour - in_the_hour, ceil(per_hour / SLICES) - in_the_slice))


def questions_in(text: str) -> int:
    """How many questions somebody reads; those in addresses of pages are none."""
    return len(_QUESTION.findall(_URL.sub("", text)))


def unknown_placeholders(*texts: str) -> list[str]:
    """What stands in double braces and would be read as it is."""
    return list(dict.fromkeys(whole for text in texts for name, whole in braces(text) if name not in PLACEHOLDERS))

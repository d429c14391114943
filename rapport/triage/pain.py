"""What a matter has cost the customer so far, out of what is known anyway: nobody is asked (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Word:
    """Something a person wrote: the customer, or one of us to them. `asks`: for something they should tell."""

    at: datetime
    is_ours: bool
    asks: bool = False


@dataclass(frozen=True)
class Trail:
    """`whose`: who had it or answered, in order; `closed`: when it was done; how often they said that it is not fixed,
    and how many promises were broken."""

    whose: Sequence[int | None] = ()
    closed: Sequence[datetime] = ()
    not_fixed: int = 0
    broken: int = 0


@dataclass(frozen=True)
class Ledger:
    """`asked` counts our replies that asked for details, `returns` how often they came back after it was done."""

    contacts: int = 0
    waited: timedelta = timedelta()
    handovers: int = 0
    asked: int = 0
    broken: int = 0
    not_fixed: int = 0
    returns: int = 0

    @property
    def is_felt(self) -> bool:
        """A first question that is answered within a day has cost nothing to speak of."""
        return (
            self.contacts > 1
            or self.waited >= A_DAY
            or self.handovers + self.broken + self.not_fixed + self.returns > 0
            or self.asked > 1
        )


def ledger(words: Iterable[Word], trail: Trail, *, waits: bool, at: datetime) -> Ledger:
    """Words in order of time; `waits`: whether the customer still does."""
    contacts = asked = returns = 0
    waited, since, closed = timedelta(), None, False
    steps: list[tuple[datetime, Word | None]] = [
        *((one.at, one) for one in words),
        *((day, None) for day in trail.closed),
    ]
    for when, word in sorted(steps, key=lambda step: step[0]):
        if word is not None and not word.is_ours:
            contacts, returns, closed = contacts + 1, returns + closed, False
            since = since or when
            continue
        waited += when - since if since else timedelta()
        since, closed = None, word is None
        asked += word is not None and word.asks
    if since and waits:
        waited += at - since
    return Ledger(contacts, waited, handovers(trail.whose), asked, trail.broken, trail.not_fixed, returns)


def handovers(whose: Iterable[int | None]) -> int:
    """How often it went from one of us to another."""
    people = [one for one in whose if one is not None]
    return sum(before != after for before, after in pairwise(people))


def total(ledgers: Iterable[Ledger]) -> Ledger:
    known = list(ledgers)
    sums: dict[str, Any] = {
        name: sum(getattr(one, name) for one in known)
        for name in ("contacts", "handovers", "asked", "broken", "not_fixed", "returns")
    }
    return Ledger(waited=sum((one.waited for one in known), timedelta()), **sums)

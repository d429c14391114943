"""Where a conversation stands on the pile (pure).

rank_key = min over open obligations o of (due_o - min(CAP, boost_o + sum of the conversation's boosts)).
Because every conversation gains urgency at the same pace, this key is constant between events and the order of two
conversations never changes by the mere passing of time (head start priority; SCIENCE section 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

CAP_HOURS = 120
COMPLAINT_HOURS = 72
BAD_HOURS = 72
NOT_QUITE_HOURS = 24
REOPENED_HOURS = 12
REPEAT_HOURS = 8
REPEAT_MOST_HOURS = 24
HANDOVER_HOURS = 8
HANDOVER_MOST_HOURS = 24
BROKEN_PROMISE_HOURS = 48
NEAR_PROMISE_HOURS = 96
PRIORITY_HOURS = {-1: -12, 1: 12, 2: 48}
PRIORITY_WORDS = {-1: "Low priority", 1: "High priority", 2: "Urgent"}


@dataclass(frozen=True)
class Obligation:
    """Something we owe by a time, with a head start of its own."""

    words: str
    due_at: datetime
    boost_hours: int = 0


@dataclass(frozen=True)
class Boost:
    """Why the whole conversation is treated as if it had come earlier."""

    words: str
    hours: int


@dataclass(frozen=True)
class Rank:
    """`why` holds the deciding obligation first, then every boost; it is stored and shown."""

    key: datetime
    why: list[dict[str, Any]]


def rank(obligations: Sequence[Obligation], boosts: Sequence[Boost]) -> Rank | None:
    """None when nothing is owed."""
    if not obligations:
        return None
    shared = sum(boost.hours for boost in boosts)
    keyed = [(one.due_at - timedelta(hours=min(CAP_HOURS, one.boost_hours + shared)), one) for one in obligations]
    key, first = min(keyed, key=lambda pair: pair[0])
    why: list[dict[str, Any]] = [{"words": first.words, "due": first.due_at.isoformat(), "hours": first.boost_hours}]
    why += [{"words": boost.words, "hours": boost.hours} for boost in boosts]
    return Rank(key, why)


def repeat_boost(nth_contact: int) -> Boost | None:
    """8 hours for each contact after the second, 24 at most."""
    hours = min((nth_contact - 2) * REPEAT_HOURS, REPEAT_MOST_HOURS)
    return Boost(f"{ordinal(nth_contact)} contact in a week", hours) if hours > 0 else None


def handover_boost(times: int) -> Boost | None:
    """8 hours for each time after the first that it went from one of us to another, 24 at most."""
    hours = min((times - 1) * HANDOVER_HOURS, HANDOVER_MOST_HOURS)
    return Boost(f"Handed on {times} times", hours) if hours > 0 else None


def priority_boost(priority: int) -> Boost | None:
    """What somebody decided by hand: two days for urgent, half a day for high, half a day later for low."""
    hours = PRIORITY_HOURS.get(priority)
    return Boost(PRIORITY_WORDS[priority], hours) if hours else None


def ordinal(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


@dataclass(frozen=True)
class Explanation:
    """A place on the pile in parts that a screen can show: times stay times."""

    treated_as_due: datetime
    obligation: str
    due_at: datetime
    reasons: list[str]

    @property
    def text(self) -> str:
        """One sentence; times in UTC."""
        parts = [f"{self.obligation} {self.due_at:%a %d %b %H:%M}", *self.reasons]
        return f"Treated as due {self.treated_as_due:%a %d %b %H:%M}. " + " · ".join(parts) + "."


def explain(
    key: datetime, why: Sequence[dict[str, Any]], at_most: str = "at most", head_start: str = "head start"
) -> Explanation:
    """The stored reasons of a place in words; what is due may have a head start of its own."""
    first, *boosts = why
    own = [_term(first | {"words": head_start})] if first.get("hours") else []
    reasons = own + [_term(term) for term in boosts]
    if sum(term.get("hours", 0) for term in why) > CAP_HOURS:
        reasons.append(f"{at_most} −{CAP_HOURS} h")
    return Explanation(key, str(first["words"]), datetime.fromisoformat(first["due"]), reasons)


def _term(term: dict[str, Any]) -> str:
    """ "Complaint −72 h", "Low priority +12 h"."""
    sign = "−" if term["hours"] > 0 else "+"
    return f"{term['words']} {sign}{abs(term['hours'])} h"

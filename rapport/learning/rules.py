"""Pure rules: which week a digest is about, and when somebody is sent it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
LATE = timedelta(days=3)  # how long a digest that could not be sent in time is still news
POOR, GREAT = 2, 4
# Whose word stands for a rating where one reason is counted: whoever looked at all of it before the customer, who chose
# from a short list, and both before the one whose answer it is about.
ORDER = ("reviewer", "customer", "agent")


def main_of(said: Mapping[str, int]) -> int | None:
    """The reason that stands for an answer, of those that each source gave."""
    return next((said[source] for source in ORDER if source in said), None)


@dataclass(frozen=True)
class When:
    """On which day (0 is Monday) and at which hour everybody is sent the digest, each by their own clock."""

    weekday: int = 0
    hour: int = 8
    is_on: bool = True
    since: datetime | None = None

    @classmethod
    def of(cls, known: dict[str, Any]) -> "When":
        since = known.get("since")
        return cls(
            int(known.get("weekday", 0)),
            int(known.get("hour", 8)),
            bool(known.get("on", True)),
            datetime.fromisoformat(since) if since else None,
        )


def latest_week(when: When, at: datetime) -> tuple[date, date]:
    """The seven days of replies that the digest of now is about: they end on the day before the chosen one, in UTC."""
    today = at.astimezone(UTC).date()
    end = today - timedelta((today.weekday() - when.weekday) % 7)
    return end - WEEK, end - timedelta(1)


def due_at(when: When, first: date, zone: str) -> datetime:
    """When somebody in this time zone is sent the digest of these seven days; never before they are over."""
    day = first + WEEK
    own = datetime.combine(day, time(when.hour), ZoneInfo(zone or "UTC"))
    return max(own, datetime.combine(day, time(), UTC))


def is_due(when: When, first: date, zone: str, joined: datetime, at: datetime) -> bool:
    """Not for who came later, not when it was switched on later, and not when it is no news any more."""
    due = due_at(when, first, zone)
    return max(joined, when.since or joined) <= due <= at < due + LATE


def week_of(at: datetime) -> datetime:
    """The Monday on which the week of this moment began, in the time zone that it is given in."""
    day = at.date() - timedelta(at.weekday())
    return datetime.combine(day, time(), at.tzinfo)

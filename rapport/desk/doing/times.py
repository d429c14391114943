"""Until when something is put off: the moments behind "Tomorrow morning" and its kin, in the reader's own zone."""

from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

MORNING = time(9)
LATER_TODAY = timedelta(hours=3)
PRESETS = ("today", "tomorrow", "monday", "week", "reply")


def zone_named(name: str, otherwise: tzinfo) -> tzinfo:
    """The zone that a browser names; the other one when there is none of this name."""
    try:
        return ZoneInfo(name) if name else otherwise
    except (ValueError, KeyError, OSError):
        return otherwise


def moment(preset: str, at: datetime, zone: tzinfo) -> datetime | None:
    """The moment of a preset; None for "until the customer writes". Raises KeyError for an unknown one."""
    here = at.astimezone(zone)
    if preset == "reply":
        return None
    if preset == "today":
        rounded = (here + LATER_TODAY).replace(minute=0, second=0, microsecond=0)
        return rounded if rounded >= here + LATER_TODAY else rounded + timedelta(hours=1)
    days = {"tomorrow": 1, "monday": 7 - here.weekday(), "week": 7}[preset]
    return datetime.combine(here.date() + timedelta(days=days), MORNING, tzinfo=zone)


def given(text: str, zone: tzinfo) -> datetime:
    """What somebody chose in a field for a date and a time. Raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)

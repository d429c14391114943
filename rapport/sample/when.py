"""When things happened in the sample company: counted back from the moment of filling, in days the shop is open."""

import re
from datetime import date, datetime, time, timedelta

_AGO = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?")
_OPEN_DAY = re.compile(r"(\d+)d (\d\d):(\d\d)")
_PLACEHOLDER = re.compile(r"\{(day|date|tag|datum):([+-]?\d+)\}")
_SUNDAY = 6
_DAYS = {
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "tag": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}
_MONTHS = {
    "date": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "datum": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}


def moment(text: str, now: datetime) -> datetime:
    """When a step happened: "9d 08:52" is nine open days ago at that time, "3h20m" that long ago, "in 2h" ahead.

    Raises ValueError for anything else.
    """
    ahead = text.removeprefix("in ")
    if found := _OPEN_DAY.fullmatch(text):
        days, hour, minute = map(int, found.groups())
        return datetime.combine(open_day(now.date(), -days), time(hour, minute), tzinfo=now.tzinfo)
    found = _AGO.fullmatch(ahead)
    if not found or not any(found.groups()):
        raise ValueError(f"{text!r} is no time of the sample company. Write it like '9d 08:52', '3h20m' or 'in 2h'.")
    length = timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0))
    return now - length if ahead == text else now + length


def open_day(today: date, offset: int) -> date:
    """The day so many open days before (negative) or after today; on a Sunday, zero is the Monday."""
    day = today
    if day.weekday() == _SUNDAY and offset >= 0:
        day += timedelta(days=1)
    step = timedelta(days=1 if offset > 0 else -1)
    for _ in range(abs(offset)):
        day += step
        if day.weekday() == _SUNDAY:
            day += step
    return day


def with_dates(text: str, now: datetime) -> str:
    """The text with {day:-3}, {date:+2}, {tag:-3} and {datum:+2} written out; offsets are open days from now."""

    def write(found: re.Match[str]) -> str:
        day = open_day(now.date(), int(found[2]))
        if found[1] in _DAYS:
            return _DAYS[found[1]][day.weekday()]
        year = "" if day.year == now.year else f" {day.year}"
        dot = "." if found[1] == "datum" else ""
        return f"{day.day}{dot} {_MONTHS[found[1]][day.month - 1]}{year}"

    return _PLACEHOLDER.sub(write, text)

"""Pure rules of opening hours. What counts is the clock on the wall there, so summer time needs no exceptions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = 24 * 60
FURTHEST = 370
MINUTE = timedelta(minutes=1)
Span = tuple[int, int]
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")


class HoursProblem(ValueError):
    """The hours cannot be kept; the text says what to write."""


@dataclass(frozen=True)
class Hours:
    """`week`: the spans of each day from Monday, in minutes since midnight; `closed`: days on which nobody is there."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    closed: frozenset[date] = frozenset()

    def spans(self, day: date) -> tuple[Span, ...]:
        return () if day in self.closed else self.week[day.weekday()]


def is_open(hours: Hours, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(hours.zone))
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in hours.spans(local.date()))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """When somebody is there again, in UTC: now if it is open; None when it never is within a year."""
    if is_open(hours, at):
        return at.astimezone(UTC)
    zone = ZoneInfo(hours.zone)
    first = at.astimezone(zone).date()
    for number in range(FURTHEST):
        day = first + timedelta(days=number)
        found = [moment for moment in _openings(hours, day, zone) if moment > at and is_open(hours, moment)]
        if found:
            return min(found)
    return None


def _openings(hours: Hours, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """When it may open on this day: where a span begins, twice if that hour comes twice, and where the clock jumps."""
    spans = hours.spans(day)
    if not spans:
        return
    for start, _ in spans:
        for fold in (0, 1):
            wall = datetime.combine(day, time(start // 60, start % 60), zone).replace(fold=fold)
            yield wall.astimezone(UTC)
    yield from (moment for moment in _jumps(day, zone) if moment.astimezone(zone).date() == day)


def _jumps(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments of this day at which the clock on the wall is changed."""
    begin = datetime.combine(day, time(0), zone).astimezone(UTC) - timedelta(hours=1)
    for hour in range(27):
        before, after = begin + timedelta(hours=hour), begin + timedelta(hours=hour + 1)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield next(
                moment
                for minute in range(61)
                if (moment := before + minute * MINUTE).astimezone(zone).utcoffset()
                == after.astimezone(zone).utcoffset()
            )


def add(hours: Hours, at: datetime, span: timedelta) -> datetime:
    """When so much time has passed in which somebody was there; as if always open where nobody ever is."""
    left = span
    for start, end in _stretches(hours, at):
        begin = max(start, at)
        if left <= end - begin:
            return begin + left
        left -= end - begin
    return at.astimezone(UTC) + span


def between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """How much of that time somebody was there."""
    spent = timedelta()
    for opens, closes in _stretches(hours, start):
        if opens >= end:
            break
        spent += max(timedelta(), min(closes, end) - max(opens, start))
    return spent


def next_day(hours: Hours, at: datetime) -> datetime:
    """One business day later: this time of day on the next day on which somebody is there."""
    zone = ZoneInfo(hours.zone)
    local = at.astimezone(zone)
    for number in range(1, FURTHEST):
        day = local.date() + timedelta(days=number)
        if hours.spans(day):
            return datetime.combine(day, local.time(), zone).astimezone(UTC)
    return at.astimezone(UTC) + timedelta(days=1)


def _stretches(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when somebody is there, from that day on, in UTC."""
    zone = ZoneInfo(hours.zone)
    first = at.astimezone(zone).date()
    for number in range(FURTHEST):
        day = first + timedelta(days=number)
        for start, end in hours.spans(day):
            opens, closes = _moment(day, start, zone), _moment(day, end, zone)
            if closes > at:
                yield opens, closes


def _moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time(0)) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def read_spans(text: str) -> tuple[Span, ...]:
    """“9:00–12:30, 13:30–17” as minutes; nothing is closed. Raises HoursProblem."""
    parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    found = sorted(_read_span(part) for part in parts)
    if any(end > start for (_, end), (start, _) in pairwise(found)):
        raise HoursProblem("Two of these times overlap. Write each part of the day once.")
    return tuple(found)


def _read_span(text: str) -> Span:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise HoursProblem(f"“{text[:40]}” is no time of day. Write it like 9:00–12:30, 13:30–17:00.")
    from_hour, from_minute, to_hour, to_minute = (int(part or 0) for part in match.groups())
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if from_minute > 59 or to_minute > 59 or not 0 <= start < end <= DAY:
        raise HoursProblem(f"“{text[:40]}” does not begin before it ends, within one day.")
    return start, end


def write_spans(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

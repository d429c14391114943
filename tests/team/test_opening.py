"""Opening hours, against somebody who looks at the clock on the wall every minute."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapport.team.opening import (
    DAY,
    Hours,
    HoursProblem,
    add,
    between,
    is_open,
    next_day,
    next_opening,
    read_spans,
    write_spans,
)

OFFICE = (((9 * 60, 12 * 60 + 30), (13 * 60 + 30, 17 * 60)),) * 5 + ((), ())
# The days around which the clocks of these places are changed; Lord Howe by half an hour, Azores across midnight.
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "America/Havana": (date(2026, 3, 8), date(2026, 11, 1)),
    "Asia/Kathmandu": (date(2026, 5, 1), date(2026, 5, 2)),
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_lunch_break_is_closed() -> None:
    hours = Hours("Europe/Berlin", OFFICE)
    assert is_open(hours, utc(2026, 3, 4, 8, 0))
    assert not is_open(hours, utc(2026, 3, 4, 12, 0))
    assert next_opening(hours, utc(2026, 3, 4, 12, 0)) == utc(2026, 3, 4, 12, 30)


def test_after_a_weekend_and_a_feast() -> None:
    hours = Hours("Europe/Berlin", OFFICE, frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
    assert next_opening(hours, utc(2026, 4, 2, 16, 0)) == utc(2026, 4, 7, 7, 0)


def test_who_is_never_there_is_never_there() -> None:
    assert next_opening(Hours("UTC", ((),) * 7), utc(2026, 1, 1)) is None


spans = st.lists(st.integers(0, DAY), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(zip(*[iter(sorted(edges)[: len(edges) // 2 * 2])] * 2, strict=True))
)


@settings(max_examples=20, deadline=None)
@given(
    zone=st.sampled_from(sorted(CHANGES)),
    which=st.integers(0, 1),
    day=spans,
    minute=st.integers(-12 * 60, 30 * 60),
)
def test_the_next_opening_is_what_a_minute_walker_finds(zone: str, which: int, day: object, minute: int) -> None:
    hours = Hours(zone, (day,) * 7)  # type: ignore[arg-type]
    change = CHANGES[zone][which]
    at = utc(change.year, change.month, change.day) + timedelta(minutes=minute)
    walked = next(
        (at + timedelta(minutes=n) for n in range(3 * DAY) if is_open(hours, at + timedelta(minutes=n))), None
    )
    assert next_opening(hours, at) == walked


def test_times_as_people_write_them() -> None:
    assert read_spans("13.30-17, 9:00–12:30") == ((540, 750), (810, 1020))
    assert read_spans(" ") == ()
    assert write_spans(read_spans("0-24")) == "00:00–24:00"


@pytest.mark.parametrize("text", ["morning", "9-25", "12-9", "9-10:75", "9-12, 11-13", "9-9"])
def test_times_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(HoursProblem):
        read_spans(text)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (utc(2026, 3, 27, 15, 0), 4, utc(2026, 3, 30, 10, 0)),  # Friday afternoon, over the weekend and the change
        (utc(2026, 3, 4, 8, 0), 1, utc(2026, 3, 4, 9, 0)),
        (utc(2026, 3, 4, 11, 0), 1, utc(2026, 3, 4, 13, 0)),  # over lunch
        (utc(2026, 3, 7, 12, 0), 1, utc(2026, 3, 9, 9, 0)),  # a Saturday
        (utc(2026, 3, 4, 15, 0), 1, utc(2026, 3, 4, 16, 0)),  # to the last minute of the day
    ],
)
def test_time_passes_only_while_somebody_is_there(start: datetime, hours: int, end: datetime) -> None:
    office = Hours("Europe/Berlin", OFFICE)
    assert add(office, start, hours * HOUR) == end
    assert between(office, start, end) == hours * HOUR


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(CHANGES)),
    st.integers(0, 12 * DAY),
    st.integers(1, 5 * 450),
)
def test_adding_and_measuring_are_each_other_s_inverse(zone: str, minutes: int, span: int) -> None:
    office = Hours(zone, OFFICE)
    for change in CHANGES[zone]:
        start = datetime(change.year, change.month, change.day, tzinfo=UTC) + timedelta(minutes=minutes - 6 * DAY)
        assert between(office, start, add(office, start, timedelta(minutes=span))) == timedelta(minutes=span)


def test_where_nobody_ever_is_time_passes_all_the_same() -> None:
    never = Hours("UTC", ((),) * 7)
    assert add(never, utc(2026, 3, 4, 8), HOUR) == utc(2026, 3, 4, 9)
    assert next_day(never, utc(2026, 3, 4, 8)) == utc(2026, 3, 5, 8)
    assert between(never, utc(2026, 3, 4, 8), utc(2026, 3, 9, 8)) == timedelta()


def test_a_business_day_later_is_the_same_time_on_the_next_day_that_is_open() -> None:
    office = Hours("Europe/Berlin", OFFICE, frozenset({date(2026, 3, 9)}))
    assert next_day(office, utc(2026, 3, 4, 10)) == utc(2026, 3, 5, 10)
    assert next_day(office, utc(2026, 3, 6, 10)) == utc(2026, 3, 10, 10)

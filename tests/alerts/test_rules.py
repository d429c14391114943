"""Where somebody is told, and when their quiet hours end."""

from datetime import UTC, datetime, time

import pytest

from rapport.alerts.rules import Wishes, quiet_end


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_who_chose_nothing_is_told_as_it_comes() -> None:
    plain = Wishes()
    assert plain.in_app("unhappy")
    assert plain.by_mail("unhappy", otherwise=True)
    assert not plain.by_mail("handover", otherwise=False)
    assert not plain.in_app("mine")


def test_a_choice_counts() -> None:
    mine = Wishes({"unhappy": ("app",), "mine": ("mail",), "woke": ()})
    assert not mine.by_mail("unhappy", otherwise=True)
    assert mine.by_mail("mine", otherwise=False)
    assert not mine.in_app("woke")


@pytest.mark.parametrize(
    ("begin", "end", "zone", "at", "until"),
    [
        (time(22), time(7), "UTC", utc(4, 23), utc(5, 7)),
        (time(22), time(7), "UTC", utc(4, 3), utc(4, 7)),
        (time(22), time(7), "UTC", utc(4, 7), None),
        (time(22), time(7), "UTC", utc(4, 12), None),
        (time(12), time(13), "UTC", utc(4, 12, 30), utc(4, 13)),
        (time(22), time(7), "Europe/Berlin", utc(4, 21), utc(5, 6)),
        (time(22), time(7), "Europe/Berlin", utc(28, 23), utc(29, 5)),
        (time(8), time(8), "UTC", utc(4, 8), None),
        (None, None, "UTC", utc(4, 8), None),
    ],
)
def test_quiet_hours(begin: time | None, end: time | None, zone: str, at: datetime, until: datetime | None) -> None:
    assert quiet_end(Wishes(zone=zone, quiet_from=begin, quiet_until=end), at) == until

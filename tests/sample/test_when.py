"""Times and dates of the sample company."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rapport.sample.when import moment, open_day, with_dates

SATURDAY, SUNDAY, MONDAY = date(2025, 3, 8), date(2025, 3, 9), date(2025, 3, 10)
NOW = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1d 09:15", datetime(2025, 3, 8, 9, 15, tzinfo=UTC)),
        ("2d 18:00", datetime(2025, 3, 7, 18, 0, tzinfo=UTC)),
        ("3h20m", NOW - timedelta(hours=3, minutes=20)),
        ("40m", NOW - timedelta(minutes=40)),
        ("in 2h", NOW + timedelta(hours=2)),
    ],
)
def test_it_reads_a_time(text: str, expected: datetime) -> None:
    assert moment(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "in ", "yesterday", "2d", "-3h", "in 2d 09:00"])
def test_it_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="no time of the sample company"):
        moment(text, NOW)


@pytest.mark.parametrize(
    ("today", "offset", "expected"),
    [
        (MONDAY, -1, SATURDAY),
        (SUNDAY, -1, SATURDAY),
        (SUNDAY, 0, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SUNDAY, 1, date(2025, 3, 11)),
        (MONDAY, -6, date(2025, 3, 3)),
    ],
)
def test_it_counts_only_days_on_which_the_shop_is_open(today: date, offset: int, expected: date) -> None:
    assert open_day(today, offset) == expected


def test_it_writes_dates_in_both_languages() -> None:
    assert with_dates("{day:-1}, {date:-1} or {tag:+1}, {datum:+1}", NOW) == "Saturday, 8 March or Dienstag, 11. März"


def test_it_names_the_year_when_it_is_another_one() -> None:
    assert with_dates("{date:-365}", NOW).endswith(" 2024")

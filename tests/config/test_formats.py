"""A date says its day the same way wherever it is read."""

from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

DAY = date(2026, 11, 1)


@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT"])
def test_no_day_can_be_taken_for_a_month(name: str) -> None:
    with translation.override("en"):
        assert date_format(DAY, name) == "1 Nov 2026"
        assert date_format(datetime(2026, 11, 1, 14, 5), "SHORT_DATETIME_FORMAT") == "1 Nov 2026, 14:05"  # noqa: DTZ001


def test_german_keeps_its_own() -> None:
    with translation.override("de"):
        assert date_format(DAY, "SHORT_DATE_FORMAT") == "01.11.2026"

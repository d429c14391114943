"""Dates in English that nobody reads the wrong way round: 11/01/2026 is another day on the other side of the sea."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
YEAR_MONTH_FORMAT = "F Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y, H:i"

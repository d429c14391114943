"""Pure rules of how long words are kept."""

from calendar import monthrange
from datetime import datetime

# A customer may say how we did for 90 days, and whoever was unhappy is looked after for half a year.
FEWEST_MONTHS, MOST_MONTHS = 6, 240
FOREVER = 0


def edge(at: datetime, months: int) -> datetime:
    """So many months before: the same day of the month, or its last one."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))

"""Whether complaints wait longer than everything else: counted now and then, for it reads a month of conversations."""

from datetime import datetime, timedelta

from rapport.platform.actions import remember_fact
from rapport.reports import queries
from rapport.reports.rules.waits import Compared, compare

WITHIN = timedelta(days=30)


def compare_waits(*, at: datetime) -> Compared:
    """Of the last 30 days, and kept for the pages that show it."""
    found = compare(*queries.waits(since=at - WITHIN, at=at))
    remember_fact(queries.WAITS, found.as_json(), at=at)
    return found

"""Rate limits kept in the database, so that they hold across processes and restarts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from rapport.platform import sql

_UPSERT = """
INSERT INTO platform_attempt AS a (key, window_started_at, count) SELECT %s, %s::timestamptz, 1
{source}
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN a.window_started_at < %s THEN 1 ELSE a.count + 1 END,
  window_started_at = CASE WHEN a.window_started_at < %s THEN EXCLUDED.window_started_at ELSE a.window_started_at END
RETURNING count, window_started_at
"""
_IN_TRANSACTION = _UPSERT.format(source="")
# Alone it waits for no disk: what a power cut takes is the tries of the last second. Within a transaction the setting
# would hold for all that is written there.
_ALONE = _UPSERT.format(source="FROM set_config('synchronous_commit', 'off', true)")


@dataclass(frozen=True)
class Tries:
    """How many tries fell into the window, this one included, and when the next window may begin."""

    count: int
    resets_at: datetime


def tried(key: str, *, window: timedelta, at: datetime) -> Tries:
    """Count one try under the key."""
    edge = at - window
    statement = _IN_TRANSACTION if connection.in_atomic_block else _ALONE
    found = sql.row(statement, [key[:120], at, edge, edge])
    assert found is not None
    count, began = found
    return Tries(count, began + window)


def allow(key: str, *, limit: int, window: timedelta, at: datetime) -> bool:
    """Count one try under the key; False once more than `limit` fell into the same window."""
    return tried(key, window=window, at=at).count <= limit


def forget(*, before: datetime) -> int:
    """Delete counters whose window began earlier; answers how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM platform_attempt WHERE window_started_at < %s", [before])
        return int(cursor.rowcount)

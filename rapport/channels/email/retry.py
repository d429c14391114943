"""When a mail that was not taken is tried again. Pure: time comes in, time goes out."""

from datetime import datetime, timedelta

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
WAITS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
GIVE_UP_AFTER = timedelta(hours=48)
WARN_AFTER = timedelta(hours=4)

# RFC 5321 gives a server ten minutes to answer the final dot. A mail whose answer never came is silent for longer.
ANSWER_SECONDS = 600
SILENCE = timedelta(minutes=15)
MOST_COPIES = 2


def next_try(*, tries: int, since: datetime, at: datetime) -> datetime | None:
    """When to try again after `tries` tries that the server put off; None once two days are over."""
    due = at + WAITS[min(tries, len(WAITS)) - 1]
    return due if due <= since + GIVE_UP_AFTER else None


def is_slow(*, since: datetime, at: datetime) -> bool:
    """Whether the author should hear that the mail still waits."""
    return at >= since + WARN_AFTER

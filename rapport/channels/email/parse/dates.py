"""The date a mail claims, as an aware datetime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone


def parse_date(text: str) -> datetime | None:
    """The date, or None when there is none that a calendar knows. Without a zone it is UTC."""
    from email.utils import parsedate_tz  # it brings sockets along: only a mail with a date pays for them

    try:
        found = parsedate_tz(text[:200])
        if found is None:
            return None
        return datetime(*found[:6], tzinfo=_zone(found[9]))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _zone(offset: int | None) -> timezone:
    if not offset or abs(offset) >= 86400:
        return UTC
    return timezone(timedelta(seconds=offset))

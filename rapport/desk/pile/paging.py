"""Pages of the lists: where one begins, and the addresses of it and of the next."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404

from rapport.web.addresses import reverse


def addressed(name: str, rows: Sequence[dict[str, Any] | str], following: str, current: int | None) -> dict[str, Any]:
    """One page of a list with its address and that of the next page; `following` is the cursor behind its last row."""
    address = reverse("desk:list", args=[name])
    beside = f"current={current}" if current else ""
    return {
        "list_name": name,
        "rows": rows,
        "list_url": f"{address}?{beside}".rstrip("?"),
        "more_url": f"{address}?after={following}&{beside}".rstrip("&") if following else "",
    }


def write_cursor(at: datetime, pk: int) -> str:
    return f"{int(at.timestamp() * 1_000_000)}-{pk}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """The place after which a page begins; None for the first page. Raises Http404 for anything else."""
    if not text:
        return None
    micros, _, pk = text.partition("-")
    try:
        return _moment(int(micros)), int(pk)
    except (ValueError, OverflowError, OSError) as error:
        raise Http404 from error


def _moment(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)

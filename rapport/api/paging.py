"""Keyset pages behind opaque cursors: a page costs the same at any depth, and inserts neither hide nor repeat a row."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from rapport.api.problems import Fault, Problem
from rapport.platform import signing

LONGEST_CURSOR = 400
_MAC = 12
Row = TypeVar("Row")
Item = TypeVar("Item")
Key = tuple[Any, ...]


class ListQuery(Schema):
    """What every list understands."""

    cursor: str | None = Field(None, description="From `next` of the page before; with the same filters.")
    limit: int = Field(50, ge=1, le=100, description="Rows on a page.")


class Page(Schema, Generic[Item]):
    items: list[Item]
    next: str | None = Field(description="Address of the next page; null on the last one.")


class Pager:
    """One request for a page. A key holds the last row's sort values: times, numbers."""

    def __init__(self, request: HttpRequest, response: HttpResponse, asked: ListQuery) -> None:
        _only_known(request, asked)
        self.request, self.response, self.asked = request, response, asked
        self.filters = asked.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_none=True)
        self.after = self._read(asked.cursor) if asked.cursor is not None else None
        self.size = asked.limit + 1  # one more tells whether there is a next page

    def page(self, rows: Sequence[Row], key: Callable[[Row], Key], show: Callable[[Row], Item]) -> Page[Item]:
        shown = rows[: self.asked.limit]
        following = self._next(key(shown[-1])) if len(rows) > len(shown) else None
        if following:
            self.response.headers["Link"] = f'<{following}>; rel="next"'
        return Page[Item](items=[show(row) for row in shown], next=following)

    def _next(self, key: Key) -> str:
        query = {**self.filters, "limit": self.asked.limit, "cursor": self._write(key)}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query)}")

    def _mac(self, payload: bytes) -> bytes:
        """Binds a cursor to its list and filters."""
        scope = json.dumps([self.request.path, self.filters], sort_keys=True)
        return signing.mac("api-cursor", scope.encode() + b"\0" + payload, _MAC)

    def _write(self, key: Key) -> str:
        values = [value.isoformat() if isinstance(value, datetime) else value for value in key]
        payload = json.dumps(values, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mac(payload) + payload).decode().rstrip("=")

    def _read(self, cursor: str) -> Key:
        data = _bytes_of(cursor)
        if not signing.same(data[:_MAC], self._mac(data[_MAC:])):
            raise _bad_cursor()
        values: list[Any] = json.loads(data[_MAC:])
        return tuple(datetime.fromisoformat(value) if isinstance(value, str) else value for value in values)


def _bytes_of(cursor: str) -> bytes:
    if not cursor.isascii() or len(cursor) > LONGEST_CURSOR:
        raise _bad_cursor()
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise _bad_cursor() from error


def _bad_cursor() -> Problem:
    detail = "This cursor is not from a page of this list with these filters. Start again without a cursor."
    return Problem(400, "bad_cursor", detail)


def _only_known(request: HttpRequest, asked: ListQuery) -> None:
    """A mistyped filter must not answer with everything."""
    strange = sorted(set(request.GET) - set(type(asked).model_fields))
    if strange:
        faults = [Fault(where="query", pointer=f"/{name}", detail="There is no such parameter.") for name in strange]
        known = ", ".join(type(asked).model_fields)
        raise Problem(400, "unknown_key", f"Only these parameters are known here: {known}.", errors=faults)

"""The header block: names and raw values, unfolded, however odd the lines between them."""

from __future__ import annotations

import re

from rapport.channels.email.parse.limits import HEADER_BYTES, HEADERS_BYTES, Problems
from rapport.channels.email.parse.words import header_text, raw_text

_NAME = re.compile(rb"^[!-9;-~]{1,200}$")
_KNOWN = re.compile(
    rb"^(?:from|to|cc|bcc|subject|date|sender|received|references|[a-z][a-z0-9]*(?:-[a-z0-9]+)+)$", re.IGNORECASE
)
_OPENED = re.compile(rb"=\?[^?\s]{1,40}\?[bBqQ]\?(\S*)")


class Headers:
    """Raw values by lower-case name, in the order of the mail."""

    def __init__(self) -> None:
        self._values: dict[str, list[bytes]] = {}
        self.charset: str | None = None

    def add(self, name: bytes, value: bytes) -> None:
        self._values.setdefault(name.decode("ascii").lower(), []).append(value)

    def __bool__(self) -> bool:
        return bool(self._values)

    def raw(self, name: str) -> list[bytes]:
        return self._values.get(name, [])

    def text(self, name: str) -> str:
        """The first value that says something, decoded; '' when there is none."""
        return next((text for text in self.texts(name) if text), "")

    def texts(self, name: str) -> list[str]:
        return [header_text(value, self.charset) for value in self.raw(name)]

    def optional(self, name: str) -> str | None:
        return self.text(name) if name in self._values else None

    def structured(self, name: str) -> str:
        """The first value as text whose encoded words are still encoded."""
        return next((raw_text(value, self.charset) for value in self.raw(name) if value), "")

    def structured_each(self, name: str) -> list[str]:
        """All values that say something, encoded words still encoded."""
        return [raw_text(value, self.charset) for value in self.raw(name) if value]

    def structured_all(self, name: str) -> str:
        """All values as one list with commas, encoded words still encoded."""
        return ", ".join(self.structured_each(name))


def read_headers(mail: bytes, start: int, end: int, problems: Problems) -> tuple[Headers, int]:
    """The headers that begin at `start`, and where the body begins."""
    stop, body = _block(mail, start, end)
    headers = Headers()
    if stop - start > HEADERS_BYTES:
        problems.note("the headers are longer than 256 KiB: only the first 256 KiB were read")
        stop = mail.rfind(b"\n", start, start + HEADERS_BYTES) + 1 or start + HEADERS_BYTES
    junk = _read_lines(headers, mail, start, stop, problems)
    return headers, body if junk is None else junk


def _block(mail: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the lines of the block stop and where the body starts."""
    for empty in (b"\r\n", b"\n"):
        if mail.startswith(empty, start, end):
            return start, start + len(empty)
    found = [(at, at + len(gap)) for gap in (b"\n\n", b"\n\r\n") if (at := mail.find(gap, start, end)) >= 0]
    return min(found) if found else (end, end)


def _read_lines(headers: Headers, mail: bytes, start: int, stop: int, problems: Problems) -> int | None:
    """Fill `headers`; returns where the body really begins if its text follows without an empty line."""
    name: bytes | None = None
    pieces: list[bytes] = []
    junk: int | None = None
    position = start
    for line in mail[start:stop].split(b"\n"):
        at, position = position, position + len(line) + 1
        if line[:1] in (b" ", b"\t") and name is not None:
            pieces.append(line.strip())
            continue
        head, colon, value = line.partition(b":")
        head = head.rstrip(b" \t")
        if colon and _NAME.match(head) and (junk is None or _KNOWN.match(head)):
            _finish(headers, name, pieces, problems)
            name, pieces, junk = head, [value.strip()], None
        elif line.startswith(b"--"):
            junk = at if junk is None else junk
            break
        elif junk is None and line.strip() and not line.startswith((b"From ", b">From ")):
            junk = at
    _finish(headers, name, pieces, problems)
    return junk


def _finish(headers: Headers, name: bytes | None, pieces: list[bytes], problems: Problems) -> None:
    if name is None:
        return
    value = _unfold([piece for piece in pieces if piece])
    if len(value) > HEADER_BYTES:
        problems.note("a header is longer than 64 KiB: only its first 64 KiB were read")
        value = value[:HEADER_BYTES]
    headers.add(name, value)


def _unfold(pieces: list[bytes]) -> bytes:
    """The lines as one. A fold within an encoded word is no blank of the text: such a word holds none."""
    value = bytearray()
    for piece in pieces:
        if value and not (b"?=" in piece and _ends_in_word(value)):
            value += b" "
        value += piece
    return bytes(value)


def _ends_in_word(value: bytearray) -> bool:
    start = value.rfind(b"=?", max(len(value) - 200, 0))
    opened = _OPENED.fullmatch(value[start:]) if start >= 0 else None
    return opened is not None and b"?=" not in opened.group(1)

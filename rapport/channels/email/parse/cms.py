"""The content inside an opaque S/MIME signature (RFC 5652, signed-data), read without checking the signature."""

from __future__ import annotations

from collections.abc import Iterator

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_SEQUENCE, _OID, _OCTETS, _OCTETS_IN_PIECES, _CONTENT = 0x30, 0x06, 0x04, 0x24, 0xA0
_MOST_PIECES = 100_000
_DEEPEST = 8


class _Odd(ValueError):
    """Not what the standard describes."""


def signed_content(data: bytes) -> bytes | None:
    """The MIME entity that was signed; None when these bytes are something else (encrypted, broken)."""
    try:
        kind, content = _info(data, 0, len(data))
        if kind != _SIGNED_DATA:
            return None
        for tag, start, end in _elements(data, *_only(data, content, _SEQUENCE)):
            if tag == _SEQUENCE:
                kind, inner = _info(data, start, end, opened=True)
                return b"".join(_octets(data, *inner, 0)) if kind == _DATA else None
    except (_Odd, IndexError):
        return None
    return None


def _info(data: bytes, start: int, end: int, *, opened: bool = False) -> tuple[bytes, tuple[int, int]]:
    """The type and the range of the content of a ContentInfo."""
    if not opened:
        start, end = _only(data, (start, end), _SEQUENCE)
    parts = list(_elements(data, start, end, most=3))
    if len(parts) < 2 or parts[0][0] != _OID or parts[1][0] != _CONTENT:
        raise _Odd
    return data[parts[0][1] : parts[0][2]], parts[1][1:]


def _only(data: bytes, place: tuple[int, int], wanted: int) -> tuple[int, int]:
    found = next(_elements(data, *place), None)
    if found is None or found[0] != wanted:
        raise _Odd
    return found[1:]


def _octets(data: bytes, start: int, end: int, depth: int) -> Iterator[bytes]:
    if depth > _DEEPEST:
        raise _Odd
    for tag, first, last in _elements(data, start, end, most=_MOST_PIECES):
        if last > len(data):
            raise _Odd  # cut off within the words
        if tag == _OCTETS:
            yield data[first:last]
        elif tag == _OCTETS_IN_PIECES:
            yield from _octets(data, first, last, depth + 1)


def _elements(data: bytes, start: int, end: int, *, most: int = 10) -> Iterator[tuple[int, int, int]]:
    """Tag, start and end of the content of each element in a range."""
    for _ in range(most):
        if start >= end or data[start : start + 2] == b"\0\0":
            return
        tag, first, last, after = _element(data, start, end, 0)
        yield tag, first, last
        start = after


def _element(data: bytes, start: int, end: int, depth: int) -> tuple[int, int, int, int]:
    tag, size, first = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F or depth > 2 * _DEEPEST:
        raise _Odd
    if size == 0x80:
        return _without_length(data, tag, first, end, depth)
    if size > 0x80:
        many = size & 0x7F
        if many > 4:
            raise _Odd
        size, first = int.from_bytes(data[first : first + many], "big"), first + many
    return tag, first, first + size, first + size


def _without_length(data: bytes, tag: int, first: int, end: int, depth: int) -> tuple[int, int, int, int]:
    """An element that ends with two zero bytes: its elements have to be walked to find them."""
    at = first
    while at < end and data[at : at + 2] != b"\0\0":
        at = _element(data, at, end, depth + 1)[3]
    return tag, first, min(at, end), at + 2

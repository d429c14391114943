"""Structured values such as `text/plain; charset=utf-8`, with RFC 2231 continuations and charsets."""

from __future__ import annotations

import re

from rapport.channels.email.parse.charsets import decode
from rapport.channels.email.parse.clean import clean_header
from rapport.channels.email.parse.words import decode_words

_MARKS = re.compile(r'[";]|\\.')
_COMMENT = re.compile(r"\([^()]*\)")
_SECTION = re.compile(r"^([^*]+)(?:\*(\d{1,3}))?(\*)?$")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r'\\(["\\])')


def parse_value(text: str) -> tuple[str, dict[str, str]]:
    """The value in lower case and its parameters (lower-case names, decoded values)."""
    pieces = _split(text)
    value = _COMMENT.sub("", pieces[0]).strip().strip('"').lower()
    return clean_header(value), _parameters(pieces[1:])


def _split(text: str) -> list[str]:
    pieces, start, quoted = [], 0, False
    for mark in _MARKS.finditer(text):
        sign = mark.group()
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted:
            pieces.append(text[start : mark.start()])
            start = mark.end()
    # A quote that never closes must not swallow the parameters behind it.
    return pieces + (text[start:].split(";") if quoted else [text[start:]])


def _parameters(pieces: list[str]) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[bool, str]]] = {}
    for piece in pieces:
        name, equals, raw = piece.partition("=")
        found = _SECTION.match(name.strip().lower()) if equals else None
        if found is None:
            continue
        base, number, star = found.groups()
        value = _unquote(raw)
        if number is None and star is None:
            plain.setdefault(base.strip(), clean_header(decode_words(value)))
        else:
            sections.setdefault(base.strip(), {}).setdefault(int(number or 0), (star is not None, value))
    return plain | {base: clean_header(_join(parts)) for base, parts in sections.items()}


def _unquote(raw: str) -> str:
    value = raw.strip()
    if value.startswith('"'):
        end = value.rfind('"')
        value = value[1:end] if end > 0 else value[1:]
        return _ESCAPED.sub(r"\1", value)
    return _COMMENT.sub("", value).strip() if value.endswith(")") and " (" in value else value


def _join(parts: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    chunks: list[bytes] = []
    for number in sorted(parts):
        encoded, value = parts[number]
        if encoded and number == min(parts) and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        chunks.append(_percent_bytes(value) if encoded else value.encode("utf-8", "surrogatepass"))
    return decode_words(decode(b"".join(chunks), charset or None))


def _percent_bytes(value: str) -> bytes:
    return _PERCENT.sub(lambda found: bytes([int(found.group(1), 16)]), value.encode("utf-8", "surrogatepass"))

"""Text in headers: RFC 2047 encoded words and plain 8-bit."""

from __future__ import annotations

import binascii

from rapport.channels.email.parse.charsets import codec_for, decode
from rapport.channels.email.parse.clean import clean_header
from rapport.channels.email.parse.transfer import base64_bytes


def header_text(raw: bytes, charset: str | None = None) -> str:
    """The value as text on one line. `charset` is tried for 8-bit bytes that are not UTF-8."""
    return clean_header(decode_words(raw_text(raw, charset)))


def raw_text(raw: bytes, charset: str | None = None) -> str:
    """The bytes as text, encoded words still encoded."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        codec = codec_for(charset) if charset else None
        return decode(raw) if codec in (None, "ascii", "utf-8") else decode(raw, charset)


def decode_words(text: str) -> str:
    """Decode encoded words; words next to each other are joined before their charset is applied."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run = _Run()
    position = 0
    while (start := text.find("=?", position)) >= 0:
        word = _word_at(text, start)
        if word is None:
            out += [run.flush(), text[position : start + 2]]
            position = start + 2
            continue
        charset, data, end = word
        between = text[position:start]
        if between.strip() or not run.open:
            out += [run.flush(), between]
        out.append(run.add(charset, data))
        position = end
    out += [run.flush(), text[position:]]
    return "".join(out)


class _Run:
    """Neighbouring encoded words of one charset: a character may be split between them."""

    def __init__(self) -> None:
        self.open = False
        self.charset = ""
        self.data: list[bytes] = []

    def add(self, charset: str, data: bytes) -> str:
        before = self.flush() if self.open and charset != self.charset else ""
        self.open, self.charset = True, charset
        self.data.append(data)
        return before

    def flush(self) -> str:
        text = decode(b"".join(self.data), self.charset) if self.data else ""
        self.open, self.data = False, []
        return text


def _word_at(text: str, start: int) -> tuple[str, bytes, int] | None:
    """Charset, bytes and end of the encoded word at `start`, or None when there is none."""
    first = text.find("?", start + 2, start + 80)
    if first < 0 or text[first + 2 : first + 3] != "?":
        return None
    encoding = text[first + 1].lower()
    charset = text[start + 2 : first].partition("*")[0].strip().lower()
    end = text.find("?=", first + 3)
    if encoding not in "bq" or end < 0 or not charset or " " in charset:
        return None
    payload = _payload(text[first + 3 : end], charset)
    if encoding == "b":
        return charset, base64_bytes(payload), end + 2
    return charset, binascii.a2b_qp(payload, header=True), end + 2


def _payload(text: str, charset: str) -> bytes:
    """The bytes of a word; a sender may have left 8-bit characters in it."""
    if text.isascii():
        return text.encode("ascii")
    try:
        return text.encode(codec_for(charset) or "utf-8")
    except UnicodeError:
        return text.encode("utf-8", "surrogatepass")

"""Making text safe: valid UTF-8 without U+0000, header values on one line, names that name only a file."""

from __future__ import annotations

import re
import unicodedata

from rapport.channels.email.parse.limits import NAME_CHARS

_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
# Bidirectional overrides and zero-width characters let "exe.gpj" look like "jpg.exe".
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_BLANKS = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """The text with line feeds only, without NUL and lone surrogates."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def clean_header(text: str) -> str:
    """The value on one line: it can be put into a header of ours as it is."""
    return _BREAKS.sub(" ", clean_text(text)).strip()


def clean_name(text: str) -> str:
    """A file name to show: no path, no control or invisible characters, at most 120 characters."""
    name = unicodedata.normalize("NFC", _SURROGATE.sub("", text)) if not text.isascii() else text
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = _BLANKS.sub(" ", _INVISIBLE.sub("", name)).strip()
    if name.strip(".") == "":
        return ""
    if len(name) <= NAME_CHARS:
        return name
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        return stem[: NAME_CHARS - len(ending) - 1] + dot + ending
    return name[:NAME_CHARS]

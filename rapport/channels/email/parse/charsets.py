"""From bytes to text, whatever the mail claims about its charset."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_ODD = re.compile(r"[^a-z0-9_-]+")
_ALIASES = {
    "ascii": "us-ascii",
    "ansi_x3.4-1968": "us-ascii",
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "euc-cn": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-euc-jp": "euc_jp",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "iso-2022-kr": "iso2022_kr",
    "big5": "big5hkscs",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "iso-10646-ucs-2": "utf-16-be",
    "utf8mb4": "utf-8",
    "x-utf-8": "utf-8",
}
# Codecs that are no charsets of text, or that cost more than linear time.
_REFUSED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "utf-8-sig"}


@lru_cache(maxsize=256)
def codec_for(charset: str) -> str | None:
    """The name of Python's codec, or None when nobody knows such a charset."""
    name = charset.strip().strip("\"'").lower()[:60]
    name = _ALIASES.get(name, name)
    if not name or _ODD.search(name.replace(".", "").replace(":", "")):
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, ImportError):
        return None
    if info.name in _REFUSED or not getattr(info, "_is_text_encoding", True):
        return None
    return info.name


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of `data`. Never raises: what the charset cannot say becomes U+FFFD or is guessed."""
    codec = codec_for(charset) if charset else None
    if codec in (None, "ascii"):
        return _guess(data)
    assert codec is not None
    if codec == "utf-8":
        return _utf8(data)
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return data.decode(codec, "replace")


def _guess(data: bytes) -> str:
    if b"\x1b$" in data and data.isascii():
        return data.decode("iso2022_jp_ext", "replace")
    return _utf8(data)


def _utf8(data: bytes) -> str:
    """UTF-8, or Windows-1252 where not one character of the text is valid UTF-8 beyond ASCII."""
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    if any(char > "\x7f" and char != "\ufffd" for char in text):
        return text
    return data.decode("cp1252", "replace")

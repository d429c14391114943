"""winmail.dat: the letter and the files that Outlook packs into one (TNEF)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rapport.channels.email.parse.charsets import decode
from rapport.channels.email.parse.clean import clean_name, clean_text
from rapport.channels.email.parse.limits import HTML_CHARS, TEXT_CHARS
from rapport.channels.email.parse.mime import Part

_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = struct.Struct("<BHHI")
_MAPI, _ATTACHED = 0x9003, 0x9005
_MOST_FILES = 200
_MOST_PACKS = 5
_MOST_VALUES = 65_536
_MOST_OBJECTS = 2_000
_MOST_WORK = 2_000_000_000  # bytes copied by the unpacker: every object costs it a copy of all that follow


@dataclass(frozen=True, slots=True)
class Packed:
    """One file in a winmail.dat."""

    name: str
    data: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What lay in a winmail.dat; a body it does not have is ''."""

    text: str
    html: str
    files: list[Packed]


def is_tnef(part: Part) -> bool:
    return part.content_type in _TYPES or part.name.lower() == "winmail.dat"


def take_out(files: list[Part]) -> tuple[list[Part], list[Unpacked]]:
    """The files that stay as they are, and what lay in the others."""
    kept: list[Part] = []
    unpacked: list[Unpacked] = []
    for part in files:
        found = unpack(part.data()) if len(unpacked) < _MOST_PACKS and is_tnef(part) else None
        if found is None:
            kept.append(part)
        else:
            unpacked.append(found)
    return kept, unpacked


def unpack(data: bytes) -> Unpacked | None:
    """None when it is no TNEF or a broken one: the file is then kept as it came."""
    if not _is_sound(data):
        return None
    try:
        found = _library()(data, do_checksum=False)
        text, html = _text(found.body, found.codepage, TEXT_CHARS), _text(found.htmlbody, found.codepage, HTML_CHARS)
        files = [packed for item in found.attachments[:_MOST_FILES] if (packed := _file(item)) is not None]
    except MemoryError:
        raise
    except Exception:  # a library of its own on bytes of a stranger: whatever it trips over, the file stays whole
        return None
    return Unpacked(text, html, files) if text or html or files else None


@cache
def _library() -> Any:
    """The unpacker, quiet and with bounded loops: it would count to whatever four bytes of a stranger say."""
    import logging  # only a mail with such a file pays for these

    from tnefparse import TNEF, mapi, tnef

    logging.getLogger("tnefparse").setLevel(logging.CRITICAL + 1)
    for module in (mapi, tnef):
        module.range = _bounded  # found before the built-in
    return TNEF


def _bounded(count: int) -> range:
    return range(min(count, _MOST_VALUES))


def _is_sound(data: bytes) -> bool:
    """Whether its objects follow each other as they should and claim no more properties than they have room for."""
    if not data.startswith(_SIGNATURE):
        return False
    position, count = 6, 0
    while position + _HEAD.size < len(data):
        _, name, _, size = _HEAD.unpack_from(data, position)
        content = position + _HEAD.size
        if name in (_MAPI, _ATTACHED) and size >= 4:
            claimed = int.from_bytes(data[content : content + 4], "little")
            if claimed > size // 4:
                return False
        position, count = content + size + 2, count + 1
    return count <= _MOST_OBJECTS and count * len(data) <= _MOST_WORK


def _text(body: Any, codepage: str | None, limit: int) -> str:
    if isinstance(body, list):
        body = body[0] if body else b""
    if isinstance(body, bytes):
        body = decode(body[: limit * 4], codepage)
    return clean_text(body)[:limit].strip() if isinstance(body, str) else ""


def _file(item: Any) -> Packed | None:
    data = item.data[0] if isinstance(item.data, list) and item.data else item.data
    if not isinstance(data, bytes) or not data:
        return None
    return Packed(clean_name(_name(item)), data, _content_id(item))


def _name(item: Any) -> str:
    try:
        name = item.long_filename()
    except Exception:  # names in a code page that the library does not decode
        name = item._name
    if isinstance(name, list):
        name = name[0] if name else ""
    return (decode(name) if isinstance(name, bytes) else str(name)).strip("\0")


def _content_id(item: Any) -> str:
    for attribute in item.mapi_attrs:
        if attribute.name == 0x3712:  # PidTagAttachContentId
            data = attribute.data
            data = data[0] if isinstance(data, list) and data else data
            return (decode(data) if isinstance(data, bytes) else str(data)).strip("\0<> ")
    return ""

"""Content-Transfer-Encodings, read as generously as they are written."""

from __future__ import annotations

import binascii
import re

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_ALPHABET))
_PADDING = re.compile(rb"=+")
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """The bytes that were meant; data that does not hold its encoding is given back as it is."""
    if encoding == "base64":
        return base64_bytes(data)
    if encoding == "quoted-printable":
        return quoted_printable_bytes(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uu_bytes(data)
    return data


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 with stray characters, missing or inner padding; plain text stays plain text."""
    data = data.rstrip(b"\x00")  # padding of a broken store; among the letters it is as stray as any sign
    kept = data.translate(None, _NOT_BASE64)
    stray = len(data) - len(kept) - data.count(b"\n") - data.count(b"\r")
    if stray * 12 > len(data):  # as many blanks and points as sentences have
        return data
    if b"=" not in kept.rstrip(b"="):
        return _quads(kept.rstrip(b"="))
    return b"".join(_quads(piece) for piece in _PADDING.split(kept) if piece)


def _quads(piece: bytes) -> bytes:
    if len(piece) % 4 == 1:
        piece = piece[:-1]
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))


def quoted_printable_bytes(data: bytes) -> bytes:
    if b"= " in data or b"=\t" in data:
        data = _SOFT_BREAK.sub(b"=", data)
    return binascii.a2b_qp(data)


def uu_bytes(data: bytes) -> bytes:
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data
    out = []
    for line in data[begin.end() :].splitlines():
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            out.append(_short_uu(line))
    return b"".join(out)


def _short_uu(line: bytes) -> bytes:
    """Some senders pad lines wrongly: take as many characters as the length sign calls for."""
    if not line:
        return b""
    wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:wanted])
    except binascii.Error:
        return b""

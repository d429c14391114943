"""Mails built to stop a desk: small ones that cost much, large ones that cost more."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from base64 import encodebytes
from collections.abc import Callable

from tests.channels.email.test_parse_invites import MEETING, calendar
from tests.channels.email.test_parse_wrapped import tnef, tnef_object

FROM = b"From: Uma Ferrari <uma@customer.example>\r\nTo: help@desk.example\r\nSubject: A bomb\r\n"
HTML = FROM + b"Content-Type: text/html\r\n\r\n"
PLAIN = FROM + b"\r\n"
MULTI = FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
MB = 1024 * 1024


def file(content_type: bytes, data: bytes) -> bytes:
    head = b"--b\r\nContent-Type: " + content_type + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return MULTI + b"--b\r\n\r\nsee the file\r\n" + head + encodebytes(data) + b"--b--\r\n"


def zipped(mega: int) -> bytes:
    """An archive of archives that unpacks to `mega` times sixteen megabytes."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", b"\0" * (mega * MB))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(16):
            archive.writestr(str(number), inner.getvalue())
    return outer.getvalue()


def picture(side: int) -> bytes:
    """The head of a PNG that claims `side` times `side` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n" + chunk + zlib.compress(b"\0" * MB)


def nested(count: int) -> bytes:
    return FROM + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number) for number in range(count)
    )


def mails_in_mails(count: int) -> bytes:
    return FROM + b"Content-Type: message/rfc822\r\n\r\n" * count + b"x"


BOMBS: dict[str, Callable[[], bytes]] = {
    "100,000 commas in To": lambda: b"To: " + b"," * 100_000 + b"\r\n" + PLAIN,
    "100,000 MIME parts": lambda: MULTI + b"--b\r\n\r\n\r\n" * 100_000,
    "2,000 nested comments": lambda: b"From: " + b"(" * 2000 + b")" * 2000 + b" uma@customer.example\r\n\r\nx",
    "1,000 nested multiparts": lambda: nested(1000),
    "10,000 nested multiparts": lambda: nested(10_000),
    "19 KiB of quotes in To": lambda: b"To: " + b'"' * 19_456 + b"\r\n" + PLAIN,
    "40,000 nested <div>": lambda: HTML + b"<div>" * 40_000 + b"x",
    "100,000 nested <div>": lambda: HTML + b"<div>" * 100_000 + b"x",
    "100,000 nested <blockquote>": lambda: HTML + b"<blockquote>" * 100_000 + b"x",
    "40,000 nested <table>": lambda: HTML + b"<table><tr><td>" * 40_000 + b"x",
    "100 kB of blanks": lambda: PLAIN + b" " * 100_000,
    "70,000 times On": lambda: PLAIN + b"On " * 70_000,
    "800 kB of quote marks": lambda: PLAIN + b">" * 800_000,
    "a zip of zips": lambda: file(b"application/zip; name=42.zip", zipped(64)),
    "a line of 10 MB": lambda: PLAIN + b"x" * (10 * MB),
    "a line of 10 MB in HTML": lambda: HTML + b"x" * (10 * MB),
    "a picture of 30,000 x 30,000": lambda: file(b"image/png; name=huge.png", picture(30_000)),
    "a mail of 25 MB": lambda: file(b"application/x-bin; name=big", b"\xa5" * (18 * MB)),
    "a mail of 60 MB": lambda: PLAIN + b"words and more words\r\n" * (60 * MB // 22),
    "64 KiB in a header": lambda: b"Subject: " + b"s" * 70_000 + b"\r\n" + PLAIN,
    "200,000 headers": lambda: b"X-A: b\r\n" * 200_000 + PLAIN,
    "50,000 recipients": lambda: b"To: " + b", ".join(b"u%d@x.example" % n for n in range(50_000)) + b"\r\n" + PLAIN,
    "100,000 encoded words": lambda: b"Subject: " + b"=?utf-8?q?" * 100_000 + b"\r\n" + PLAIN,
    "a poisoned sender": lambda: b"From: =?utf-8?q?a=0AEvil=3A_yes?= <uma@customer.example>\r\n\r\nx",
    "10,000 mails in each other": lambda: mails_in_mails(10_000),
    "10 MB of broken base64": lambda: file(b"application/x", b"") + b"QUJD=" * (2 * MB),
    "100,000 parameters": lambda: FROM + b"Content-Type: text/plain; " + b"a*0*=x;" * 100_000 + b"\r\n\r\nx",
    "a name of 5,000 and NUL": lambda: file(b"image/png; name*=utf-8''..%2F..%2F%00" + b"a" * 5000, b"x"),
    "5 MB of styles": lambda: HTML + b"<style>" * 700_000,
    "100,000 hidden paragraphs": lambda: HTML + b'<p style="display:none">' * 100_000 + b"x",
    "a calendar of 200 kB": lambda: file(
        b"text/calendar", calendar(*MEETING, *["ATTENDEE:mailto:a@b.example"] * 7000).encode()
    ),
    "a calendar of commas": lambda: file(b"text/calendar", calendar("SUMMARY:" + "\\," * 95_000).encode()),
    "a calendar of parameters": lambda: file(b"text/calendar", calendar("SUMMARY" + ";X=1" * 45_000 + ":x").encode()),
    "a winmail.dat of 2,000 pieces": lambda: file(
        b"application/ms-tnef", tnef(*[tnef_object(1, 0x8006, 3, b"\0" * 5000)] * 1990)
    ),
    "a winmail.dat that lies": lambda: file(
        b"application/ms-tnef",
        tnef(tnef_object(1, 0x9003, 6, b"\x01\0\0\0\x02\x10\x01\x30\xff\xff\xff\xff" + b"\0" * 40)),
    ),
    "a signature of 10,000 levels": lambda: file(b"application/pkcs7-mime", b"\x30\x80" * 10_000),
    "100,000 forward headers": lambda: (
        FROM.replace(b"A bomb", b"Fwd: A bomb")
        + b"\r\n"
        + b"From: a@b.example\r\nDate: x\r\nSubject: y\r\n\r\n" * 33_000
    ),
    "a million line ends": lambda: PLAIN + b"\r\n" * 1_000_000,
    "utf-7 and lone surrogates": lambda: FROM + b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+2AA-" * 100_000,
}

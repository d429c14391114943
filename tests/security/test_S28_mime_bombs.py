"""S28: small mails built to keep a reader busy are read in time that grows with their size and no faster."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rapport.channels.email.parse import parse
from tests.security.growth import assert_linear

FROM = b"From: A <a@b.example>\n"
HTML = FROM + b"Content-Type: text/html\n\n"
MULTI = FROM + b"Content-Type: multipart/mixed; boundary=b\n\n"
BOMBS: dict[str, Callable[[int], bytes]] = {
    "commas": lambda n: b"To: " + b"," * n + b"\n\nx",
    "comments": lambda n: b"From: " + b"(" * n + b")" * n + b" a@b.example\n\nx",
    "open comments": lambda n: b"From: " + b"(" * n + b"\n\nx",
    "quotes": lambda n: b"From: " + b'"' * n + b"\n\nx",
    "encoded words": lambda n: b"Subject: " + b"=?utf-8?q?" * n + b"\n\nx",
    "parameters": lambda n: FROM + b"Content-Type: text/plain; " + b"a*0*=x;" * n + b"\n\nx",
    "headers": lambda n: b"X-A: b\n" * n + b"\nx",
    "folded header": lambda n: b"Subject: a\n" + b" b\n" * n + b"\nx",
    "lines that are no headers": lambda n: b"junk\n" * n + b"A: b\n" + b"junk\n" * n,
    "parts": lambda n: MULTI + b"--b\n\n\n" * n,
    "dashes": lambda n: FROM + b'Content-Type: multipart/mixed; boundary="-"\n\n' + b"-" * (20 * n),
    "nested parts": lambda n: b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (i, i) for i in range(n // 20)
    ),
    "long line": lambda n: FROM + b"\n" + b"x" * (100 * n),
    "broken base64": lambda n: FROM + b"Content-Transfer-Encoding: base64\n\n" + b"QUJD=" * (10 * n),
    "broken quoted-printable": lambda n: FROM + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"== " * (10 * n),
    "flowed": lambda n: FROM + b"Content-Type: text/plain; format=flowed\n\n" + b"a \n" * n,
    "div": lambda n: HTML + b"<div>" * n,
    "blockquote": lambda n: HTML + b"<blockquote>" * n + b"x",
    "open tags": lambda n: HTML + b"<a " * n,
    "quotes in tags": lambda n: HTML + b"<a \"'" * n,
    "comments in HTML": lambda n: HTML + b"<!--" * n,
    "styles": lambda n: HTML + b"<style>" * n,
    "hidden": lambda n: HTML + b'<p style="display:none">' * n + b"x",
    "entities": lambda n: HTML + b"&#" * n,
    "file name": lambda n: FROM + b"Content-Type: application/x; name*=utf-8''" + b"%2F" * n + b"\n\nx",
    "report": lambda n: b"From: MAILER-DAEMON\nContent-Type: message/delivery-status\n\n" + b"Status: 5\n a\n" * n,
}


@pytest.mark.parametrize("name", BOMBS)
def test_the_time_for_a_bomb_grows_with_its_size_only(name: str) -> None:
    assert_linear(parse, BOMBS[name], 4_000)


def test_caps_are_said_and_the_rest_is_read() -> None:
    assert "500 parts" in str(parse(MULTI + b"--b\n\nhello\n" * 100_000).unreadable)
    deep = parse(
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(1000)) + b"\nx"
    )
    assert "deeper than 30" in str(deep.unreadable)
    long = parse(FROM + b"Subject: " + b"s" * 70_000 + b"\n\nhello")
    assert "64 KiB" in str(long.unreadable)
    assert (long.from_.address, long.text) == ("a@b.example", "hello")
    many = parse(FROM + b"X-A: b\n" * 60_000 + b"\nhello")
    assert "256 KiB" in str(many.unreadable)
    assert many.text == "hello"
    crowd = parse(FROM + b"To: " + b", ".join(b"u%d@x.example" % i for i in range(1000)) + b"\n\nhello")
    assert "200 addresses" in str(crowd.unreadable)
    assert len(crowd.to) == 200
    large = parse(FROM + b"\nhello" + b"x" * (26 * 1024 * 1024))
    assert "25 MB" in str(large.unreadable)
    assert large.text.startswith("hello")


def test_a_deep_comment_does_not_hide_the_address() -> None:
    assert parse(b"From: " + b"(" * 2000 + b"x" + b")" * 2000 + b" a@b.example\n\nx").from_.address == "a@b.example"


def test_an_archive_is_never_unpacked() -> None:
    mail = parse(MULTI + b"--b\nContent-Type: application/zip; name=42.zip\n\nPK\x03\x04" + b"\x00" * 1000 + b"\n--b--")
    assert [(item.name, item.size) for item in mail.attachments] == [("42.zip", 1004)]

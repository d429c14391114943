"""The pure rules of inbound mail."""

from hashlib import sha256

import pytest

from rapport.channels.email.parse import parse
from rapport.channels.email.rules import (
    Evidence,
    body_digest,
    evidence,
    headers_of,
    is_machine_address,
    may_be_acknowledged,
    mentioned_numbers,
    without_tag,
)

OWN = {"help@desk.example", "reply.desk.example"}


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"A: b\r\n\r\nbody\r\n", b"body\r\n"),
        (b"A: b\n\nbody", b"body"),
        (b"A: b\r\n\r\n", b""),
        (b"no end of headers", b"no end of headers"),
        (b"A: b\r\n\r\nx\r\n\r\ny", b"x\r\n\r\ny"),
    ],
)
def test_the_digest_is_of_what_follows_the_headers(raw: bytes, body: bytes) -> None:
    assert body_digest(raw) == sha256(body).hexdigest()


def test_the_headers_alone_are_a_mail() -> None:
    assert headers_of(b"A: b\r\n\r\nbody") == b"A: b\r\n\r\n"
    assert len(headers_of(b"x" * 1_000_000)) == 64 * 1024 + 4


@pytest.mark.parametrize(
    ("address", "plain"),
    [("Help+x+y@Desk.example", "help@desk.example"), ("a@b", "a@b"), ("+x@b", "@b"), ("", ""), ("nobody", "nobody")],
)
def test_a_tag_is_taken_off(address: str, plain: str) -> None:
    assert without_tag(address) == plain


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Re: [#1001] x", ["1001"]),
        ("R-1042 and r-1043, #99", ["1042", "1043"]),
        ("invoice 2026-1001", []),
        ("XR-1001", []),
        ("#1 #22 #333 #4444 #5555 #6666 #7777", ["4444", "5555", "6666"]),
    ],
)
def test_numbers_in_a_subject(subject: str, numbers: list[str]) -> None:
    assert mentioned_numbers(subject) == numbers


@pytest.mark.parametrize(
    ("results", "ours", "expected"),
    [
        ([], "mx", Evidence.NONE),
        (["mx; dmarc=pass header.from=x.example"], "mx", Evidence.PASS),
        (["mx; dmarc=pass header.from=x.example"], "", Evidence.NONE),
        (["mx; dmarc=fail"], "", Evidence.FAIL),
        (["any; dmarc=none", "mx; dmarc=fail"], "", Evidence.NONE),
        (["mx; dkim=fail header.d=x.example; spf=fail smtp.mailfrom=x.example"], "mx", Evidence.FAIL),
        (["mx; dkim=fail header.d=x.example; spf=pass smtp.mailfrom=a@x.example"], "mx", Evidence.PASS),
        (["mx; dkim=fail header.d=list.example"], "mx", Evidence.NONE),
        (["mx; spf=softfail smtp.mailfrom=x.example"], "mx", Evidence.NONE),
        (["mx; dmarc=pass header.from=x.example; dmarc=fail header.from=x.example"], "mx", Evidence.FAIL),
        (["mx; dkim=pass header.d=example"], "mx", Evidence.NONE),
        (["mx; dkim=pass header.d=otherx.example"], "mx", Evidence.NONE),
    ],
)
def test_what_the_checks_of_servers_prove(results: list[str], ours: str, expected: Evidence) -> None:
    assert evidence(results, "uma@x.example", authserv_id=ours) is expected


def test_nobody_is_proven_to_be_nobody() -> None:
    assert evidence(["mx; dmarc=pass"], "", authserv_id="mx") is Evidence.NONE


@pytest.mark.parametrize(
    "address", ["no-reply@x", "NOREPLY@x", "do.not.reply@x", "bounces+1@x", "postmaster@x", "verify-1@x"]
)
def test_addresses_of_machines(address: str) -> None:
    assert is_machine_address(address)


@pytest.mark.parametrize("address", ["noel@x", "bounty@x", "alert.person.not@y@x", "uma@no-reply.example", ""])
def test_addresses_of_people(address: str) -> None:
    assert not is_machine_address(address) or address.startswith("alert.")


@pytest.mark.parametrize(
    ("headers", "envelope_from", "expected"),
    [
        ("From: uma@x.example", "uma@x.example", True),
        ("From: uma@x.example", None, True),
        ("From: uma@x.example\nAuto-Submitted: no", "uma@x.example", True),
        ("From: uma@x.example", "", False),
        ("From: uma@x.example\nReturn-Path: <>", None, False),
        ("From: uma@x.example\nAuto-Submitted: auto-replied", "uma@x.example", False),
        ("From: uma@x.example\nPrecedence: bulk", "uma@x.example", False),
        ("From: uma@x.example\nList-Unsubscribe: <https://x>", "uma@x.example", False),
        ("From: uma@x.example\nX-Auto-Response-Suppress: All", "uma@x.example", False),
        ("From: uma@x.example\nX-Loop: help@desk.example", "uma@x.example", False),
        ("From: no-reply@x.example", "no-reply@x.example", False),
        ("From: Help+x@desk.example", "a@b.example", False),
        ("From: t.abc@reply.desk.example", "a@b.example", False),
        ("From: nobody at all", "a@b.example", False),
    ],
)
def test_who_gets_a_receipt(headers: str, envelope_from: str | None, expected: bool) -> None:
    inbound = parse(f"{headers}\nSubject: x\n\ntext\n".encode())
    assert may_be_acknowledged(inbound, envelope_from, OWN) is expected

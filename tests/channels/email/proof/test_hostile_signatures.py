"""S29 for signatures: whatever a stranger writes into one, it costs time as its size does, and raises nothing."""

from time import process_time

import pytest
from pytest_django.fixtures import Settings

from rapport.channels.email.parse import parse
from rapport.channels.email.proof import check, lookups
from rapport.channels.email.rules import Evidence
from tests.cast import NOON
from tests.mailroom import mail
from tests.signed_mail import dns_of, sealed, signed

ORG, LIST = "example.org", "list.example"
UMA = ("Uma", "uma@example.org")
TAGS = b"v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=key; bh=AAAA; b=AAAA; h="
HOSTILE = {
    "blanks in the body": lambda n: signed(mail(UMA), ORG) + b" " * n,
    "blank lines": lambda n: signed(mail(UMA), ORG) + b"\r\n" * (n // 2),
    "tabs before each line end": lambda n: signed(mail(UMA), ORG) + (b"\t" * 999 + b"x\r\n") * (n // 1000),
    "folds in a header": lambda n: b"X-A: b\r\n" + b" \r\n" * (n // 3) + signed(mail(UMA), ORG),
    "blanks in a header": lambda n: b"X-A: b" + b" " * n + b"c\r\n" + signed(mail(UMA), ORG),
    "many headers": lambda n: b"X-A: b\r\n" * (n // 8) + signed(mail(UMA), ORG),
    "many signed names": lambda n: b"DKIM-Signature: " + TAGS + b"from:" + b"x:" * (n // 2) + b"y\r\n" + mail(UMA),
    "many signatures": lambda n: (b"DKIM-Signature: " + TAGS + b"from\r\n") * (n // 100) + mail(UMA),
    "blanks in a signature": lambda n: b"DKIM-Signature: " + TAGS + b"from; b" + b" " * n + b"=x\r\n" + mail(UMA),
    "many seals": lambda n: sealed(mail(UMA), LIST, "none") + b"ARC-Seal: i=1; d=list.example\r\n" * (n // 30),
}


@pytest.fixture(autouse=True)
def _asks(settings: Settings) -> None:
    settings.RAPPORT_DNS = True
    settings.RAPPORT_TRUSTED_FORWARDERS = [LIST]


def seconds(raw: bytes) -> float:
    inbound = parse(mail(UMA))
    with dns_of(ORG, LIST):
        before = process_time()
        check.check(raw, inbound, at=NOON, is_reply=True, budget=lookups.budget())
        return process_time() - before


@pytest.mark.parametrize("name", list(HOSTILE))
def test_twice_the_size_takes_about_twice_the_time(name: str) -> None:
    """Quadratic work would take four times as long; both are timed in processor seconds, the best of three."""
    size = 100_000
    half, whole = (min(seconds(HOSTILE[name](n)) for _ in range(3)) for n in (size, 2 * size))
    assert whole <= 3 * half + 0.05


@pytest.mark.parametrize(
    "header",
    [
        b"", b"v", b";", b"=", b"d=", b"v=1; d=\xff; h=from", TAGS.replace(b"s=key", b"s=\xff") + b"from",
        TAGS, TAGS + b"from; x=99999999999999999999", TAGS + b"from; x=soon", TAGS + b"from; l=-1", TAGS + b"from; t=x",
        TAGS + b"from; i=@evil.example", TAGS.replace(b"rsa", b"dsa") + b"from",
        TAGS.replace(b"c=relaxed", b"c=x") + b"from",
        TAGS.replace(b"d=example.org", b"d=" + b"x" * 3000) + b"from", TAGS.replace(b"s=key", b"s=..") + b"from",
        TAGS.replace(b"d=example.org", b"d=[1.2.3.4]") + b"from", TAGS + b"from; b=x", b"d=example.org" * 400,
    ],
)  # fmt: skip
def test_no_signature_raises_or_proves(header: bytes) -> None:
    raw = b"DKIM-Signature: " + header + b"\r\n" + mail(UMA)
    with dns_of(ORG, example_org="p=reject"):
        found = check.check(raw, parse(raw), at=NOON, is_reply=False, budget=lookups.budget())
    assert found.evidence is not Evidence.PASS
    assert len(found.words) <= check.LONGEST


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\xff" * 1000, b"From: a@b.example", b"\rFrom: a@b.example\r\rx"])
def test_a_mail_that_is_none_raises_nothing(raw: bytes) -> None:
    with dns_of():
        found = check.check(raw, parse(raw), at=NOON, is_reply=True, budget=lookups.budget())
    assert found.evidence is Evidence.NONE

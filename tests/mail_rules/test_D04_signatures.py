"""D04: whoever gets our mail can prove that it is from our domain and was not changed; nobody else can say so."""

import base64
import random
import re
from collections.abc import Callable
from datetime import timedelta

import dkim as library
import pytest

from rapport.channels.email import compose, dkim
from rapport.channels.email.actions import KeyProblem, add_key, remove_key
from rapport.channels.email.letters_out import LetterOut
from rapport.channels.email.models import DkimKey, OutboundMail
from rapport.channels.email.transport import Deferred
from tests import cast
from tests.cast import NOON, later
from tests.channels.email.outgoing import read, reply_of, send
from tests.labs import sized

pytestmark = pytest.mark.django_db
SAMPLE = sized(500)
DOMAIN = "desk.example"
WORDS = ["Grüße", "chain", "wheel", "…", "€ 89", "dot\n.\nline", "straße", "ok", "😀", "a" * 300, "  two  spaces  "]
SIGNED = {"from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"}


def verifies(raw: bytes, key: DkimKey) -> bool:
    record = dkim.record_of(key)

    def dns(name: bytes, timeout: int = 5) -> bytes | None:
        return record.value.encode() if name.decode().rstrip(".") == record.name else None

    return bool(library.verify(raw, dnsfunc=dns))


def letter(number: int, chance: random.Random) -> LetterOut:
    words = [chance.choice(WORDS) for _ in range(chance.randrange(1, 40))]
    return LetterOut(
        kind=chance.choice(list(OutboundMail.Kind.values)[:2]),
        company="Help",
        envelope_from="",
        sender=(chance.choice(["Ada at Help", "Zoë", ""]), f"help@{DOMAIN}"),
        recipient=("Uma", "uma@customer.example"),
        to=[(chance.choice(["Uma", "Ümit Ó", ""]), "uma@customer.example")],
        cc=[("Sol", "sol@customer.example")] * chance.randrange(2),
        reply_to=f"t.{number}@reply.{DOMAIN}",
        subject=" ".join(words)[: chance.randrange(3, 200)],
        message_id=f"<{number}.{'0' * 32}@{DOMAIN}>",
        written_at=NOON + timedelta(minutes=number),
        text="\n".join(words),
        in_reply_to="<a@customer.example>",
        references=[f"<{one}@customer.example>" for one in range(chance.randrange(1, 21))],
    )


def flipped(raw: bytes, chance: random.Random) -> bytes:
    """One letter of a signed header's value or of the body is another one."""
    head, _, body = raw.partition(b"\r\n\r\n")
    own = head.index(b"\r\nFrom:")
    spots = [
        found.start()
        for found in re.finditer(rb"[A-Za-z0-9]", raw)
        if found.start() > own and not raw[: found.start()].endswith((b"\r\n", b"="))
    ]
    values = [spot for spot in spots if spot > len(head) or b":" in raw[raw.rfind(b"\r\n", 0, spot) : spot]]
    spot = chance.choice(values)
    other = b"x" if raw[spot : spot + 1] not in (b"x", b"X") else b"q"
    assert body
    return raw[:spot] + other + raw[spot + 1 :]


def test_every_mail_of_the_sample_verifies_and_no_changed_one_does() -> None:
    key = add_key(DOMAIN, at=NOON)
    chance = random.Random(4)
    good = bad = 0
    for number in range(SAMPLE):
        raw = dkim.signed(compose.compose(letter(number, chance)), f"help@{DOMAIN}", at=NOON)
        good += verifies(raw, key)
        bad += verifies(flipped(raw, chance), key)
    print(f"\nD04: {good} of {SAMPLE} signed mails verify; {SAMPLE - bad} of {SAMPLE} changed ones do not")
    assert (good, bad) == (SAMPLE, 0)


def test_what_matters_is_signed_and_cannot_be_added_to() -> None:
    key = add_key(DOMAIN, at=NOON)
    _, mail = reply_of()
    _, _, raw = send(mail, later(minutes=10)).handed[0]
    assert verifies(raw, key)
    tags = dict(part.strip().split("=", 1) for part in str(read(raw)["DKIM-Signature"]).split(";"))
    names = [name.strip() for name in re.sub(r"\s", "", tags["h"]).split(":")]
    assert set(names) >= SIGNED | {"mime-version", "content-type"}
    assert (tags["d"], tags["s"], tags["t"].strip()) == (DOMAIN, "rapport", f"{mail.created_at.timestamp():.0f}")
    for line in (b"From: boss@desk.example", b"Subject: Pay", b"Reply-To: thief@bad.example", b"To: x@y.example"):
        assert not verifies(line + b"\r\n" + raw, key), line


def test_list_unsubscribe_is_signed_when_it_is_there() -> None:
    key = add_key(DOMAIN, at=NOON)
    raw = b"List-Unsubscribe: <https://a.example>\r\n" + compose.compose(letter(1, random.Random(1)))
    signed = dkim.signed(raw, f"help@{DOMAIN}", at=NOON)
    assert verifies(signed, key)
    assert not verifies(signed.replace(b"https://a.example", b"https://b.example"), key)


def test_every_try_carries_the_same_bytes() -> None:
    add_key(DOMAIN, at=NOON)
    _, mail = reply_of()
    first = send(mail, later(minutes=10), Deferred("451 later")).handed[0][2]
    second = send(mail, later(minutes=15)).handed[0][2]
    assert first == second
    assert b"DKIM-Signature" in first


def test_mail_of_another_domain_goes_unsigned() -> None:
    add_key("other.example", at=NOON)
    _, mail = reply_of()
    assert b"DKIM-Signature" not in send(mail, later(minutes=10)).handed[0][2]


def test_a_key_from_another_installation_keeps_the_mail_waiting_and_says_what_to_do() -> None:
    key = add_key(DOMAIN, at=NOON)
    DkimKey.objects.filter(pk=key.pk).update(sealed_key="not sealed by us")
    _, mail = reply_of()
    assert send(mail, later(minutes=10)).handed == []
    assert mail.state == OutboundMail.State.DEFERRED
    assert "rapport dkim add desk.example" in mail.error


def test_the_record_is_what_dns_wants() -> None:
    key = add_key("Desk.Example.", at=NOON, selector="2026A")
    record = dkim.record_of(key)
    assert record.name == "2026a._domainkey.desk.example"
    pieces = re.findall(r'"([^"]*)"', record.strings)
    assert "".join(pieces) == record.value
    assert max(map(len, pieces)) <= 255
    assert len(base64.b64decode(key.public_key)) > 290  # 2048 bits
    assert "PRIVATE" not in key.sealed_key


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: add_key("localhost", at=NOON), "such as example.com"),
        (lambda: add_key("a b.example", at=NOON), "such as example.com"),
        (lambda: add_key("x.example", at=NOON, selector="a_b"), "letters, digits and hyphens"),
        (lambda: [add_key("x.example", at=NOON), add_key("x.example", at=NOON)], "has a key already"),
    ],
)
def test_what_cannot_be_a_key_is_said(make: Callable[[], object], words: str) -> None:
    with pytest.raises(KeyProblem, match=words):
        make()


def test_a_removed_key_signs_nothing() -> None:
    key = add_key(DOMAIN, at=NOON)
    remove_key(key, at=later())
    assert cast.conversation() is not None
    assert dkim.signed(b"From: a@desk.example\r\n\r\nx", "a@desk.example", at=NOON).startswith(b"From")

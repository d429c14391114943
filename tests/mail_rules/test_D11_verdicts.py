"""D11: what a mail proves about its sender. Signed mails with a DNS of our own, and the exact verdict on each."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from rapport.channels.email.parse import parse
from rapport.channels.email.proof import check, lookups
from rapport.channels.email.rules import Evidence
from tests.cast import NOON, later
from tests.mailroom import mail
from tests.signed_mail import dns_of, key_record, knowing, sealed, signed

ORG, SUB, EVIL, LIST = "example.org", "mail.example.org", "evil.example", "list.example"
UMA = ("Uma", "uma@example.org")
BELOW = ("Uma", "uma@mail.example.org")
PASS, FAIL, NONE = Evidence.PASS, Evidence.FAIL, Evidence.NONE


@dataclass(frozen=True)
class Case:
    name: str
    raw: bytes
    verdict: Evidence
    words: str
    keys: tuple[str, ...] = (ORG,)
    policies: dict[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()


def plain(sender: tuple[str, str] = UMA, *headers: tuple[str, str], text: str = "Hello, the chain slips.") -> bytes:
    return mail(sender, "help@desk.example", *headers, text=text, message_id="<1@example.org>")


def by(domain: str = ORG, sender: tuple[str, str] = UMA, **options: Any) -> bytes:
    return signed(plain(sender), domain, **options)


REJECT = {"example_org": "p=reject"}
TWO_FROM = b"From: Boss <boss@example.org>\r\n" + by()
LISTED = by().replace(b"Subject: ", b"Subject: [bikes] ").replace(b"slips.\r\n", b"slips.\r\n-- \r\nbikes list\r\n")
FORWARDED = f"arc=pass {LIST}, checked here"
ARC_PASS = f"dmarc=pass header.from={ORG}"
LATE = int(later(hours=-1).timestamp())
EARLY_PAST = b"t=1700000000; "
CASES = [
    Case("signed by its domain", by(), PASS, "dmarc=pass p=reject, dkim=pass example.org", policies=REJECT),
    Case("signed by its domain, which has no policy", by(), PASS, "dmarc=none, dkim=pass example.org"),
    Case("simple canonicalisation", by(canonicalize=(b"simple", b"simple")), PASS, "dmarc=none, dkim=pass example.org"),
    Case("not expired yet", by(tags=b"x=4102444800; "), PASS, "dmarc=none, dkim=pass example.org"),
    Case("expired before it came", by(tags=b"x=%d; " % LATE), FAIL, "dmarc=none, dkim=fail example.org (expired)"),
    Case("text changed", by().replace(b"slips.", b"is fine."), FAIL,
         "dmarc=fail p=reject, dkim=fail example.org (does not fit the mail)", policies=REJECT),
    Case("subject changed", by().replace(b"Subject: The", b"Subject: A"), FAIL,
         "dmarc=none, dkim=fail example.org (does not fit the mail)"),
    Case("only a part is signed", by(length=True), NONE, "dmarc=none, dkim=none example.org (signs only a part)"),
    Case("only a part is signed, and the domain wants proof", by(length=True) + b"More.\r\n", FAIL,
         "dmarc=fail p=reject, dkim=none example.org (signs only a part)", policies=REJECT),
    Case("two From lines", TWO_FROM, FAIL, "two From lines", policies=REJECT),
    Case("two From lines, both the same", b"from:Uma <uma@example.org>\r\n" + by(), FAIL, "two From lines"),
    Case("no such key", by(), FAIL, "dmarc=none, dkim=fail example.org (no such key)", keys=()),
    Case("signed by a stranger, whom the domain forbids", by(EVIL), FAIL,
         "dmarc=fail p=quarantine, dkim=pass evil.example", (EVIL,), {"example_org": "p=quarantine"}),
    Case("signed by a stranger, of whom the domain says nothing", by(EVIL), NONE,
         "dmarc=none, dkim=pass evil.example", (EVIL,)),
    Case("signed by a stranger, whom the domain only watches", by(EVIL), NONE,
         "dmarc=fail p=none, dkim=pass evil.example", (EVIL,), {"example_org": "p=none"}),
    Case("signed by the organisation", by(ORG, BELOW), PASS, "dmarc=pass p=reject, dkim=pass example.org",
         policies=REJECT),
    Case("signed by the organisation, where only the very domain may", by(ORG, BELOW), FAIL,
         "dmarc=fail p=reject, dkim=pass example.org", policies={"mail_example_org": "p=reject; adkim=s"}),
    Case("signed by a subdomain, which the policy allows", by(SUB), PASS,
         "dmarc=pass p=reject, dkim=pass mail.example.org", (SUB,), REJECT),
    Case("signed by a subdomain, of which no policy speaks", by(SUB), NONE,
         "dmarc=none, dkim=pass mail.example.org", (SUB,)),
    Case("another policy for what lies below", by(EVIL, BELOW), NONE, "dmarc=fail p=none, dkim=pass evil.example",
         (EVIL,), {"example_org": "p=reject; sp=none"}),
    Case("signed by a suffix that everybody shares", by("co.uk", ("Uma", "uma@example.co.uk")), NONE,
         "dmarc=none, dkim=pass co.uk", ("co.uk",)),
    Case("rewritten by a list that signed again", signed(LISTED, LIST), FAIL,
         "dmarc=fail p=reject, dkim=pass list.example, dkim=fail example.org (does not fit the mail)",
         (ORG, LIST), REJECT),
    Case("sent by a list in its own name", by(LIST, ("Uma via Bikes", "bikes@list.example")), PASS,
         "dmarc=none, dkim=pass list.example", (LIST,)),
    Case("passed on by a list, unchanged", signed(by(), LIST), PASS,
         "dmarc=pass p=reject, dkim=pass list.example, dkim=pass example.org", (ORG, LIST), REJECT),
    Case("From is not signed", by().replace(b"h=from :", b"h="), FAIL,
         "dmarc=none, dkim=fail example.org (From is not signed)"),
    Case("SHA-1", by(signature_algorithm=b"rsa-sha1"), NONE, "dmarc=none, dkim=none example.org (SHA-1)"),
    Case("a signature of nonsense", b"DKIM-Signature: v=1; d=example.org; h=from; b=;;=\r\n" + plain(), FAIL,
         "dmarc=fail p=reject, dkim=fail (cannot be read)", policies=REJECT),
    Case("the sixth signature is not looked at", b"DKIM-Signature: v=1; d=x.example; h=from\r\n" * 5 + by(), NONE,
         "dmarc=none, dkim=fail x.example (does not fit the mail), dkim=fail x.example (does not fit the mail), "
         "dkim=fail x.example (does not fit the mail)"),
    Case("nobody answers for the key", by(), NONE, "dmarc=none, dkim=temperror example.org (no answer from the DNS)",
         (), silent=frozenset({"key._domainkey.example.org"})),
    Case("nobody answers for the policy", by(), PASS, "dmarc=temperror, dkim=pass example.org",
         silent=frozenset({"_dmarc.example.org"})),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _asks(settings: Settings) -> None:
    settings.RAPPORT_DNS = True


def verdict_on(raw: bytes, *, is_reply: bool = False) -> check.Proof:
    return check.check(raw, parse(raw), at=NOON, is_reply=is_reply, budget=lookups.budget())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_exact(case: Case) -> None:
    with dns_of(*case.keys, silent=set(case.silent), **case.policies):
        found = verdict_on(case.raw)
    tail = "" if case.words == "two From lines" else ", spf=none, checked here"
    assert (found.evidence, found.words) == (case.verdict, case.words + tail)


def test_how_many_there_are() -> None:
    print(f"\nD11: {len(CASES)} signed mails, {len({case.words for case in CASES})} different verdicts")
    assert len(CASES) >= 20


@pytest.mark.parametrize(
    ("record", "verdict", "word"),
    [
        (key_record("t=y; "), NONE, "dkim=none example.org (key in test mode)"),
        (key_record("t=s; "), PASS, "dkim=pass example.org"),
        (key_record("k=rsa; s=email; "), PASS, "dkim=pass example.org"),
        (key_record("s=web; "), FAIL, "dkim=fail example.org (does not fit the mail)"),
        ('"v=DKIM1; p="', FAIL, "dkim=fail example.org (does not fit the mail)"),
        ('"v=DKIM1; p=' + "A" * 200 + '" ' + " ".join('"' + "A" * 200 + '"' for _ in range(9)), FAIL,
         "dkim=fail example.org (no such key)"),
        ('"garbage"', FAIL, "dkim=fail example.org (does not fit the mail)"),
    ],
)  # fmt: skip
def test_a_key_counts_for_what_it_is(record: str, verdict: Evidence, word: str) -> None:
    with knowing({"key._domainkey.example.org": {"TXT": [record]}}):
        found = verdict_on(by())
    assert (found.evidence, found.words) == (verdict, f"dmarc=none, {word}, spf=none, checked here")


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        ("v=DMARC1; p=reject", "dmarc=pass p=reject"),
        ("v=DMARC1;p=REJECT ; adkim = s", "dmarc=pass p=reject"),
        ("v=DMARC1; rua=mailto:x@example.org", "dmarc=pass p=none"),
        ("v=DMARC1; p=nonsense", "dmarc=none"),
        ("v=DMARC2; p=reject", "dmarc=none"),
        ("p=reject; v=DMARC1", "dmarc=none"),
    ],
)
def test_a_policy_is_read_as_it_is_written(record: str, shown: str) -> None:
    records = {"key._domainkey.example.org": {"TXT": [key_record()]}, "_dmarc.example.org": {"TXT": [f'"{record}"']}}
    with knowing(records):
        assert verdict_on(by()).words.split(", ")[0] == shown


def test_two_policies_are_none() -> None:
    two = {"_dmarc.example.org": {"TXT": ['"v=DMARC1; p=reject"', '"v=DMARC1; p=none"', '"something else"']}}
    with knowing(two):
        assert verdict_on(plain(), is_reply=True).words == "dmarc=none, dkim=none, spf=none, checked here"


def test_an_unsigned_mail_asks_nobody_unless_it_answers_us() -> None:
    with dns_of(example_org="p=reject") as dns:
        assert verdict_on(plain()) == check.Proof(NONE, "dkim=none, spf=none, checked here")
        assert dns.asked == []
        found = verdict_on(plain(), is_reply=True)
        assert dns.asked == [("_dmarc.example.org", "TXT")]
    assert found == check.Proof(NONE, "dmarc=unproven p=reject, dkim=none, spf=none, checked here", wants_proof=True)


@pytest.mark.parametrize(
    ("listed", "forwarder", "seen", "verdict"),
    [
        ([LIST], LIST, ARC_PASS, PASS),
        (["LIST.example"], LIST, f"dkim=pass header.d={ORG}", PASS),
        ([], LIST, ARC_PASS, FAIL),
        (["other.example"], LIST, ARC_PASS, FAIL),
        ([LIST], EVIL, ARC_PASS, FAIL),
        ([LIST], LIST, "dmarc=fail header.from=example.org", FAIL),
        ([LIST], LIST, "dmarc=pass header.from=evil.example", FAIL),
    ],
)
def test_a_seal_counts_only_from_a_forwarder_that_is_listed(
    settings: Settings, listed: list[str], forwarder: str, seen: str, verdict: Evidence
) -> None:
    settings.RAPPORT_TRUSTED_FORWARDERS = listed
    with dns_of(ORG, LIST, EVIL, example_org="p=reject"):
        found = verdict_on(sealed(LISTED, forwarder, seen))
    assert found.evidence is verdict
    assert (found.words == FORWARDED) == (verdict is PASS)


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"slips.", b"is fine."), (b"Subject: ", b"Subject: New "), (b"cv=none", b"cv=pass"), (b"i=1; ", b"i=7; "),
     (b"dmarc=pass", b"dmarc=pass smtp.x=1"), (b"ARC-Seal:", b"X-Seal:"), (b"ARC-Message-Signature:", b"X-Seal:"),
     (b"ARC-Seal: i=1;", b"ARC-Seal: i=999999999;"), (b"ARC-Message-Signature: i", b"ARC-Message-Signature:i")],
)  # fmt: skip
def test_a_broken_seal_vouches_for_nothing(settings: Settings, before: bytes, after: bytes) -> None:
    settings.RAPPORT_TRUSTED_FORWARDERS = [LIST]
    with dns_of(ORG, LIST, example_org="p=reject"):
        whole = sealed(LISTED, LIST, ARC_PASS)
        assert before in whole
        assert verdict_on(whole).evidence is PASS
        assert verdict_on(whole.replace(before, after)).evidence is FAIL


def test_our_own_server_comes_first_and_nothing_is_asked(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    told = f"Authentication-Results: mx.our; dmarc=pass header.from={ORG}; dkim=pass header.d={ORG}\r\n".encode()
    with dns_of() as dns:
        found = verdict_on(told + by())
    assert (found, dns.asked) == (check.Proof(PASS, "dmarc=pass, dkim=pass example.org, said by mx.our"), [])


def test_where_our_own_server_says_nothing_it_is_checked_here(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    with dns_of(ORG):
        assert verdict_on(b"Authentication-Results: mx.evil; dmarc=none\r\n" + by()).evidence is PASS


def test_what_our_own_server_refuses_no_signature_mends(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    told = f"Authentication-Results: mx.our; dmarc=fail header.from={ORG}\r\n".encode()
    with dns_of(ORG):
        found = verdict_on(told + by())
    assert (found.evidence, found.words) == (FAIL, "dmarc=fail, said by mx.our")


def test_without_the_dns_nothing_is_asked_and_nothing_proven(settings: Settings) -> None:
    settings.RAPPORT_DNS = False
    with dns_of(ORG) as dns:
        assert verdict_on(by()) == check.NOTHING
    assert dns.asked == []

"""D10: what Gmail, Yahoo and Microsoft ask of senders is checked, and each fault is named with its mend."""

import copy
from typing import Any

import pytest
from django.test import override_settings

from rapport.channels.email.doctor import domains
from rapport.channels.email.models import DkimKey
from rapport.platform.health import Finding, Level
from tests import cast
from tests.cast import NOON
from tests.fake_dns import FakeDns, txt

pytestmark = pytest.mark.django_db

KEY = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + "x" * 360
Zone = dict[str, dict[str, list[str]]]
# An inbox help@shop.test with the reply domain reply.shop.test, on the machine desk.shop.test, all as it should be.
GOOD: Zone = {
    "shop.test": {"MX": ["10 mx.shop.test."], "SOA": ["a. b. 1 2 3 4 5"]},
    "mx.shop.test": {"A": ["192.0.2.20"]},
    "desk.shop.test": {"A": ["192.0.2.10"]},
    "relay.shop.test": {"A": ["192.0.2.30"]},
    "reply.shop.test": {"MX": ["10 desk.shop.test."], "TXT": [txt("v=spf1 ip4:192.0.2.0/26 -all")]},
    "rapport._domainkey.shop.test": {"TXT": [txt(f"v=DKIM1; k=rsa; p={KEY}")]},
    "_dmarc.shop.test": {"TXT": [txt("v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.test")]},
}


@pytest.fixture(autouse=True)
def desk() -> Any:
    cast.inbox("help@shop.test", reply_domain="reply.shop.test")
    DkimKey.objects.create(domain="shop.test", selector="rapport", sealed_key="sealed", public_key=KEY, created_at=NOON)
    with override_settings(RAPPORT_SMTP_URL="smtp://relay.shop.test:587", RAPPORT_URL="https://desk.shop.test"):
        yield


def zone(**changes: dict[str, list[str]] | None) -> Zone:
    """The good zone with other records under some of NAMES; None: there is no such name."""
    made = copy.deepcopy(GOOD)
    for name, records in changes.items():
        where = NAMES[name]
        if records is None:
            made.pop(where, None)
        else:
            made[where] = records
    return made


NAMES = {
    "shop": "shop.test",
    "mx": "mx.shop.test",
    "reply": "reply.shop.test",
    "key": "rapport._domainkey.shop.test",
    "dmarc": "_dmarc.shop.test",
    "other": "mx.elsewhere.test",
}
SPF = txt("v=spf1 ip4:192.0.2.0/26 -all")
HERE = ["10 desk.shop.test."]


def look(made: Zone, *, silent: set[str] | None = None) -> list[Finding]:
    [section] = domains.look(FakeDns(made, silent or set()))
    return list(section.findings)


def faults(made: Zone) -> list[Finding]:
    return [finding for finding in look(made) if finding.level == Level.FAULT]


def test_when_all_is_as_it_should_be_nothing_is_found() -> None:
    assert {finding.cause: finding.level for finding in look(zone())} == {
        "mx": Level.OK,
        "reply-domain": Level.OK,
        "spf": Level.OK,
        "dkim": Level.OK,
        "dmarc": Level.OK,
    }


def too_many() -> Zone:
    names = [f"s{number}.shop.test" for number in range(12)]
    made = zone(reply={"MX": HERE, "TXT": [txt("v=spf1 " + " ".join(f"include:{name}" for name in names) + " -all")]})
    return made | {name: {"TXT": [txt("v=spf1 ip4:192.0.2.30 -all")]} for name in names}


def revoked() -> str:
    return txt("v=DKIM1; k=rsa; p=")


CASES: dict[str, tuple[Zone, str]] = {
    "domain-missing": ({name: found for name, found in GOOD.items() if "relay" in name}, ""),
    "mx-missing": (zone(shop={"SOA": ["a. b. 1 2 3 4 5"]}), "shop.test. MX 10 desk.shop.test."),
    "mx-null": (zone(shop={"MX": ["0 ."]}), "shop.test. MX 10 desk.shop.test."),
    "mx-dangling": (zone(mx=None), "mx.shop.test. A 203.0.113.10"),
    "reply-elsewhere": (
        zone(reply={"MX": ["10 mx.elsewhere.test."], "TXT": [SPF]}, other={"A": ["198.51.100.1"]}),
        "reply.shop.test. MX 10 desk.shop.test.",
    ),
    "spf-missing": (zone(reply={"MX": HERE}), 'reply.shop.test. TXT "v=spf1 a:relay.shop.test ~all"'),
    "spf-twice": (
        zone(reply={"MX": HERE, "TXT": [SPF, txt("v=spf1 ip4:198.51.100.7 ~all")]}),
        'reply.shop.test. TXT "v=spf1 ip4:192.0.2.0/26 ip4:198.51.100.7 ~all"',
    ),
    "spf-without-us": (
        zone(reply={"MX": HERE, "TXT": [txt("v=spf1 ip4:198.51.100.7 -all")]}),
        'reply.shop.test. TXT "v=spf1 ip4:198.51.100.7 a:relay.shop.test -all"',
    ),
    "spf-open": (
        zone(reply={"MX": HERE, "TXT": [txt("v=spf1 ip4:192.0.2.30 +all")]}),
        'reply.shop.test. TXT "v=spf1 ip4:192.0.2.30 ~all"',
    ),
    "spf-syntax": (zone(reply={"MX": HERE, "TXT": [txt("v=spf1 ip4:192.0.2.300 -all")]}), ""),
    "spf-too-long": (too_many(), ""),
    "dkim-missing": (zone(key=None), "rapport._domainkey.shop.test. TXT"),
    "dkim-other-key": (
        zone(key={"TXT": [txt("v=DKIM1; k=rsa; p=MIIBother")]}),
        "rapport._domainkey.shop.test. TXT",
    ),
    "dkim-revoked": (zone(key={"TXT": [revoked()]}), "rapport._domainkey.shop.test. TXT"),
    "dmarc-missing": (
        zone(dmarc=None),
        '_dmarc.shop.test. TXT "v=DMARC1; p=none; rua=mailto:postmaster@shop.test"',
    ),
    "dmarc-twice": (zone(dmarc={"TXT": [txt("v=DMARC1; p=none"), txt("v=DMARC1; p=reject")]}), ""),
    "dmarc-syntax": (zone(dmarc={"TXT": [txt("v=DMARC1; p=perhaps")]}), "_dmarc.shop.test. TXT"),
}


@pytest.mark.parametrize("cause", CASES)
def test_each_misconfiguration_is_named_with_its_mend(cause: str) -> None:
    made, record = CASES[cause]
    found = {finding.cause: finding for finding in faults(made)}
    if cause == "domain-missing":  # then everything else is missing too
        assert cause in found
        return
    assert list(found) == [cause]
    assert found[cause].mend
    assert found[cause].record.startswith(record)
    assert bool(found[cause].record) == bool(record)


def test_the_figure() -> None:
    """A line for the record: how many misconfigurations were tried, and how many had their cause named."""
    named = sum(cause in {finding.cause for finding in faults(made)} for cause, (made, _) in CASES.items())
    print(f"\nD10: {len(CASES)} misconfigurations, {named} named")
    assert named == len(CASES) >= 12


def test_without_a_key_the_envelope_must_belong_to_the_domain_of_the_sender() -> None:
    DkimKey.objects.all().delete()
    assert [finding.cause for finding in faults(zone())] == []
    strict = zone(dmarc={"TXT": [txt("v=DMARC1; p=reject; aspf=s")]})
    assert [finding.cause for finding in faults(strict)] == ["dmarc-strict"]


def test_a_reply_domain_of_another_company_needs_a_key() -> None:
    DkimKey.objects.all().delete()
    cast.inbox("help@shop.test").delete()
    cast.inbox("help@shop.test", reply_domain="reply.elsewhere.test")
    made = zone() | {"reply.elsewhere.test": {"MX": HERE, "TXT": [SPF]}}
    assert [finding.cause for finding in faults(made)] == ["dmarc-unaligned"]


@pytest.mark.parametrize(
    ("server", "include"),
    [("smtp.gmail.com", "_spf.google.com"), ("email-smtp.eu-west-1.amazonaws.com", "amazonses.com")],
)
def test_a_provider_is_recognised_and_its_include_asked_for(server: str, include: str) -> None:
    with override_settings(RAPPORT_SMTP_URL=f"smtp://{server}:587"):
        [found] = faults(zone())
        assert found.cause == "spf-without-us"
        assert f"include:{include} -all" in found.record
        good = zone(reply={"MX": HERE, "TXT": [txt(f"v=spf1 include:{include} -all")]})
        assert faults(good | {include: {"TXT": [txt("v=spf1 ip4:192.0.2.30 -all")]}}) == []


def test_what_dns_does_not_answer_is_not_checked_and_no_fault() -> None:
    found = look(zone(), silent={"test"})
    assert {finding.level for finding in found} == {Level.UNKNOWN}
    assert len(found) == 5
    assert "could not be checked" in found[0].words


def test_while_mail_stays_in_the_postbox_dns_is_not_asked() -> None:
    silent = FakeDns({})
    with override_settings(RAPPORT_SMTP_URL=""):
        [section] = domains.look(silent)
    assert section.level == Level.HINT
    assert silent.asked == []


def test_mail_that_arrived_proves_that_a_reply_domain_reaches_us() -> None:
    from tests.mailroom import hand_in

    elsewhere = CASES["reply-elsewhere"][0]
    hand_in(b"Subject: x\r\n\r\nx", "t.abc@reply.shop.test")
    assert faults(elsewhere) == []

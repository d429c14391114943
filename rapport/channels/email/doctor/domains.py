"""Everything DNS says about each inbox whose mail leaves through a server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from rapport.channels.email.dkim import ascii_domain
from rapport.channels.email.doctor import dkim, dmarc, mx, names, spf
from rapport.channels.email.models import DkimKey, MailAccount, MailServer, RawMail
from rapport.channels.email.rules import domain_of
from rapport.conversations.models import Inbox
from rapport.platform.health import Finding, Section, hint, unknown

LOOKED_BACK = 500
Look = Callable[[], Finding]


@dataclass(frozen=True)
class Sender:
    """One address and how its mail goes; `envelope` is the domain in the envelope sender."""

    inbox: Inbox
    domain: str
    envelope: str
    server: str
    key: DkimKey | None
    is_fetched: bool


def look(resolver: names.Resolver | None = None) -> list[Section]:
    """One section for each inbox. What DNS does not answer is told as not checked, never as a fault."""
    senders = list(_senders())
    if not any(sender.server for sender in senders):
        words = "No mail server is set: mail stays in the local postbox, so DNS was not asked."
        return [Section("DNS", (hint("no-server", words, "Set RAPPORT_SMTP_URL when you start in earnest."),))]
    try:
        found = names.Names(resolver or names.system_resolver())
    except names.Unanswered as problem:
        return [Section("DNS", (unknown("dns-none", f"{problem} DNS could not be checked."),))]
    arrived = _domains_of_late_arrivals()
    return [_section(found, sender, arrived) for sender in senders if sender.server]


def _senders() -> Iterator[Sender]:
    servers = {server.inbox_id: server.host for server in MailServer.objects.all()}
    usual = servers.get(None) or urlsplit(settings.RAPPORT_SMTP_URL).hostname or ""
    keys = {key.domain: key for key in DkimKey.objects.all()}
    fetched = set(MailAccount.objects.filter(is_active=True).values_list("inbox_id", flat=True))
    for inbox in Inbox.objects.filter(is_active=True).order_by("address"):
        domain = ascii_domain(domain_of(inbox.address))
        yield Sender(
            inbox=inbox,
            domain=domain,
            envelope=ascii_domain(inbox.reply_domain) or domain,
            server=servers.get(inbox.pk, usual).lower(),
            key=keys.get(domain),
            is_fetched=inbox.pk in fetched,
        )


def _section(found: names.Names, sender: Sender, arrived: set[str]) -> Section:
    looks = [("MX", lambda: mx.look(found, sender.domain, _here()))]
    if sender.envelope != sender.domain:
        looks += [("reply domain", lambda: _reply_domain(found, sender, arrived))]
    looks += [
        ("SPF", lambda: spf.look(found, sender.envelope, sender.server)),
        ("DKIM", lambda: dkim.look(found, sender.domain, sender.key)),
        ("DMARC", lambda: dmarc.look(found, sender.domain, sender.envelope, signed=sender.key is not None)),
    ]
    return Section(sender.inbox.address, tuple(_answered(what, sender.domain, one) for what, one in looks))


def _reply_domain(found: names.Names, sender: Sender, arrived: set[str]) -> Finding:
    takes_mail = mx.look(found, sender.envelope, _here())
    if takes_mail.cause not in ("mx", "mx-partly"):
        return takes_mail
    like = sender.domain if sender.is_fetched else ""
    return mx.reaches_us(found, sender.envelope, _here(), like, sender.envelope in arrived)


def _answered(what: str, domain: str, look_up: Look) -> Finding:
    try:
        return look_up()
    except names.Unanswered as problem:
        return unknown("dns-silent", f"{what} of {domain} could not be checked: no answer from DNS about {problem}.")


def _here() -> str:
    return urlsplit(settings.RAPPORT_URL).hostname or str(settings.RAPPORT_MAIL_DOMAIN)


def _domains_of_late_arrivals() -> set[str]:
    """The domains that the last mails were addressed to in the envelope: such mail does reach us."""
    late = RawMail.objects.order_by("-id").values_list("envelope_to", flat=True)[:LOOKED_BACK]
    return {domain_of(address) for addresses in late for address in addresses}

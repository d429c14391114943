"""Whether an inbox works, tried step by step: sign in, send a mail to itself, see it come back. Nothing of it is shown
among the conversations."""

import secrets
from datetime import datetime
from email.message import EmailMessage

from django.conf import settings

from rapport.channels.email import servers
from rapport.channels.email.models import MailAccount, MailServer
from rapport.channels.email.smtp import SmtpCarrier, relay_of
from rapport.channels.email.transport import Accepted, Unknown
from rapport.conversations.models import Inbox
from rapport.platform import actions as platform
from rapport.platform import queries as facts
from rapport.platform import secrets as seals
from rapport.platform import signing
from rapport.platform.health import Finding, fault, hint, ok

PREFIX = "rapport-test-"


def mailbox(inbox: Inbox, *, at: datetime) -> list[Finding]:
    """Signing in to what is fetched."""
    from rapport.channels.email.doctor import logins  # what speaks IMAP is no part of every page's process

    accounts = list(MailAccount.objects.filter(inbox=inbox, is_active=True))
    if not accounts:
        words = "No mailbox is fetched for this inbox."
        return [hint("no-mailbox", words, "Add one, or have its mail delivered by SMTP, LMTP or a mail provider.")]
    return [logins.of_account(account, at) for account in accounts]


def server(inbox: Inbox) -> list[Finding]:
    """Signing in to what sends."""
    from rapport.channels.email.doctor import logins

    row = getattr(inbox, "mail_server", None)
    found = row or MailServer.objects.filter(inbox=None).first()
    if found is not None:
        return [logins.of_row(found)]
    url = settings.RAPPORT_SMTP_URL
    if url:
        return [logins.of_relay("the server of RAPPORT_SMTP_URL", relay_of(url))]
    return [hint("no-server", "No mail server is set, so mail stays in the local postbox.", "Add a server below.")]


def send(inbox: Inbox, *, at: datetime) -> tuple[Finding, str]:
    """Hand a test mail from the inbox to itself to its server; beside the finding the key under which it is awaited."""
    row = getattr(inbox, "mail_server", None) or MailServer.objects.filter(inbox=None).first()
    url = settings.RAPPORT_SMTP_URL
    if row is None and not url:
        return hint("not-sent", "No test mail was sent: there is no server to send it.", "Add a server below."), ""
    try:
        relay = servers.relay_for(row) if row is not None else relay_of(url)
    except seals.BrokenSeal as problem:
        return fault("server-sealed", "The server’s password cannot be read.", str(problem)), ""
    key = f"{inbox.pk}x{secrets.token_hex(8)}"
    platform.remember_fact(_fact(key), {"key": key}, at=at)  # before it leaves: it may be back at once
    with SmtpCarrier(relay) as carrier:
        answer = carrier.hand_over(inbox.address, inbox.address, _mail(inbox, key, at).as_bytes(), lambda: None)
    if isinstance(answer, Accepted | Unknown):
        return ok("sent", f"{relay.host} took the test mail."), key
    return fault("refused", f"{relay.host} did not take the test mail.", str(getattr(answer, "reason", answer))), ""


def _mail(inbox: Inbox, key: str, at: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = mail["To"] = inbox.address
    mail["Subject"] = "Rapport tests this inbox"
    mail["Date"] = at
    mail["Auto-Submitted"] = "auto-generated"
    domain = inbox.address.rpartition("@")[2]
    mail["Message-ID"] = f"<{PREFIX}{key}-{_mac(key)}@{domain}>"
    mail.set_content("This mail was sent to see whether it arrives. Rapport puts it aside by itself.\n")
    return mail


def is_test(message_id: str) -> str:
    """The key of a test mail that this installation sent; empty for every other mail, whatever it claims."""
    name = message_id.strip("<>").partition("@")[0]
    if not name.startswith(PREFIX):
        return ""
    key, _, mac = name.removeprefix(PREFIX).partition("-")
    return key if mac and signing.same(mac, _mac(key)) else ""


def arrived(key: str, *, at: datetime) -> None:
    """The test mail came back."""
    platform.remember_fact(_fact(key), {"key": key, "arrived": at.isoformat()}, at=at)


def has_arrived(key: str) -> bool:
    known = facts.fact(_fact(key))
    return known.get("key") == key and "arrived" in known


def has_worked(inbox: Inbox) -> bool:
    """Whether its last test mail came back."""
    return "arrived" in facts.fact(_fact(str(inbox.pk)))


def _fact(key: str) -> str:
    """One row an inbox: only its last test is of interest."""
    return f"inbox-test:{key.partition('x')[0]}"


def _mac(key: str) -> str:
    return signing.mac("inbox-test", key, 8).hex()

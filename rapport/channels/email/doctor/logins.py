"""Signs in to every mailbox and every mail server, and leaves again: nothing is fetched or sent."""

from datetime import datetime

from django.conf import settings

from rapport.channels.email import folders, mailbox, queries, servers, signing_in
from rapport.channels.email.models import MailAccount, MailServer
from rapport.channels.email.smtp import Relay, SmtpCarrier, relay_of
from rapport.platform import secrets
from rapport.platform.health import Finding, Section, fault, hint, ok

SECONDS = 15.0


def mailboxes(*, at: datetime) -> list[Section]:
    """Nothing when no mailbox is fetched."""
    accounts = queries.active_accounts()
    return (
        [Section("Signing in to mailboxes", tuple(of_account(account, at) for account in accounts))] if accounts else []
    )


def of_account(account: MailAccount, at: datetime) -> Finding:
    try:
        login, box = signing_in.enter(account, at_source=lambda: at)
        try:
            with mailbox.in_words(login), mailbox.deadline(box):
                folders.choose(box, account.folder)
        finally:
            mailbox.leave(box)
    except mailbox.SignInRefused as problem:
        return fault("mailbox-refused", f"{account} does not let us in.", str(problem))
    except mailbox.MailboxProblem as problem:
        return fault("mailbox-closed", f"{account} cannot be fetched.", str(problem))
    except secrets.BrokenSeal as problem:
        return fault("mailbox-sealed", f"The password of {account} cannot be read.", str(problem))
    return ok("mailbox", f"{account} lets us in.")


def mail_servers() -> Section:
    found = [of_row(server) for server in MailServer.objects.select_related("inbox").order_by("id")]
    if settings.RAPPORT_SMTP_URL:
        found.append(of_relay("the server of RAPPORT_SMTP_URL", relay_of(settings.RAPPORT_SMTP_URL)))
    words = "No mail server is set: mail stays in the local postbox."
    return Section("Mail servers", tuple(found or [hint("no-server", words, "Set RAPPORT_SMTP_URL to send it.")]))


def of_row(row: MailServer) -> Finding:
    try:
        return of_relay(f"{row} (for {row.inbox.address if row.inbox else 'all other mail'})", servers.relay_for(row))
    except secrets.BrokenSeal as problem:
        return fault("server-sealed", f"The password of {row} cannot be read.", str(problem))


def of_relay(name: str, relay: Relay) -> Finding:
    wrong = SmtpCarrier(relay, step_seconds=SECONDS).check()
    shown = name[0].upper() + name[1:]
    return (
        fault("server-closed", f"{shown} does not take our mail.", wrong)
        if wrong
        else ok("server", f"{shown} lets us in.")
    )

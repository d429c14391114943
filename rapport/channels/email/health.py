"""What can be said of mail without the network."""

from datetime import datetime, timedelta

from rapport.channels.email.gauges import Gauges
from rapport.channels.email.models import MailAccount
from rapport.platform.health import Finding, Section, fault, hint, ok, span

LATE_OUT = timedelta(hours=4)
LATE_IN = timedelta(minutes=15)
LATE_FETCH = timedelta(minutes=15)


def outgoing(gauges: Gauges, at: datetime, held_since: datetime | None) -> Section:
    """`held_since`: when a restore put everything outgoing on hold."""
    findings = [_queue(gauges, at, held_since), *_undelivered(gauges)]
    return Section("Outgoing mail", tuple(findings))


def _queue(gauges: Gauges, at: datetime, held_since: datetime | None) -> Finding:
    if held_since is not None:
        words = (
            f"Nothing is sent since the restore of a backup {span(at - held_since)} ago; {mails(gauges.depth)} wait."
        )
        return fault("outbox-held", words, "Look with “rapport outbox status”, then “rapport outbox release”.")
    if gauges.oldest is None:
        return ok("outbox", "No mail waits to be sent.")
    waited = at - gauges.oldest
    words = f"{mails(gauges.depth)} on the way, the oldest for {span(waited)}."
    if waited >= LATE_OUT:
        return fault("outbox-late", words, "Look at the mail server; the conversation of each says what it answered.")
    return ok("outbox", words)


def _undelivered(gauges: Gauges) -> list[Finding]:
    found: list[Finding] = []
    if gauges.failed:
        words = f"{mails(gauges.failed)} of the last 7 days could not be delivered."
        found.append(hint("mail-failed", words, "Each is marked in its conversation, with what the server said."))
    if gauges.perhaps:
        words = f"{mails(gauges.perhaps)} may or may not have arrived."
        found.append(hint("mail-unknown", words, "Each is marked in its conversation: send it again or leave it."))
    return found


def incoming(gauges: Gauges, at: datetime) -> Section:
    late = gauges.oldest_unread is not None and at - gauges.oldest_unread >= LATE_IN
    if late and gauges.oldest_unread:
        words = f"{mails(gauges.unread)} to be read, the oldest for {span(at - gauges.oldest_unread)}."
        found = [fault("intake-late", words, "Look whether the worker runs; “rapport.log” says what it does.")]
    else:
        words = f"{mails(gauges.unread)} to be read." if gauges.unread else "All mail that came is read."
        found = [ok("intake", words)]
    if gauges.held:
        words = f"{gauges.held:,} messages are held until somebody accepts them."
        words = words if gauges.held != 1 else "1 message is held until somebody accepts it."
        found.append(hint("held", words, "Each is marked in its conversation."))
    return Section("Incoming mail", (*found, *(_account(account, at) for account in gauges.accounts)))


def _account(account: MailAccount, at: datetime) -> Finding:
    error = f" {account.last_error}" if account.last_error else ""
    if account.failing_since is not None:
        words = f"{account} cannot be fetched since {span(at - account.failing_since)}.{error}"
        return fault("fetch-failing", words, "Mend it soon: mail waits on the server.")
    if account.missing:
        words = f"{mails(account.missing)} on the server of {account} have not come to us."
        return fault("fetch-missing", words, "Leave them there; the next comparison fetches them.")
    if account.fetched_at is None:
        return hint("fetch-never", f"{account} has not been fetched yet.{error}")
    age = at - account.fetched_at
    if age >= LATE_FETCH:
        words = f"{account} was fetched {span(age)} ago.{error}"
        return fault("fetch-late", words, "Look whether the worker runs and the server answers.")
    return ok("fetch", f"{account} was fetched {span(age)} ago.{error}")


def mails(number: int) -> str:
    return "1 mail" if number == 1 else f"{number:,} mails"

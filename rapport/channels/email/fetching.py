"""Fetching one mailbox once, for whoever does not want to wait for the watcher."""

from rapport.channels.email import imap, mailbox, signing_in
from rapport.channels.email.actions import accounts
from rapport.channels.email.models import MailAccount
from rapport.channels.email.rounds import Clock
from rapport.platform import secrets


def fetch_once(account: MailAccount, *, at_source: Clock) -> int:
    """Store what is new in its folder; answers how many mails. Raises MailboxProblem or BrokenSeal, which it notes at
    the mailbox. A watcher may fetch at the same time: each mail is stored once."""
    try:
        login, box = signing_in.enter(account, at_source=at_source)
        try:
            with mailbox.in_words(login):
                return imap.fetch_all(account, box, at_source=at_source)
        finally:
            mailbox.leave(box)
    except (mailbox.MailboxProblem, secrets.BrokenSeal) as problem:
        accounts.note_problem(account, str(problem), at=at_source())
        raise

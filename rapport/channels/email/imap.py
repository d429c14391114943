"""Fetches mail from IMAP mailboxes, each in a thread of its own.

A mail is read by its UID and left unread, committed under a key of account, UIDVALIDITY and UID, and only then moved
away. So a crash at any point fetches it again at worst, and the key makes the second fetch none.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection
from imap_tools import BaseMailBox

from rapport.channels.email import mailbox, queries, reconcile, signing_in
from rapport.channels.email.actions import accounts
from rapport.channels.email.models import MailAccount
from rapport.channels.email.rounds import Clock, Doubts, Round
from rapport.platform import clock, secrets

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 15.0
FIRST_WAIT = 5.0
LONGEST_WAIT = 120.0
LONGEST_OWN_WAIT = 30.0


def run_accounts(stop: threading.Event, *, at_source: Clock = clock.now) -> None:
    """Fetch every active account until told to stop; accounts that are added or switched off are noticed."""
    watchers: dict[int, Watcher] = {}
    while not stop.is_set():
        for watcher in _changed(watchers, _active(), at_source):
            watcher.thread.start()
        stop.wait(LOOK_AGAIN_SECONDS)
    for watcher in watchers.values():
        watcher.stop.set()
    for watcher in watchers.values():
        watcher.thread.join(mailbox.READ_SECONDS)


def _active() -> list[MailAccount] | None:
    """None when the database does not answer: then everything stays as it is."""
    try:
        return queries.active_accounts()
    except Exception as error:
        log.warning("mail accounts cannot be looked up: %s", type(error).__name__)
        return None
    finally:
        connection.close()


def _changed(
    watchers: "dict[int, Watcher]", accounts_now: list[MailAccount] | None, at_source: Clock
) -> "list[Watcher]":
    """Stop watchers of accounts that are gone and answer new ones, not yet started."""
    if accounts_now is None:
        return []
    wanted = {account.pk: account for account in accounts_now}
    for pk in [pk for pk, watcher in watchers.items() if pk not in wanted or not watcher.thread.is_alive()]:
        watchers.pop(pk).stop.set()
    fresh = {pk: Watcher(account, at_source) for pk, account in wanted.items() if pk not in watchers}
    watchers.update(fresh)
    return list(fresh.values())


@dataclass
class Watcher:
    """The thread of one account: connects, fetches, waits for news, and after a failure waits longer and longer."""

    account: MailAccount
    at_source: Clock
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(init=False)
    doubts: Doubts = field(default_factory=Doubts)
    wait: float = FIRST_WAIT

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._run, name=f"imap-{self.account.pk}", daemon=True)

    def _run(self) -> None:
        self.wait = FIRST_WAIT
        while not self.stop.is_set():
            try:
                self._session()
            except Exception as error:
                self._note(error)
                self.stop.wait(self.wait)
                is_ours = isinstance(error.__cause__ or error, DatabaseError | InterfaceError)
                self.wait = min(self.wait * 2, LONGEST_OWN_WAIT if is_ours else LONGEST_WAIT)
            finally:
                connection.close()

    def _session(self) -> None:
        """Connected, until something breaks or we are told to stop."""
        self.account.refresh_from_db()
        login, box = signing_in.enter(self.account, at_source=self.at_source)
        try:
            with mailbox.in_words(login):
                while not self.stop.is_set():
                    fetch_all(self.account, box, at_source=self.at_source, stop=self.stop, doubts=self.doubts)
                    self.wait = FIRST_WAIT
                    looked_elsewhere = reconcile.when_due(
                        self.account, box, at_source=self.at_source, doubts=self.doubts
                    )
                    connection.close()
                    if not looked_elsewhere:
                        mailbox.wait_for_news(box, self.stop)
        finally:
            mailbox.leave(box)

    def _note(self, error: Exception) -> None:
        known = isinstance(error, mailbox.MailboxProblem | secrets.BrokenSeal)
        words = str(error) if known else f"Fetching failed ({type(error).__name__})."
        log.warning("mail account %s: %s", self.account.pk, type(error.__cause__ or error).__name__)
        try:
            accounts.note_problem(self.account, words, at=self.at_source())
        except Exception as worse:
            log.warning("mail account %s: its state was not stored: %s", self.account.pk, type(worse).__name__)


def login_of(account: MailAccount, *, at: datetime | None = None) -> mailbox.Login:
    """Raises BrokenSeal when the secret key of the installation has changed, SignInDied when nobody is signed in."""
    return signing_in.login_of(account, at=at or clock.now())


def fetch_all(
    account: MailAccount,
    box: BaseMailBox,
    *,
    at_source: Clock,
    stop: threading.Event | None = None,
    doubts: Doubts | None = None,
) -> int:
    """Fetch what is new in the folder; answers how many mails were stored."""
    with mailbox.deadline(box) as progress:
        fetched = Round.begin(account, box, account.folder, at_source, progress, doubts or Doubts())
        fetched.put_away_what_is_kept()
        is_stopped: Callable[[], bool] = stop.is_set if stop is not None else lambda: False
        fetched.take_all(is_stopped)
        accounts.note_fetched(account, at=at_source(), problem=fetched.problem)
    return fetched.count

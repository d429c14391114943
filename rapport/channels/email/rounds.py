"""One walk through a folder: what is new is fetched, committed, and then moved away."""

import imaplib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from imap_tools import BaseMailBox

from rapport.channels.email import folders, queries
from rapport.channels.email.actions import fetched, raw
from rapport.channels.email.folders import Listed
from rapport.channels.email.models import MailAccount
from rapport.platform import disk

log = logging.getLogger(__name__)

BATCH_MAILS = 20
BATCH_BYTES = 16 * 1024 * 1024
LARGEST_MAIL = 100 * 1024 * 1024
MEGABYTE = 1024 * 1024
MOST_BREAKS = 3

Clock = Callable[[], datetime]
_BROKEN = (imaplib.IMAP4.abort, OSError)


@dataclass
class Doubts:
    """The mails during which a connection broke, and how often. They come last, and after some breaks not at all, so
    that they keep nobody waiting."""

    breaks: Counter[int] = field(default_factory=Counter)

    def in_order(self, uids: Iterable[int]) -> list[int]:
        return sorted(uids, key=lambda uid: (self.breaks[uid], uid))

    def is_given_up(self, uid: int) -> bool:
        return self.breaks[uid] >= MOST_BREAKS

    def give_another_chance(self) -> None:
        self.breaks = Counter({uid: min(count, MOST_BREAKS - 1) for uid, count in self.breaks.items()})


@dataclass
class Round:
    """Mails fetched and not yet committed."""

    account: MailAccount
    box: BaseMailBox
    folder: str
    uidvalidity: int
    at_source: Clock
    progress: Callable[[], None]
    doubts: Doubts
    uids: list[int]
    kept: dict[int, int] = field(default_factory=dict)
    count: int = 0
    problem: str = ""
    held: dict[int, raw.Arrival] = field(default_factory=dict)

    @classmethod
    def begin(
        cls,
        account: MailAccount,
        box: BaseMailBox,
        folder: str,
        at_source: Clock,
        progress: Callable[[], None],
        doubts: Doubts,
    ) -> "Round":
        """Open the folder and see what is in it."""
        validity = folders.choose(box, folder)
        uids = folders.all_uids(box)
        if account.processed_folder and uids:
            folders.make_folder(box, account.processed_folder)
        kept = queries.kept_mails(account, folder, validity, uids)
        return cls(account, box, folder, validity, at_source, progress, doubts, uids, kept)

    @property
    def _is_source(self) -> bool:
        return self.folder == self.account.folder

    def put_away_what_is_kept(self) -> None:
        """Mails that were stored and not moved, since we died in between."""
        self._put_away([uid for uid in self.uids if uid in self.kept])

    def take_all(self, is_stopped: Callable[[], bool]) -> None:
        """Fetch every mail that is not kept, the doubtful ones last."""
        wanted = self.doubts.in_order(uid for uid in self.uids if uid not in self.kept)
        known = self._listed(wanted)
        for uid in wanted:
            if is_stopped():
                break
            self.take(uid, known.get(uid))
        self.flush()

    def _listed(self, uids: Sequence[int]) -> dict[int, Listed]:
        try:
            return folders.listed(self.box, uids)
        except _BROKEN:
            raise
        except imaplib.IMAP4.error:
            return {}  # one that the server cannot describe must not hide the others

    def take(self, uid: int, listed: Listed | None) -> None:
        """Fetch one mail; one that the server cannot give does not keep the others waiting."""
        size = listed.size if listed else 0
        words = f"The connection breaks at the mail with UID {uid}." if self.doubts.is_given_up(uid) else ""
        if words := words or _obstacle(size):
            self.problem = words
            return
        self.doubts.breaks[uid] += 1  # stays if the connection breaks now
        try:
            found = folders.fetch(self.box, uid, size, self.progress)
        except _BROKEN:
            self.flush_what_can_be()
            raise
        except imaplib.IMAP4.error as error:
            log.warning("mail account %s: UID %s was not given: %s", self.account.pk, uid, type(error).__name__)
            self.problem = f"The server does not hand over the mail with UID {uid}. The others were fetched."
            del self.doubts.breaks[uid]
            return
        del self.doubts.breaks[uid]
        self.progress()
        if found is not None:
            self.held[uid] = self._arrival(uid, *found)
        if len(self.held) >= BATCH_MAILS or sum(len(arrival.raw) for arrival in self.held.values()) > BATCH_BYTES:
            self.flush()

    def _arrival(self, uid: int, data: bytes, received: datetime | None) -> raw.Arrival:
        now = self.at_source()
        place = "" if self._is_source else f"{self.folder[:100]}:"
        return raw.Arrival(
            key=f"imap:{self.account.pk}:{place}{self.uidvalidity}:{uid}",
            source="imap",
            raw=data,
            received_at=min(received, now) if received else now,
            peer=self.account.host,
            inbox_id=self.account.inbox_id,
        )

    def flush(self) -> None:
        """Commit first, move then."""
        if not self.held:
            return
        uids = list(self.held)
        self._store()
        self._put_away(uids)

    def flush_what_can_be(self) -> None:
        """The connection is gone, but what came before is kept."""
        if self.held:
            self._store()

    def _store(self) -> None:
        at = self.at_source()
        self.count += fetched.store_fetched(self.account, self.folder, self.uidvalidity, self.held, at=at)
        self.held.clear()
        self.progress()

    def _put_away(self, uids: Sequence[int]) -> None:
        target = self.account.processed_folder
        if not target or not self._is_source:
            return
        for start in range(0, len(uids), folders.UIDS_AT_ONCE):
            some = uids[start : start + folders.UIDS_AT_ONCE]
            moved = folders.move(self.box, some, target)
            self.progress()
            if moved is not None:
                raw_ids = queries.kept_mails(self.account, self.folder, self.uidvalidity, some)
                there = {moved.uids[uid]: pk for uid, pk in raw_ids.items() if uid in moved.uids}
                fetched.note_copies(self.account, target, moved.uidvalidity, there)


def _obstacle(size: int) -> str:
    """Why a mail of this size is left on the server for now; '' when it is not."""
    if size > LARGEST_MAIL:
        return f"A mail of {size // MEGABYTE} MB is too large to be fetched and stays on the server."
    if size > disk.SMALL_BYTES and disk.is_nearly_full():
        return "The disk is nearly full, so mails larger than 1 MB wait on the server. Make room."
    return ""

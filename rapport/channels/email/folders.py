"""The folders of a mailbox, read and tidied by UID."""

import contextlib
import imaplib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from imap_tools import BaseMailBox

from rapport.channels.email.mailbox import MailboxProblem

PIECE_BYTES = 1024 * 1024
UIDS_AT_ONCE = 500
_INTERNALDATE = re.compile(rb'INTERNALDATE "([^"]{1,40})"')
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Listed:
    """What the server says about a mail without handing it over. `received_at` is the server's own time."""

    uid: int
    size: int
    received_at: datetime | None


@dataclass(frozen=True)
class Moved:
    """New numbers of mails in the folder they were moved to, old UID → new, under that folder's UIDVALIDITY."""

    uidvalidity: int
    uids: dict[int, int]


def choose(box: BaseMailBox, folder: str) -> int:
    """Open the folder, afresh, and answer its UIDVALIDITY: UIDs mean nothing without it."""
    box.folder.set(folder)
    _, values = box.client.response("UIDVALIDITY")
    if not values or values[0] is None:
        raise MailboxProblem("The server gives its mails no lasting numbers (UIDVALIDITY), so nothing was fetched.")
    return int(values[0])


def all_uids(box: BaseMailBox, *, since: date | None = None) -> list[int]:
    """The UIDs in the folder, ascending, without those that somebody marked as deleted; `since` a day, or all."""
    box.client.response("EXISTS")  # what is told from now on is news to whoever waits for some
    words = f"UNDELETED SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}" if since else "UNDELETED"
    return sorted(int(uid) for uid in box.uids(words))


def listed(box: BaseMailBox, uids: Sequence[int]) -> dict[int, Listed]:
    """Size and time of each mail; those that are gone meanwhile are missing. Size 0 where the server tells none."""
    found: dict[int, Listed] = {}
    for start in range(0, len(uids), UIDS_AT_ONCE):
        names = ",".join(map(str, uids[start : start + UIDS_AT_ONCE]))
        status, parts = box.client.uid("FETCH", names, "(UID RFC822.SIZE INTERNALDATE)")
        if status != "OK":
            raise imaplib.IMAP4.error(f"FETCH answered {status}")
        for part in parts:
            line = part[0] if isinstance(part, tuple) else part
            if line and (uid := _UID.search(line)):
                size = _SIZE.search(line)
                found[int(uid[1])] = Listed(int(uid[1]), int(size[1]) if size else 0, _internal_date(line))
    return found


def fetch(
    box: BaseMailBox, uid: int, size: int = 0, progress: Callable[[], None] = lambda: None
) -> tuple[bytes, datetime | None] | None:
    """The whole mail, left unread on the server, and when the server got it; None when it is gone.

    A mail whose `size` is known to be large comes in pieces, and `progress` is told of each: so a slow line is not
    taken for a dead one. Raises imaplib's `error` when the server refuses this one.
    """
    if size <= PIECE_BYTES:
        return _piece(box, uid, "")
    data = bytearray()
    received: datetime | None = None
    while True:
        found = _piece(box, uid, f"<{len(data)}.{PIECE_BYTES}>")
        if found is None:
            return None
        data += found[0]
        received = received or found[1]
        progress()
        if not found[0] or (len(found[0]) < PIECE_BYTES and len(data) >= size):
            return bytes(data), received


def _piece(box: BaseMailBox, uid: int, span: str) -> tuple[bytes, datetime | None] | None:
    status, parts = box.client.uid("FETCH", str(uid), f"(UID INTERNALDATE BODY.PEEK[]{span})")
    if status != "OK":
        raise imaplib.IMAP4.error(f"FETCH answered {status}")
    for number, part in enumerate(parts):
        if isinstance(part, tuple):
            tail = parts[number + 1] if number + 1 < len(parts) else b""
            around = part[0] + b" " + (tail if isinstance(tail, bytes) else b"")
            named = _UID.search(around)
            if named is None or int(named[1]) == uid:  # a mail that the server speaks of unasked is another one
                return part[1], _internal_date(around)
    told = b" ".join(part for part in parts if isinstance(part, bytes))
    if b"BODY[]" not in told:
        return None
    if b'""' not in told:
        raise imaplib.IMAP4.error("FETCH gave no text")
    return b"", _internal_date(told)  # an empty string needs no literal


def _internal_date(around: bytes) -> datetime | None:
    found = _INTERNALDATE.search(around)
    if not found:
        return None
    with contextlib.suppress(ValueError):
        return datetime.strptime(found.group(1).decode("ascii", "replace").strip(), "%d-%b-%Y %H:%M:%S %z")
    return None


def make_folder(box: BaseMailBox, folder: str) -> None:
    """See that the folder exists."""
    if not box.folder.exists(folder):
        box.folder.create(folder)


def move(box: BaseMailBox, uids: Sequence[int], folder: str) -> Moved | None:
    """Move these mails, and touch no other: a plain EXPUNGE would take what somebody else marked as deleted.

    Answers their new numbers where the server tells them (UIDPLUS).
    """
    names = [str(uid) for uid in uids]
    if not names:
        return None
    box.client.response("COPYUID")  # forgets what an earlier command left there
    if "MOVE" in box.client.capabilities:
        box.move(names, folder)
        return _moved(box)
    box.copy(names, folder)
    moved = _moved(box)
    box.client.uid("STORE", ",".join(names), "+FLAGS", r"(\Deleted)")  # the library's own `flag` expunges
    if "UIDPLUS" in box.client.capabilities:
        box.client.uid("EXPUNGE", ",".join(names))
    return moved


def _moved(box: BaseMailBox) -> Moved | None:
    _, told = box.client.response("COPYUID")
    uids: dict[int, int] = {}
    validity = 0
    for line in told or []:
        words = (line or b"").decode("ascii", "replace").split()
        if len(words) == 3 and words[0].isdigit():
            validity = int(words[0])
            uids.update(zip(_set_of(words[1]), _set_of(words[2]), strict=False))
    return Moved(validity, uids) if uids else None


def _set_of(words: str) -> Iterator[int]:
    """`3:5,9` → 3, 4, 5, 9."""
    for part in words.split(","):
        first, _, last = part.partition(":")
        if first.isdigit() and (not last or last.isdigit()):
            low, high = sorted((int(first), int(last or first)))
            yield from range(low, min(high, low + 100_000) + 1)

"""Works off the mails that were stored: reads them in child processes and has each become a message.

While one mail is written, the next ones are being read. Each mail has a transaction of its own, which takes the row
lock first and looks again whether the mail is still to be read: so a crash at any point loses nothing and doubles
nothing, and any number of workers may drain at once.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Protocol

from django.db import connection, transaction

from rapport.channels.email import queries
from rapport.channels.email.actions import raw
from rapport.channels.email.hands import Hands
from rapport.channels.email.models import RawMail
from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.parser_pool import ParseFailure, ParserPool
from rapport.channels.email.proof.check import Proof
from rapport.channels.email.queries import Places
from rapport.channels.email.rules import MOST_TRIES, headers_of, wait_before_next
from rapport.conversations.models import Message
from rapport.platform import disk
from rapport.platform.jobs import Job, enqueue_once
from rapport.platform.trouble import without_words

log = logging.getLogger(__name__)

BATCH_MAILS = 24
BATCH_BYTES = 16 * 1024 * 1024
CHILDREN = 1
PARSE_SECONDS = 12.0
WHEN_ALL_FAILS = timedelta(minutes=5)

Parsed = Inbound | ParseFailure
Clock = Callable[[], datetime]


class Reads(Protocol):
    def __call__(
        self, mail: RawMail, inbound: Inbound, places: Places, *, at: datetime, proof: Proof | None
    ) -> Message | None: ...


class GivesUp(Protocol):
    def __call__(
        self, mail: RawMail, sender: Inbound | None, reason: str, places: Places, *, at: datetime
    ) -> Message: ...


@dataclass(frozen=True)
class Story:
    """What happens across rooms, told by a flow: rooms may not know it. `examine` may take seconds, so it is asked
    before the transaction begins."""

    examine: Callable[[RawMail, Inbound], Proof]
    read: Reads
    give_up: GivesUp


class Unreadable(Exception):
    """The reading child gave no answer; the text says why in words for an agent."""


_pool: list[ParserPool] = []
_hands: list[Hands] = []
_running = threading.Lock()
_asked = threading.Event()


def drain(
    story: Story, *, limit: int, at_source: Clock, go_on: Callable[[], bool] = lambda: True, hands: int = 0
) -> int:
    """Read what is due, at most `limit` mails; answers how many became something. What is left is queued again.

    `hands` threads write at once, each with a connection of its own: while the database works for one mail, Python
    works for another. Mails of one sender stay in their order. With 0 the caller's thread and connection do it all.
    One drain runs in a process at a time: another call makes it look once more, and returns 0.
    """
    done = 0
    _asked.set()
    while _asked.is_set() and done < limit and _running.acquire(blocking=False):
        try:
            _asked.clear()
            done += _drain(story, limit - done, at_source, go_on, _writers(hands))
        finally:
            _running.release()
    if done >= limit:
        enqueue_once(Job.INTAKE)
    return done


def is_busy() -> bool:
    """Whether this process is working mails off at this moment."""
    return _running.locked()


def _drain(story: Story, limit: int, at_source: Clock, go_on: Callable[[], bool], hands: Hands | None) -> int:
    done = 0
    while done < limit and go_on():
        items = _while(go_on, _read_ahead(limit - done, at_source))
        take = partial(_take, story, at_source=at_source)
        settled = hands.share_out(items, take, key=_writer_of) if hands else sum(map(take, items))
        done += settled
        if not settled:
            break
    return done


def _while(go_on: Callable[[], bool], items: Iterator["_Item"]) -> Iterator["_Item"]:
    """The items until it is time to stop; asked after each, so that no mail is read for nothing."""
    for item in items:
        yield item
        if not go_on():
            return


def _writer_of(item: "_Item") -> str:
    return item.parsed.from_.key if isinstance(item.parsed, Inbound) else ""


def _writers(hands: int) -> Hands | None:
    if hands and not _hands:
        _hands.append(Hands(hands))
    return _hands[0] if hands else None


def close() -> None:
    """End the reading children and the writing threads of this process."""
    while _pool:
        _pool.pop().close()
    while _hands:
        _hands.pop().close()


@dataclass(frozen=True)
class _Item:
    mail: RawMail
    parsed: Parsed
    places: Places


def pool() -> ParserPool:
    """The reading children of this process, started at the first mail."""
    if not _pool:
        _pool.append(ParserPool(children=CHILDREN, timeout=PARSE_SECONDS))
    return _pool[0]


def _read_ahead(limit: int, at_source: Clock) -> Iterator[_Item]:
    """One walk through what is due; the child reads the next mails while the caller writes this one."""
    waiting: deque[tuple[RawMail, Places]] = deque()

    def raws() -> Iterator[bytes]:
        for mail, places in _queue(limit, at_source):
            waiting.append((mail, places))
            yield bytes(mail.raw)

    for parsed in pool().parse_many(raws()):
        mail, places = waiting.popleft()
        yield _Item(mail, parsed, places)


def _queue(limit: int, at_source: Clock) -> Iterator[tuple[RawMail, Places]]:
    """Raw mails in their order, fetched as many at once as memory should hold."""
    after: tuple[datetime, int] | None = None
    while limit > 0:
        ids: list[int] = []
        total = 0
        for pk, try_at, size in queries.due(at_source(), after=after, limit=min(limit, BATCH_MAILS)):
            if ids and total + size > BATCH_BYTES:
                break
            ids.append(pk)
            total += size
            after = (try_at, pk)
        if not ids:
            return
        limit -= len(ids)
        places = queries.places()
        yield from ((mail, places) for mail in queries.mails_of(ids))


def _take(story: Story, item: _Item, *, at_source: Clock) -> bool:
    """One mail in one transaction. False when it was not ours to take, or has to be tried again."""
    try:
        proof = story.examine(item.mail, item.parsed) if isinstance(item.parsed, Inbound) else None
        with transaction.atomic():
            if not raw.claim(item.mail, twin=_twin(item)):
                return False
            if isinstance(item.parsed, ParseFailure):
                raise Unreadable(item.parsed.reason)
            story.read(item.mail, item.parsed, item.places, at=at_source(), proof=proof)
    except OSError:
        raise  # a full disk is not the mail's fault: it waits
    except Exception as error:
        if _is_cut_off() or disk.is_out_of_room(error):
            raise
        return _failed(story, item, error, at_source())
    return True


def _is_cut_off() -> bool:
    """A database that went away is not the mail's fault either."""
    if connection.is_usable():
        return False
    connection.close()
    return True


def _twin(item: _Item) -> int:
    """A number for the Message-ID: two mails that may be the same are never written at the same time."""
    name = item.parsed.message_id if isinstance(item.parsed, Inbound) else f"mail {item.mail.pk}"
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)


def _failed(story: Story, item: _Item, error: Exception, at: datetime) -> bool:
    """Note the failure; after the last try the mail is shown as one that could not be read."""
    mail_id, tries = item.mail.pk, item.mail.tries + 1
    reason = str(error) if isinstance(error, Unreadable) else f"reading it failed ({type(error).__name__})"
    _tell(mail_id, tries, error)
    if tries < MOST_TRIES:
        raw.postpone(mail_id, tries=tries, error=reason, try_at=at + wait_before_next(tries))
        return False
    try:
        return _give_up(story, item, reason, at)
    except Exception as worse:
        if _is_cut_off():
            raise
        _tell(mail_id, tries, worse)
        raw.postpone(mail_id, tries=tries, error=reason, try_at=at + WHEN_ALL_FAILS)
        return False


def _give_up(story: Story, item: _Item, reason: str, at: datetime) -> bool:
    with transaction.atomic():
        if not raw.claim(item.mail, twin=_twin(item)):
            return False
        raw.give_up(item.mail, tries=item.mail.tries + 1, error=reason)
        story.give_up(item.mail, _sender(item), reason, item.places, at=at)
    return True


def _sender(item: _Item) -> Inbound | None:
    """Who wrote it, from the headers alone; None when not even they can be read."""
    if isinstance(item.parsed, Inbound):
        return item.parsed
    try:
        return pool().parse(headers_of(bytes(item.mail.raw)))
    except ParseFailure:
        return None


def _tell(mail_id: int, tries: int, error: Exception) -> None:
    log.warning("mail %s failed on try %s: %s", mail_id, tries, without_words(error))

"""Mail for tests: made, handed in, read; and the listener and workers as processes of their own."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from urllib.parse import quote

from django.db import connection

from rapport.channels.email import addresses, intake
from rapport.channels.email.actions import Arrival, smtp_key, store
from rapport.channels.email.listener.serve import Listener
from rapport.channels.email.models import RawMail
from rapport.channels.email.parse import Inbound, parse
from rapport.channels.email.parser_pool import ParseFailure
from rapport.conversations.models import Conversation, Message
from rapport.flows.mail_is_read import STORY
from tests.cast import NOON, UMA, inbox, later
from tests.patience import PATIENCE

_serial = count(1)
REPLY_DOMAIN = "reply.desk.example"


def mail(
    sender: tuple[str, str] = UMA,
    to: str = "help@desk.example",
    *headers: tuple[str, str],
    subject: str = "The chain slips",
    text: str = "Hello, the chain slips.",
    message_id: str | None = None,
) -> bytes:
    """A plain mail; `headers` stand on top, where a mail server puts its own. `message_id` '' leaves it out."""
    name, address = sender
    own = f"<mail-{next(_serial)}@customer.example>" if message_id is None else message_id
    lines = [*headers, ("From", f"{name} <{address}>"), ("To", to), ("Subject", subject)]
    lines += [("Message-ID", own)] if own else []
    lines += [("Date", "Wed, 04 Mar 2026 11:59:00 +0000"), ("Content-Type", "text/plain; charset=utf-8")]
    return ("".join(f"{key}: {value}\r\n" for key, value in lines) + f"\r\n{text}\r\n").encode()


def secret_address(of: Conversation, *, form: str = "domain") -> str:
    """The reply address that only this conversation's customer was given; `plus` for inboxes without a reply domain."""
    domain = REPLY_DOMAIN if form == "domain" else ""
    return addresses.reply_address(of.pk, inbox_address=of.inbox.address, reply_domain=domain)


def hand_in(
    raw: bytes, *to: str, at: datetime = NOON, source: str = "smtp", envelope_from: str = "uma@customer.example"
) -> RawMail:
    """Store the mail as the listener would."""
    key = smtp_key()
    store(
        [Arrival(key, source, raw, at, envelope_from=envelope_from, envelope_to=to or ("help@desk.example",))],
        at=at,
        wake=False,
    )
    return RawMail.objects.get(key=key)


def read(at: datetime | None = None, limit: int = 10_000) -> int:
    """Read what is due."""
    moment = at or later(hours=1)
    return intake.drain(STORY, limit=limit, at_source=lambda: moment)


def comes(raw: bytes, *to: str, at: datetime = NOON, envelope_from: str = "uma@customer.example") -> Message:
    """Hand in one mail, read it, answer the message that it became."""
    inbox()
    stored = hand_in(raw, *to, at=at, envelope_from=envelope_from)
    read()
    stored.refresh_from_db()
    assert stored.message is not None, (stored.state, stored.error)
    return stored.message


def replies(to: Conversation, *headers: tuple[str, str], sender: tuple[str, str] = UMA, **fields: str) -> Message:
    """A mail to the secret address of the conversation."""
    address = secret_address(to)
    return comes(mail(sender, address, *headers, **fields), address)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def listening(*, lmtp: bool = False, mails_a_minute: int = 600) -> Iterator[int]:
    """The real listener in a thread of this process; yields its port."""
    port = free_port()
    ready, loop = threading.Event(), asyncio.new_event_loop()
    listener = Listener("127.0.0.1", 0 if lmtp else port, port if lmtp else 0, "desk.example", mails_a_minute)
    stop = asyncio.Event()

    async def serve() -> None:
        await listener.open()
        ready.set()
        await stop.wait()
        await listener.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        loop.close()


def environment(**more: str) -> dict[str, str]:
    """What a process needs to work on the test database."""
    settings = connection.settings_dict
    host = quote(str(settings["HOST"]), safe="")
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={host}"
    if not str(settings["HOST"]).startswith("/"):
        url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{host}:{settings['PORT']}/{settings['NAME']}"
    return {**os.environ, "RAPPORT_DATABASE_URL": url, "RAPPORT_LOG_LEVEL": "ERROR", **more}


def start(*arguments: str, **more: str) -> "subprocess.Popen[bytes]":
    """A Python process on the test database; the caller ends it."""
    return subprocess.Popen([sys.executable, *arguments], env=environment(**more))


class InProcess:
    """Parses without a child, for tests that start the reader hundreds of times, or poison it."""

    def __init__(self, poison: bytes = b"\0never") -> None:
        self.poison = poison

    def parse(self, raw: bytes) -> Inbound:
        if self.poison in raw:
            raise ParseFailure("reading it took longer than 12 seconds")
        return parse(raw)

    def parse_many(self, raws: Iterable[bytes]) -> Iterator[Inbound | ParseFailure]:
        for raw in raws:
            try:
                yield self.parse(raw)
            except ParseFailure as failure:
                yield failure

    def close(self) -> None:
        return


# The work of a process that does nothing but read mail.
READER = """
import threading
from rapport.channels.email import intake
from rapport.flows.mail_is_read import STORY
from rapport.platform import clock
from tests.mailroom import InProcess
intake._pool.append(InProcess())
while True:
    intake.drain(STORY, limit=100000, at_source=clock.now)
    threading.Event().wait(0.02)
"""

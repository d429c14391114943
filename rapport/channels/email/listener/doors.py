"""The connections: SMTP and LMTP, how large a mail may be, how many may come at once, and how they end."""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from typing import AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from rapport.channels.email.listener.handler import Handler
from rapport.channels.email.listener.pace import network_of

LARGEST_MAIL = 25 * 1024 * 1024
CONNECTIONS_PER_NETWORK = 100
CONNECTIONS = 500
IDLE_SECONDS = 300.0
FINISH_SECONDS = 8.0

TOO_LARGE = "552 5.3.4 This mail is larger than 25 MB, the most that is taken here. Send large files as a link."
TOO_MANY = "421 4.7.0 Too many connections from your network at once. Try again in a minute."
CLOSING = "421 4.3.2 This server is about to stop. Send again in a minute."


@dataclass
class Visitors:
    """Who is connected, so that nobody takes all places and a mail in hand is finished before the end."""

    connections: set["Door"] = field(default_factory=set)
    per_network: Counter[str] = field(default_factory=Counter)

    def enter(self, door: "Door", peer: str) -> bool:
        network = network_of(peer)
        if self.per_network[network] >= CONNECTIONS_PER_NETWORK or len(self.connections) >= CONNECTIONS:
            return False
        self.connections.add(door)
        self.per_network[network] += 1
        return True

    def leave(self, door: "Door", peer: str) -> None:
        if door in self.connections:
            self.connections.discard(door)
            network = network_of(peer)
            self.per_network[network] -= 1
            if not self.per_network[network]:
                del self.per_network[network]

    async def see_out(self) -> None:
        """Send the idle away at once and wait, not for ever, for those who are handing over a mail."""
        end = asyncio.get_running_loop().time() + FINISH_SECONDS
        while self.connections and asyncio.get_running_loop().time() < end:
            for door in list(self.connections):
                if not door.is_busy:
                    await door.dismiss(CLOSING)
            await asyncio.sleep(0.02)


class Door(SMTP):
    """One SMTP connection. Only CRLF.CRLF ends a mail, and a line may be as long as one: real mails have such lines."""

    line_length_limit = LARGEST_MAIL

    def __init__(self, handler: Handler, visitors: Visitors, hostname: str) -> None:
        super().__init__(
            handler,
            hostname=hostname,
            ident="Rapport",
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            decode_data=False,
            timeout=IDLE_SECONDS,
            loop=asyncio.get_running_loop(),
        )
        self.is_busy = False
        self._visitors = visitors
        self._peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        name = transport.get_extra_info("peername")
        self._peer = str(name[0]) if isinstance(name, tuple) else ""
        super().connection_made(transport)
        if not self._visitors.enter(self, self._peer):
            asyncio.get_running_loop().create_task(self.dismiss(TOO_MANY))

    def connection_lost(self, error: Exception | None) -> None:
        self._visitors.leave(self, self._peer)
        super().connection_lost(error)

    async def dismiss(self, words: str) -> None:
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        with contextlib.suppress(ConnectionError):
            await self.push(words)
        transport.close()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        self.is_busy = True
        try:
            await super().smtp_DATA(arg)
        finally:
            self.is_busy = False

    async def push(self, status: AnyStr) -> None:
        too_large = isinstance(status, str) and status.startswith("552")
        await (super().push(TOO_LARGE) if too_large else super().push(status))


class SideDoor(Door, LMTP):
    """One LMTP connection: the mail is answered once for each recipient (RFC 2033)."""

    _answers = 1

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        self._answers = max(len(self.envelope.rcpt_tos), 1) if self.envelope else 1
        await super().smtp_DATA(arg)
        self._answers = 1

    async def push(self, status: AnyStr) -> None:
        is_final = isinstance(status, str) and not status.startswith(("354", "50"))
        for _ in range(self._answers if is_final else 1):
            await super().push(status)

"""Opens both doors, and closes them when the process is asked to end."""

import asyncio
import logging
import os
import signal
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings

from rapport.channels.email.listener.database import Database, write
from rapport.channels.email.listener.doors import Door, SideDoor, Visitors
from rapport.channels.email.listener.handler import Handler
from rapport.channels.email.listener.ledger import Ledger
from rapport.channels.email.listener.pace import Pace

log = logging.getLogger(__name__)


@dataclass
class Listener:
    """Both doors and what stands behind them."""

    host: str
    smtp_port: int
    lmtp_port: int
    hostname: str
    mails_a_minute: int = 600
    visitors: Visitors = field(default_factory=Visitors)
    servers: list[asyncio.Server] = field(default_factory=list)
    database: Database = field(default_factory=Database)

    async def open(self) -> None:
        """Raises OSError when a port cannot be had."""
        ledger = Ledger(write, self.database.run)
        pace = Pace(self.mails_a_minute, asyncio.get_running_loop().time)
        for kind, source, port in ((Door, "smtp", self.smtp_port), (SideDoor, "lmtp", self.lmtp_port)):
            if port:
                door = partial(kind, Handler(source, self.database, ledger, pace), self.visitors, self.hostname)
                loop = asyncio.get_running_loop()
                self.servers.append(await loop.create_server(door, self.host, port, backlog=200))

    async def close(self) -> None:
        for server in self.servers:
            server.close()
        await self.visitors.see_out()
        self.database.close()


async def serve() -> None:
    listener = Listener(
        settings.RAPPORT_HOST,
        settings.RAPPORT_SMTP_PORT,
        settings.RAPPORT_LMTP_PORT,
        settings.RAPPORT_MAIL_DOMAIN,
        settings.RAPPORT_PEER_MAILS_A_MINUTE,
    )
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await listener.open()
    log.info("taking mail on %s:%s", settings.RAPPORT_HOST, settings.RAPPORT_SMTP_PORT)
    await stop.wait()
    await listener.close()


def main() -> None:
    try:
        asyncio.run(serve())
    except OSError as problem:
        words = os.strerror(problem.errno) if problem.errno else str(problem)
        raise SystemExit(f"The mail listener cannot start: {words}.") from problem

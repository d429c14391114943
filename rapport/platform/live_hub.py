"""Listens for changes once per process and hands them to every open stream.

A dropped database connection is taken up again with back-off; streams are then told to fetch everything anew, since
a notification is only a hint and may have been missed.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator

import psycopg
from django.db import connections

from rapport.platform import clock, live

log = logging.getLogger(__name__)

EVERYTHING = live.Change(ids=("everything",))
LONGEST_QUEUE = 200
REMEMBERED = 500
LINGER_SECONDS = 30


class Hub:
    """Fans the notifications of one database connection out to queues, one per stream."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[live.Change]] = set()
        self._task: asyncio.Task[None] | None = None
        self._recent: deque[tuple[float, live.Change]] = deque(maxlen=REMEMBERED)
        self._listening = asyncio.Event()
        self._listening_since = 0.0
        self._lost = False

    async def since(self, moment: float) -> list[live.Change]:
        """What changed after a page was made and before its stream opened; everything, when that is not known.

        `moment` is seconds since the epoch, as the page carries it.
        """
        await self._listening.wait()
        oldest = self._recent[0][0] if len(self._recent) == REMEMBERED else self._listening_since
        if moment < oldest:
            return [EVERYTHING]
        return [change for at, change in self._recent if at >= moment]

    @contextlib.asynccontextmanager
    async def subscription(self) -> AsyncIterator[asyncio.Queue[live.Change]]:
        """A queue of changes for as long as the stream is open; the first stream starts the listening."""
        queue: asyncio.Queue[live.Change] = asyncio.Queue(LONGEST_QUEUE)
        self._queues.add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen_forever())
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    async def _listen_forever(self) -> None:
        pause = 0.5
        while self._queues:
            try:
                await self._listen()
                pause = 0.5
            except (psycopg.Error, OSError) as error:
                self._listening.clear()
                self._lost = True
                log.warning("live stream lost the database (%s); trying again", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 10)

    async def _listen(self) -> None:
        parameters = connections["default"].get_connection_params()
        wanted = {
            key: value for key, value in parameters.items() if key in {"dbname", "user", "password", "host", "port"}
        }
        async with await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as connection:
            await connection.execute(f"LISTEN {live.CHANNEL}")
            self._recent.clear()
            self._listening_since = clock.now().timestamp()
            self._listening.set()
            if self._lost:
                self._lost = False
                self._tell(EVERYTHING)
            await self._hear(connection)
            self._listening.clear()

    async def _hear(self, connection: psycopg.AsyncConnection[object]) -> None:
        """Until no stream was open for a while: most of the time the last one closes because a page was changed."""
        quiet = 0
        while quiet < LINGER_SECONDS:
            async for note in connection.notifies(timeout=5):
                change = live.parse(note.payload)
                if change is not None:
                    self._recent.append((clock.now().timestamp(), change))
                    self._tell(change)
            quiet = 0 if self._queues else quiet + 5

    def _tell(self, change: live.Change) -> None:
        for queue in self._queues:
            try:
                queue.put_nowait(change)
            except asyncio.QueueFull:
                # A stream that reads too slowly starts over with everything.
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(EVERYTHING)


hub = Hub()

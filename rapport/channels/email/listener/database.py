"""All database work of the listener, in one thread, so that the event loop never waits for it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import connection

from rapport.channels.email.actions import Arrival, store
from rapport.channels.email.queries import Places, places
from rapport.platform import clock

PLACES_LIVE_SECONDS = 3.0


class Database:
    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._places = Places()
        self._read_at = float("-inf")

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(_reconnecting, work, *arguments))

    async def places(self) -> Places:
        now = asyncio.get_running_loop().time()
        if now - self._read_at > PLACES_LIVE_SECONDS:
            self._places = await self.run(places)
            self._read_at = now
        return self._places

    def close(self) -> None:
        self._thread.submit(_disconnect)
        self._thread.shutdown()


def _reconnecting(work: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return work(*arguments)
    except Exception:
        connection.close()
        raise


def _disconnect() -> None:
    connection.close()


def write(arrivals: Sequence[Arrival]) -> None:
    store(arrivals, at=clock.now())

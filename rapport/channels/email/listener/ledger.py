"""Mails of all connections that arrive within a few milliseconds share one commit, and so one sync of the disk."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from rapport.channels.email.actions import Arrival

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.003
MOST_IN_ONE_COMMIT = 64


class Ledger:
    """Writes mails down in groups: one transaction for all that waited while the one before was committed."""

    def __init__(self, write: Callable[[Sequence[Arrival]], None], run: Callable[..., Any]) -> None:
        self._write = write
        self._run = run
        self._waiting: list[tuple[Arrival, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def enter(self, arrival: Arrival) -> None:
        """Return when the mail is committed; raise when it is not."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, future))
        if self._task is None:
            self._task = asyncio.create_task(self._work_off())
        await future

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(GATHER_SECONDS)
                group, self._waiting = self._waiting[:MOST_IN_ONE_COMMIT], self._waiting[MOST_IN_ONE_COMMIT:]
                await self._commit(group)
        finally:
            self._task = None

    async def _commit(self, group: list[tuple[Arrival, "asyncio.Future[None]"]]) -> None:
        try:
            await self._run(self._write, [arrival for arrival, _ in group])
        except Exception as error:
            if len(group) > 1:
                # One mail that cannot be written must not keep the others out.
                for entry in group:
                    await self._commit([entry])
                return
            log.error("a mail could not be stored: %s", type(error).__name__)
            _settle(group[0][1], error)
            return
        for _, future in group:
            _settle(future, None)


def _settle(future: "asyncio.Future[None]", error: Exception | None) -> None:
    if future.done():  # the peer hung up; the mail is kept all the same
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)

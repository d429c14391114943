"""Threads that write mails side by side, each on a database connection of its own."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar
from zlib import crc32

from django.db import connection

Item = TypeVar("Item")
WAITING_EACH = 4


class Hands:
    """A fixed number of threads. What has the same key is done by the same thread, in the order it came."""

    def __init__(self, count: int) -> None:
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix="write mail") for _ in range(count)]

    def share_out(self, items: Iterable[Item], do: Callable[[Item], bool], *, key: Callable[[Item], str]) -> int:
        """Do every item; answers for how many `do` said True. Takes only so many items ahead as the threads need.

        The first error ends it: nothing more is taken, what is in hand is finished, and the error is raised.
        """
        room = threading.BoundedSemaphore(WAITING_EACH * len(self._threads))
        given: list[Future[bool]] = []
        broken = threading.Event()

        def one(item: Item) -> bool:
            try:
                return not broken.is_set() and do(item)
            except BaseException:
                broken.set()
                raise
            finally:
                room.release()

        try:
            for item in items:
                room.acquire()
                if broken.is_set():
                    break
                given.append(self._thread_for(key(item)).submit(one, item))
        finally:
            for thread in [thread.submit(_let_go) for thread in self._threads]:
                thread.result()
        return sum(done.result() for done in given)

    def close(self) -> None:
        """End the threads when their work is done."""
        for thread in self._threads:
            thread.shutdown()

    def _thread_for(self, key: str) -> ThreadPoolExecutor:
        return self._threads[crc32(key.encode()) % len(self._threads)]


def _let_go() -> None:
    """Looked up in the thread that runs this: the connection of another one may not be closed."""
    connection.close()

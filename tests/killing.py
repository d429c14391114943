"""A process that is killed again and again and comes back at once: a parent that has everything imported forks it."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from tests.mailroom import environment

_PARENT = """
import os, sys, django
django.setup()
work = compile(sys.argv[1], "work", "exec")
exec(sys.argv[2])
while True:
    child = os.fork()
    if not child:
        exec(work)
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
"""


class Victim:
    """The process that does the work now."""

    def __init__(self, parent: "subprocess.Popen[bytes]") -> None:
        self._parent = parent
        self.kills = 0
        self.in_hand = 0
        self.pid = self._next()

    def _next(self) -> int:
        assert self._parent.stdout is not None
        return int(self._parent.stdout.readline())

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.kills += 1
        self.pid = self._next()

    def kill_often(self, times: int, *, chance: random.Random, within: float, busy: Callable[[], bool]) -> None:
        """Kill it at moments that differ from life to life, and count those at which there was work to do."""
        for _ in range(times):
            time.sleep(chance.random() * within)
            self.in_hand += busy()
            self.kill()


@contextlib.contextmanager
def victim(work: str, *, first: str = "", **more: str) -> Iterator[Victim]:
    """`work` is Python that never returns; `first` is what the parent imports for it, once."""
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, work, first], stdout=subprocess.PIPE, env=environment(**more)
    )
    try:
        found = Victim(parent)
        yield found
    finally:
        parent.kill()
        with contextlib.suppress(ProcessLookupError, NameError):
            os.kill(found.pid, signal.SIGKILL)
        parent.wait()
        if parent.stdout:
            parent.stdout.close()

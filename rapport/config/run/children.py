"""A child process that is started, watched, started again after a fall, and stopped."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

CALM_SECONDS = 60.0
LONGEST_WAIT = 30.0


@dataclass
class Child:
    name: str
    lifeline: int
    environment: Mapping[str, str]
    log: IO[bytes] | None
    say: Callable[[str], None]
    process: "subprocess.Popen[bytes] | None" = None
    falls: int = 0
    started_at: float = 0.0
    start_again_at: float = field(default=0.0)

    def start(self, *arguments: str, stdout: int | None = None) -> "subprocess.Popen[bytes]":
        self.process = spawn(self.name, self.lifeline, self.environment, self.log, arguments, stdout)
        self.started_at = time.monotonic()
        return self.process

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def watch(self, now: float) -> None:
        """Called a few times a second: starts the process again, later and later while it keeps falling."""
        if self.is_running:
            return
        if self.process is not None:
            self._note_the_fall(self.process.returncode, now)
        if now >= self.start_again_at:
            self.start()

    def _note_the_fall(self, code: int, now: float) -> None:
        self.process = None
        self.falls = 1 if now - self.started_at > CALM_SECONDS else self.falls + 1
        wait = min(LONGEST_WAIT, 0.5 * 2 ** (self.falls - 1))
        self.start_again_at = now + wait
        self.say(f"The {self.name} stopped unexpectedly ({_cause(code)}). It starts again in {wait:g} s.")

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()

    def make_stop(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.say(f"The {self.name} did not stop in time and is ended now.")
            self.process.kill()
            self.process.wait()


def spawn(
    part: str,
    lifeline: int,
    environment: Mapping[str, str],
    log: IO[bytes] | None,
    arguments: tuple[str, ...] = (),
    stdout: int | None = None,
) -> "subprocess.Popen[bytes]":
    """`log` None lets the child write to our own stderr."""
    return subprocess.Popen(
        [sys.executable, "-m", "rapport.config.run.child", part, *arguments],
        stdin=lifeline,
        stdout=stdout if stdout is not None else log,
        stderr=log,
        env={"MALLOC_ARENA_MAX": "2", **os.environ, **environment},  # threads take turns: more arenas only keep memory
        # Ctrl-C is for the supervisor, which then stops its children in order.
        start_new_session=True,
    )


def _cause(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"

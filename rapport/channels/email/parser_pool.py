"""Mails are read in child processes that can be killed: a mail that hangs or crashes its reader costs only itself."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.parse.wire import HEAD, frame, length_of, unpack

_COMMAND = [sys.executable, "-m", "rapport.channels.email.parse_child"]
_PIPE_BYTES = 1024 * 1024
_AHEAD_BYTES = 4 * 1024 * 1024
_AHEAD_MAILS = 8


class ParseFailure(Exception):
    """A mail that could not be read in its time or memory; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ParserPool:
    """Child processes that parse. Safe to use from several threads; `close` (or `with`) ends the children."""

    def __init__(self, children: int = 1, timeout: float = 10.0) -> None:
        """Keep up to `children` processes; a mail may take `timeout` seconds."""
        self._most = max(children, 1)
        self._timeout = timeout
        self._idle: list[_Child] = []
        self._free = threading.Semaphore(self._most)
        self._lock = threading.Lock()
        self._closed = False

    def parse(self, raw: bytes) -> Inbound:
        """Read one mail. Raises ParseFailure when it takes too long or kills its reader."""
        with self._free:
            result = next(self._run([raw]))
        if isinstance(result, ParseFailure):
            raise result
        return result

    def parse_many(self, raws: Iterable[bytes]) -> Iterator[Inbound | ParseFailure]:
        """Read mails in order while the caller works on the results; it has a child of its own until it ends."""
        return self._run(raws)

    def close(self) -> None:
        """End all idle children; those at work end when their work does."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.stop()

    def __enter__(self) -> ParserPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, raws: Iterable[bytes]) -> Iterator[Inbound | ParseFailure]:
        pipeline = _Pipeline(self._take(), iter(raws), self._timeout)
        try:
            yield from pipeline.results()
        finally:
            self._give_back(pipeline)

    def _take(self) -> _Child:
        """One that lives: an idle one may have been killed meanwhile, and no mail is to blame for that."""
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    return child
                child.stop()
        return _Child()

    def _give_back(self, pipeline: _Pipeline) -> None:
        child = pipeline.child
        with self._lock:
            keep = not self._closed and not pipeline.waiting and child.alive and len(self._idle) < self._most
            if keep:
                self._idle.append(child)
        if not keep:
            child.stop()


class _Pipeline:
    """One child and the mails on their way through it."""

    def __init__(self, child: _Child, raws: Iterator[bytes], timeout: float) -> None:
        self.child = child
        self.waiting: deque[bytes] = deque()
        self._raws = raws
        self._timeout = timeout
        self._more = True

    def results(self) -> Iterator[Inbound | ParseFailure]:
        while self._fill():
            yield self._next()

    def _fill(self) -> bool:
        """Send ahead as much as is wise; False when nothing is left to read."""
        while self._more and len(self.waiting) < _AHEAD_MAILS and sum(map(len, self.waiting)) < _AHEAD_BYTES:
            raw = next(self._raws, None)
            if raw is None:
                self._more = False
                break
            self.waiting.append(raw)
            self.child.send(raw)
        return bool(self.waiting)

    def _next(self) -> Inbound | ParseFailure:
        try:
            answer = self.child.receive(self._timeout)
        except (ParseFailure, OSError) as error:
            self._restart()
            return (
                error if isinstance(error, ParseFailure) else ParseFailure(f"its reader could not be asked ({error})")
            )
        self.waiting.popleft()
        self._fill()
        self.child.push()
        try:
            read = unpack(answer)
        except ValueError as error:
            self._restart(answered=True)
            return ParseFailure(f"the reader's answer was broken ({error})")
        return ParseFailure(read) if isinstance(read, str) else read

    def _restart(self, *, answered: bool = False) -> None:
        """A new child takes the mails that stood behind the one that failed."""
        if not answered:
            self.waiting.popleft()
        self.child.stop()
        self.child = _Child()
        for raw in self.waiting:
            self.child.send(raw)


class _Child:
    """One process, its pipes without blocking, and what is still to be written to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=_root()
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._unsent: deque[memoryview] = deque()
        self._received = bytearray()
        for pipe in (self._in, self._out):
            os.set_blocking(pipe.fileno(), False)
            _widen(pipe.fileno())

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def send(self, raw: bytes) -> None:
        self._unsent.append(memoryview(frame(raw)))
        self.push()

    def push(self) -> None:
        """Write what the pipe takes now; a dead child is noticed when its answer is read."""
        try:
            while self._unsent:
                written = self._in.write(self._unsent[0])
                if not written:
                    return
                if written == len(self._unsent[0]):
                    self._unsent.popleft()
                else:
                    self._unsent[0] = self._unsent[0][written:]
        except (BrokenPipeError, ConnectionResetError):
            self._unsent.clear()

    def receive(self, timeout: float) -> bytes:
        """The next answer. Raises ParseFailure when the child dies or `timeout` seconds pass."""
        deadline = time.monotonic() + timeout
        while (answer := self._answer()) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise ParseFailure(f"reading it took longer than {timeout:g} seconds")
            self._exchange(left)
        return answer

    def _answer(self) -> bytes | None:
        if len(self._received) < HEAD or len(self._received) < HEAD + (size := length_of(self._received)):
            return None
        answer = bytes(memoryview(self._received)[HEAD : HEAD + size])
        del self._received[: HEAD + size]
        return answer

    def _exchange(self, seconds: float) -> None:
        """Wait until a pipe is ready, then write and read."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._out, selectors.EVENT_READ)
            if self._unsent:
                selector.register(self._in, selectors.EVENT_WRITE)
            selector.select(seconds)
        self.push()
        chunk = self._out.read(_PIPE_BYTES)
        if chunk == b"":
            raise ParseFailure("the process that read it died")
        if chunk:
            self._received += chunk

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._in, self._out):
            with contextlib.suppress(OSError):
                pipe.close()


def _root() -> str:
    """The folder that holds the package, so that `-m` finds it wherever the parent runs."""
    return str(Path(__file__).resolve().parents[3])


def _widen(descriptor: int) -> None:
    """Room for a whole mail in the pipe, so that the child goes on while the parent works (Linux only)."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

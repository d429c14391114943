"""Starts the parts in order, watches them, stops them in order."""

import contextlib
import fcntl
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any

from rich.console import Console

from rapport.config import folder, settings
from rapport.config.run import ports, summary
from rapport.config.run.children import Child
from rapport.config.run.reload import Sources
from rapport.platform import db, postmaster

GRACE_SECONDS = 10.0
READY_SECONDS = 60.0
TICK_SECONDS = 0.2
LOG_BYTES = 20_000_000


class StartProblem(Exception):
    """Rapport cannot start; the text is one line for the person who started it."""


class Stopped(Exception):
    """Asked to stop while starting."""


class Supervisor:
    def __init__(self, sample: bool, reload: bool) -> None:
        self.sample = sample
        self.sources = Sources() if reload else None
        self.out = Console(highlight=False)
        self.patience = self.out.status("Getting ready …")  # shows nothing without a terminal
        self.stop_asked = threading.Event()
        self.server: db.Server | None = None
        self.children: list[Child] = []
        # Held open for life and by nobody else: when it closes, the children know that they are alone.
        self.lifeline, self.held_end = os.pipe()

    def run(self) -> None:
        """Returns after a clean stop. Raises StartProblem."""
        self._listen_to_signals()
        with _only_one(settings.RAPPORT_DATA), _log() as log:
            ports.check(settings.RAPPORT_HOST, _ports())
            try:
                self._start(log)
                self._watch()
            except Stopped:
                pass
            finally:
                self._stop()

    def _start(self, log: IO[bytes] | None) -> None:
        with self.patience:
            self.children = [Child(name, self.lifeline, environment(), log, self._say) for name in _parts()]
            said = self._start_web(self.children[0])
            if not settings.RAPPORT_DATABASE_URL:  # while the web server loads
                self.server = db.ensure_running(settings.RAPPORT_DATA)
            state = self._hear(said)
            for child in self.children[1:]:
                child.start()
            self._wait_until_ready()
        folder.write_port(settings.RAPPORT_DATA, settings.RAPPORT_HTTP_PORT)
        summary.show(self.out, state, _log_path(), self.sample)

    def _start_web(self, web: Child) -> "queue.SimpleQueue[bytes]":
        """Returns what it will say on stdout, line by line."""
        sample = ["--sample"] if self.sample else []
        process = web.start("--prepare", *sample, stdout=subprocess.PIPE)
        said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=_pass_on, args=(process.stdout, said), daemon=True).start()
        return said

    def _hear(self, said: "queue.SimpleQueue[bytes]") -> dict[str, Any]:
        """Waits for the line that tells where Rapport stands."""
        while not self.stop_asked.is_set():
            with contextlib.suppress(queue.Empty):
                state = _understand(said.get(timeout=0.02))
                if "of" not in state:
                    return state
                self.patience.update(f"Moving the sample company in … {state['done']} of {state['of']}")
        raise Stopped

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        wanted = [port.number for port in _ports() if port.number]
        while not all(ports.answers(settings.RAPPORT_HOST, number) for number in wanted):
            if self.stop_asked.wait(0.05):
                raise Stopped
            fallen = next((child for child in self.children if not child.is_running), None)
            if fallen or time.monotonic() > deadline:
                raise StartProblem(_did_not_start(fallen.name if fallen else "web server or mail listener"))

    def _watch(self) -> None:
        while not self.stop_asked.wait(TICK_SECONDS):
            self._keep_the_database()
            if self.sources and self.sources.changed():
                self._restart_children()
            now = time.monotonic()
            for child in self.children:
                child.watch(now)

    def _keep_the_database(self) -> None:
        """A database that another command started ends with that command; then it becomes ours."""
        if self.server is None:
            return
        gone = (
            self.server.has_stopped()
            if self.server.is_ours
            else not postmaster.is_answering(db.cluster_of(settings.RAPPORT_DATA))
        )
        if gone:
            self._say("The database stopped. It starts again.")
            self.server = db.ensure_running(settings.RAPPORT_DATA)

    def _restart_children(self) -> None:
        self._say("The code changed. Starting again.")
        self._stop_children(self.children)
        for child in self.children:
            child.start()

    def _stop(self) -> None:
        doors = [child for child in self.children if child.name != "worker"]
        self._stop_children(doors)
        self._stop_children([child for child in self.children if child not in doors])
        if self.server:
            self.server.stop()
        os.close(self.held_end)

    def _stop_children(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in children:
            child.make_stop(deadline)

    def _listen_to_signals(self) -> None:
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGTERM, self._on_signal)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to stay
            signal.signal(signal.SIGHUP, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.stop_asked.is_set():  # asked twice: somebody is in a hurry
            for child in self.children:
                child.kill()
        self.stop_asked.set()

    def _say(self, words: str) -> None:
        self.out.print(f"{time.strftime('%H:%M:%S')} {words}", soft_wrap=True, markup=False)


def _parts() -> list[str]:
    takes_mail = settings.RAPPORT_SMTP_PORT or settings.RAPPORT_LMTP_PORT
    return ["web", "worker", *(["listener"] if takes_mail else [])]


def _did_not_start(name: str) -> str:
    path = _log_path()
    return f"The {name} did not start. " + (f"It said why at the end of {path}" if path else "It said why above.")


def _pass_on(lines: Iterable[bytes] | None, said: "queue.SimpleQueue[bytes]") -> None:
    for line in lines or ():
        said.put(line)
    said.put(b"")


def _understand(line: bytes) -> dict[str, Any]:
    """Raises StartProblem when the line is the end of a stream or says what is wrong."""
    if not line:
        raise StartProblem(_did_not_start("web server"))
    state: dict[str, Any] = json.loads(line)
    if "problem" in state:
        raise StartProblem(state["problem"])
    return state


def environment() -> dict[str, str]:
    return {"RAPPORT_DATA": str(settings.RAPPORT_DATA), "DJANGO_SETTINGS_MODULE": "rapport.config.settings"}


def _ports() -> list[ports.Port]:
    return [
        ports.Port(settings.RAPPORT_HTTP_PORT, "--http", "the web pages"),
        ports.Port(settings.RAPPORT_SMTP_PORT, "--smtp", "mail (SMTP)"),
        ports.Port(settings.RAPPORT_LMTP_PORT, "--lmtp", "mail (LMTP)"),
    ]


def _log_path() -> Path | None:
    return None if settings.RAPPORT_DEBUG else settings.RAPPORT_DATA / "rapport.log"


@contextlib.contextmanager
def _log() -> Iterator[IO[bytes] | None]:
    path = _log_path()
    if path is None:
        yield None
        return
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        yield log


@contextlib.contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Two supervisors on one data folder would do everything twice."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (data / "run.lock").open("a+")
    except OSError as problem:
        raise StartProblem(
            f"The data folder {data} cannot be used: {problem.strerror}. Choose another: --data DIR"
        ) from problem
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartProblem(
                f"Rapport already runs with the data folder {data}. Stop it first, or choose another: --data DIR"
            ) from None
        yield

"""Starts a real `rapport run` and looks at it from outside, as a person at a terminal would."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx
import psutil

from tests.patience import PATIENCE, wait_for

RAPPORT = [str(Path(sys.executable).with_name("rapport"))]


def clean_environment(**more: str) -> dict[str, str]:
    """Without the settings of the test run itself, so that a command starts as it would in a new terminal; the DNS is
    never asked."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("RAPPORT_", "DJANGO_", "PYTEST_"))
    }
    return {**kept, "RAPPORT_DNS": "0", **more}


def command(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*RAPPORT, *arguments],
        env=clean_environment(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def free_ports(number: int) -> list[int]:
    held = [socket.socket() for _ in range(number)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def words_of(process: psutil.Process) -> list[str]:
    """What it was started with; nothing for one that has ended, whether or not its parent has noticed."""
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


class Running:
    """A `rapport run` on ports of its own; its output is kept in `said`."""

    def __init__(self, data: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.http, self.smtp = free_ports(2)
        self.url = f"http://127.0.0.1:{self.http}"
        self.output = data.with_name(f"{data.name}.out")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*RAPPORT, "run", "--http", str(self.http), "--smtp", str(self.smtp), "--data", str(data), *arguments],
                env=clean_environment(**(environment or {})),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def log(self) -> str:
        path = self.data / "rapport.log"
        return path.read_text() if path.exists() else ""

    def wait_until_ready(self) -> "Running":
        wait_for(lambda: "Ctrl-C stops it." in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said + self.log
        return self

    def family(self) -> list[psutil.Process]:
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def part(self, name: str) -> psutil.Process:
        """The child process that runs one part: 'web', 'worker' or 'listener'."""
        return next(one for one in self.family() if f"rapport.config.run.child {name}" in " ".join(words_of(one)))

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=PATIENCE)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_: object) -> None:
        family = self.family() if self.process.poll() is None else []
        try:
            self.stop(signal.SIGTERM)
        except subprocess.TimeoutExpired:
            for one in family:
                one.kill()
            raise

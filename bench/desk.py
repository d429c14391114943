"""A `rapport run` of its own for a measurement or a picture, in a folder that is gone afterwards."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Desk:
    """Runs for as long as the block lasts. With the sample company it knows sign-in links for an agent and a lead."""

    def __init__(
        self, *, sample: bool = True, timing: bool = False, debug: bool = False, folder: Path | None = None
    ) -> None:
        self.sample = sample
        self.timing = timing
        self.debug = debug
        self.keep = folder is not None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="rapport-bench-"))
        self.http, self.smtp = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.http}"
        self.agent_link = self.lead_link = self.start_link = ""

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("RAPPORT_", "DJANGO_"))}
        return own | {
            "RAPPORT_DATA": str(self.folder),
            "RAPPORT_URL": self.url,
            "RAPPORT_DNS": "0",
            "RAPPORT_TIMING": "1" if self.timing else "0",
            "RAPPORT_DEBUG": "1" if self.debug else "0",
        }

    def __enter__(self) -> "Desk":
        command = [sys.executable, "-m", "rapport", "run", "--http", str(self.http), "--smtp", str(self.smtp)]
        command += ["--data", str(self.folder), *(["--sample"] if self.sample else [])]
        self.log = self.folder.with_name(self.folder.name + ".log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=self.environment)
        for _ in range(3000):
            if "Ctrl-C" in self.log.read_text() or self.process.poll() is not None:
                break
            time.sleep(0.05)
        if self.process.poll() is not None:
            sys.exit(f"The desk did not start:\n{self.log.read_text()}")
        links = re.findall(r"http\S+/sign-in/\S+", self.log.read_text())
        self.agent_link, self.lead_link = [*links, "", ""][:2]
        self.start_link = next(iter(re.findall(r"http\S+/start/\S+", self.log.read_text())), "")
        return self

    def rapport(self, *arguments: str) -> str:
        """What a `rapport` command prints, run beside the desk on the same data."""
        done = subprocess.run(
            [sys.executable, "-m", "rapport", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def python(self, code: str) -> str:
        """What a few lines print that may use the rooms, run beside the desk on the same data."""
        begun = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'rapport.config.settings'; django.setup()"
        command = [sys.executable, "-c", f"{begun}\n{code}"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def megabytes(self) -> dict[str, float]:
        """Resident and proportional memory of the whole process tree; the second counts shared pages once."""
        top = psutil.Process(self.process.pid)
        family = [top, *top.children(recursive=True)]
        return {
            "resident": sum(one.memory_info().rss for one in family) / 2**20,
            "proportional": sum(getattr(one.memory_full_info(), "pss", 0) for one in family) / 2**20,
        }

    def web_megabytes(self) -> float:
        """Resident memory of the web worker."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        web = [one for one in family if "child" in " ".join(one.cmdline()) and "web" in one.cmdline()]
        return float(sum(one.memory_info().rss for one in web)) / 2**20

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        self.log.unlink(missing_ok=True)
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

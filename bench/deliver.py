"""Mails a second out of the outbox, and how soon a reply leaves: `python -m bench.deliver [--mails 500]`.

Starts a PostgreSQL of its own with durable commits, a mail server that takes everything, and one real worker. First the
agents' replies are queued while no worker runs, then the worker empties the outbox; then single replies are written one
by one and each is timed from its commit to the server's having it.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from aiosmtpd.controller import Controller

from bench.intake import free_port, wait_for
from rapport.platform import db


class Sink:
    """Takes everything and remembers when; the postman of the measurement."""

    def __init__(self) -> None:
        self.taken_at: list[float] = []

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.taken_at.append(time.perf_counter())
        return "250 taken"


class Bench:
    def __init__(self, folder: Path) -> None:
        self.folder, self.sink = folder, Sink()
        self.peer = Controller(self.sink, hostname="127.0.0.1", port=free_port())
        self.server: db.Server | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.server = db.ensure_running(self.folder)
        self.peer.start()
        os.environ.update(
            RAPPORT_DATA=str(self.folder),
            RAPPORT_DATABASE_URL=db.url(self.folder),
            RAPPORT_SMTP_URL=f"smtp://127.0.0.1:{self.peer.port}",
            RAPPORT_LOG_LEVEL="WARNING",
            DJANGO_SETTINGS_MODULE="rapport.config.settings",
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)

    def start_worker(self) -> None:
        self.worker = subprocess.Popen([sys.executable, "-m", "rapport.worker"])

    def stop(self) -> None:
        if self.worker is not None:
            self.worker.terminate()
            self.worker.wait(20)
        self.peer.stop()
        from django.db import connections

        connections.close_all()
        if self.server:
            self.server.stop()


class Agents:
    """Customers write, an agent answers: through the flows that the desk uses."""

    def __init__(self) -> None:
        from rapport.conversations.actions import add_inbox
        from rapport.platform import clock
        from rapport.team.actions import add_user

        self.now = clock.now
        self.inbox = add_inbox(
            name="Help", address="help@desk.example", reply_domain="reply.desk.example", at=self.now()
        )
        self.agent = add_user(email="ada@desk.example", name="Ada Byron", role="agent", at=self.now())
        self.count = 0

    def reply(self) -> None:
        from rapport.conversations.letters import Letter, Reply
        from rapport.flows.agent_replies import agent_replies
        from rapport.flows.message_arrives import message_arrives

        self.count += 1
        text = "The chain slips on the third gear. " * 20
        letter = Letter(
            self.inbox, "Kim", f"kim{self.count}@customer.example", "The chain slips", text, text, self.now()
        )
        conversation = message_arrives(letter, at=self.now()).conversation
        agent_replies(conversation, self.agent, Reply("We will look at it today. " * 20), at=self.now())


def throughput(bench: Bench, agents: Agents, mails: int) -> None:
    for _ in range(mails):
        agents.reply()
    bench.start_worker()
    wait_for(lambda: len(bench.sink.taken_at) >= mails, 300)
    first, last = bench.sink.taken_at[0], bench.sink.taken_at[-1]
    print(f"{mails} queued replies left at {(mails - 1) / (last - first):.0f} mails a second (one worker)")


def latency(bench: Bench, agents: Agents, replies: int) -> None:
    waits = []
    for _ in range(replies):
        before = len(bench.sink.taken_at)
        agents.reply()
        committed = time.perf_counter()
        wait_for(lambda before=before: len(bench.sink.taken_at) > before, 30)
        waits.append(max(0.0, bench.sink.taken_at[-1] - committed) * 1000)
    waits.sort()
    middle, late = statistics.median(waits), waits[int(len(waits) * 0.95) - 1]
    print(f"a single reply is with the mail server {middle:.0f} ms (median), {late:.0f} ms (p95) after its commit")


def check(mails: int) -> None:
    from rapport.channels.email.models import OutboundMail

    wait_for(lambda: not OutboundMail.objects.exclude(state="sent").exists(), 30)
    print(f"{OutboundMail.objects.count()} of {mails} mails sent, each once")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--replies", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        bench = Bench(Path(folder))
        try:
            bench.start()
            agents = Agents()
            throughput(bench, agents, options.mails)
            latency(bench, agents, options.replies)
            check(options.mails + options.replies)
            with suppress(psutil.Error):
                if bench.worker is not None:
                    resident = psutil.Process(bench.worker.pid).memory_info().rss / 1e6
                    print(f"worker: {resident:.0f} MB resident; {os.cpu_count()} cores")
        finally:
            bench.stop()


if __name__ == "__main__":
    main()

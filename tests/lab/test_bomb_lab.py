"""The bomb lab (S28, S29, F10): each probe becomes a conversation, and the mail behind it does not wait.

Every probe goes the whole way: stored, read in the real child, written, and opened on the screen. The next mail is
handed in with it. Printed are the processor time and the largest memory of the child, and how long the next mail took.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.test import Client

from rapport.channels.email import intake
from rapport.channels.email.models import RawMail
from rapport.channels.email.parser_pool import ParserPool
from rapport.conversations.models import Message
from tests.cast import NOON, ada, inbox, later
from tests.lab.bombs import BOMBS
from tests.labs import IS_FULL
from tests.mailroom import hand_in, mail, read

pytestmark = pytest.mark.django_db
MOST_CPU, MOST_RSS, MOST_WAIT = 10.0, 600, 12.0
QUICK = [
    "100,000 commas in To",
    "100,000 MIME parts",
    "2,000 nested comments",
    "1,000 nested multiparts",
    "100,000 nested <div>",
    "a zip of zips",
    "a picture of 30,000 x 30,000",
    "a poisoned sender",
    "a winmail.dat that lies",
]
PROBES = list(BOMBS) if IS_FULL else QUICK


@pytest.fixture(scope="module")
def child_pool() -> Iterator[ParserPool]:
    with ParserPool(timeout=intake.PARSE_SECONDS) as made:
        made.parse(b"Subject: warm\r\n\r\n")
        yield made


class Meter:
    """What the reading child used since the last look; a child that was ended is said to be."""

    def __init__(self, pool: ParserPool) -> None:
        self.pool = pool
        self.pid = self.child()
        self.start = self.cpu()
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def child(self) -> int:
        return int(self.pool._idle[0]._process.pid)

    def cpu(self) -> float:
        used = psutil.Process(self.pid).cpu_times()
        return float(used.user + used.system)

    def used(self) -> tuple[float, int] | None:
        if self.child() != self.pid:
            return None
        status = Path(f"/proc/{self.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return self.cpu() - self.start, int(peak.split()[1]) // 1024


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the memory of a child is read from /proc")
@pytest.mark.parametrize("name", PROBES)
def test_a_bomb_becomes_a_conversation_and_the_next_mail_does_not_wait(
    name: str, child_pool: ParserPool, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr(intake, "_pool", [child_pool])
    inbox()
    bomb, behind = hand_in(BOMBS[name]()), hand_in(mail(("Ben", "ben@other.example"), text="Next, please."))
    meter, started = Meter(child_pool), time.monotonic()
    read(NOON)
    waited = time.monotonic() - started
    used = meter.used()
    for minutes in (1, 2, 3):
        read(later(minutes=minutes))
    bomb.refresh_from_db()
    behind.refresh_from_db()
    assert behind.state == RawMail.State.DONE
    assert bomb.state in (RawMail.State.DONE, RawMail.State.UNREADABLE)
    assert bomb.message is not None
    shown = opened(client, bomb.message)
    cpu, rss = used or (intake.PARSE_SECONDS, 512)
    outcome = bomb.message.unreadable or "read"
    figures = f"{cpu:5.2f} s {rss:4d} MB, next mail {waited:5.2f} s, screen {shown:4.2f} s"
    print(f"\nS28 {name:<30} {figures}  {outcome[:60]}")
    assert used is None or cpu <= MOST_CPU
    assert rss <= MOST_RSS
    assert waited <= MOST_WAIT or cpu < waited / 2, "unless the machine was busy with something else"


def opened(client: Client, message: Message) -> float:
    """The processor time of both its pages."""
    client.force_login(ada())
    started = time.process_time()
    assert client.get(f"/conversations/{message.conversation.reference}/").status_code == 200
    if message.html:
        assert client.get(f"/messages/{message.public_id}/body/").status_code == 200
    spent = time.process_time() - started
    assert spent <= MOST_CPU
    return spent

"""F05: the worker is killed, really, while it sends. The ledger lies in another process: lost and doubled are counted
there. The worker is a fork that runs the sweep's own code; time is a parameter, so nobody waits fifteen minutes.
"""

import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO

import pytest
from django.db import connection

from rapport.channels.email import addresses, smtp, transport
from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.flows.deliver_message import deliver
from tests import cast
from tests.cast import NOON
from tests.labs import sized
from tests.patience import PATIENCE

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]
Kind = OutboundMail.Kind

REPLIES, AUTOMATIC, KILLS_OUTSIDE = sized(800), sized(200), sized(300)
HELD_REPLIES, HELD_AUTOMATIC, KILLS_AT_THE_DOT = sized(100), sized(52), sized(200)
POINTS = ("leased", "connected", "recipient taken", "written down", "sent", "between two mails")


@dataclass
class Peer:
    process: "subprocess.Popen[str]"
    port: int
    entries: "queue.Queue[dict[str, str]]" = field(default_factory=queue.Queue)
    ledger: list[dict[str, str]] = field(default_factory=list)

    def release(self, recipient: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{recipient}\n")
        self.process.stdin.flush()

    def next_entry(self) -> dict[str, str]:
        entry = self.entries.get(timeout=PATIENCE)
        self.ledger.append(entry)
        return entry

    def read_all(self) -> None:
        while not self.entries.empty():
            self.ledger.append(self.entries.get())


@pytest.fixture
def peer() -> Iterator[Peer]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.ledger_peer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    made = Peer(process, int(process.stdout.readline()))
    threading.Thread(target=_listen, args=(process.stdout, made), daemon=True).start()
    yield made
    process.kill()
    process.wait()


def _listen(lines: IO[str], made: Peer) -> None:
    for line in lines:
        made.entries.put(json.loads(line))


class Mortal(smtp.SmtpCarrier):
    """Hands over as always, and dies where it is told to."""

    def __init__(self, port: int) -> None:
        super().__init__(smtp.relay_of(f"smtp://127.0.0.1:{port}"))
        self.dies_at = ""

    def hand_over(
        self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]
    ) -> transport.Answer:
        self._perhaps("leased")
        self._ready(10**9)
        self._perhaps("connected")

        def watched() -> None:
            self._perhaps("recipient taken")
            on_data()
            self._perhaps("written down")

        return super().hand_over(envelope_from, recipient, raw, watched)

    def _perhaps(self, point: str) -> None:
        if self.dies_at == point:
            os.kill(os.getpid(), signal.SIGKILL)


def in_a_fork(work: Callable[[], None]) -> int:
    """Runs it in a child with a database connection of its own; answers the child's pid."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)


def carry_until_killed(port: int, at: datetime, point: str, after: int) -> Callable[[], None]:
    def work() -> None:
        with Mortal(port) as carrier:
            for number, outbound_id in enumerate(outbox.due_ids(at=at, limit=after + 1)):
                carrier.dies_at = point if number == after else ""
                deliver(outbound_id, clock=lambda: at, carrier=carrier)
                if number == after and point == "sent":
                    os.kill(os.getpid(), signal.SIGKILL)
            if point == "between two mails":
                os.kill(os.getpid(), signal.SIGKILL)

    return work


def queue_mails(kind: OutboundMail.Kind, count: int, name: str = "") -> None:
    """Rows as the flows make them, in bulk: a thousand conversations would be another test."""
    about = Conversation.objects.first() or cast.conversation()
    is_reply = kind == Kind.REPLY
    messages = Message.objects.bulk_create(
        Message(
            conversation=about,
            kind=Message.Kind.REPLY if is_reply else Message.Kind.AUTOMATIC,
            author=cast.ada() if is_reply else None,
            text=f"Mail {number}",
            message_id=addresses.new_message_id("desk.example"),
            at=NOON,
        )
        for number in range(count)
    )
    OutboundMail.objects.bulk_create(
        OutboundMail(
            kind=kind,
            message=message,
            conversation=about,
            recipient=f"{name}{kind}{message.pk}@customer.example",
            header_id=message.message_id,
            created_at=NOON,
            due_at=NOON,
        )
        for message in messages
    )


def sweep_until_quiet(port: int, at: datetime) -> None:
    """What the worker does in the hours after: nothing is left that it would still try."""
    for _ in range(4):
        at += timedelta(minutes=20)
        with Mortal(port) as carrier:
            for lost in outbox.give_up_silent(at=at):
                assert lost.state == OutboundMail.State.UNKNOWN
            for outbound_id in outbox.due_ids(at=at, limit=10_000):
                deliver(outbound_id, clock=lambda at=at: at, carrier=carrier)  # type: ignore[misc]
    assert outbox.due_ids(at=at + timedelta(days=9), limit=1) == []


def counted(peer: Peer) -> Counter[str]:
    peer.read_all()
    stored = dict(OutboundMail.objects.values_list("recipient", "header_id"))
    assert all(stored[entry["to"]] == entry["id"] for entry in peer.ledger), "a copy came with another Message-ID"
    return Counter(entry["to"] for entry in peer.ledger)


def test_killed_outside_data_nothing_is_lost_and_nothing_doubled(peer: Peer) -> None:
    queue_mails(Kind.REPLY, REPLIES)
    queue_mails(Kind.ACKNOWLEDGEMENT, AUTOMATIC)
    _shuffle()
    chance = random.Random(5)
    at, kills = NOON, 0
    while kills < KILLS_OUTSIDE:
        point, after = chance.choice(POINTS), chance.randrange(4)
        at += timedelta(seconds=61)
        outbox.give_up_silent(at=at)
        if point == "written down" and _kind_of_next(at, after) != Kind.REPLY:
            continue  # an automatic mail that may have gone is never tried again, so it would count as lost
        pid = in_a_fork(carry_until_killed(peer.port, at, point, after))
        _, status = os.waitpid(pid, 0)
        kills += os.WIFSIGNALED(status)
    sweep_until_quiet(peer.port, at)
    copies = counted(peer)
    expected = set(OutboundMail.objects.values_list("recipient", flat=True))
    lost, doubled = expected - set(copies), [to for to, count in copies.items() if count > 1]
    print(f"\nF05 outside DATA: {len(expected)} sends, {kills} kills, {len(lost)} lost, {len(doubled)} doubled")
    assert (len(expected), kills, len(lost), len(doubled)) == (REPLIES + AUTOMATIC, KILLS_OUTSIDE, 0, 0)


def _shuffle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute("UPDATE email_outboundmail SET due_at = due_at - random() * interval '1 hour'")


def _kind_of_next(at: datetime, after: int) -> str:
    ids = outbox.due_ids(at=at, limit=after + 1)
    return OutboundMail.objects.get(pk=ids[after]).kind if len(ids) > after else ""


def test_killed_between_the_dot_and_its_answer_nothing_is_lost(peer: Peer) -> None:
    queue_mails(Kind.REPLY, HELD_REPLIES, "held")
    queue_mails(Kind.ACKNOWLEDGEMENT, HELD_AUTOMATIC, "held")
    at, kills = NOON, Counter[str]()
    while ids := _due_now(at):
        for outbound_id in ids:
            pid = in_a_fork(_carry_one(peer.port, at, outbound_id))
            recipient = peer.next_entry()["to"]
            if kills.total() < KILLS_AT_THE_DOT:
                os.kill(pid, signal.SIGKILL)
            else:
                peer.release(recipient)
            _, status = os.waitpid(pid, 0)
            kills[recipient] += os.WIFSIGNALED(status)
        at += timedelta(minutes=16)
    copies = counted(peer)
    kinds = dict(OutboundMail.objects.values_list("recipient", "kind"))
    more = Counter[str]()
    for recipient, count in copies.items():
        more[kinds[recipient]] += count - 1
    print(
        f"\nF05 between dot and answer: {len(kinds)} sends, {kills.total()} kills, {len(kinds) - len(copies)} lost, "
        f"{more[Kind.REPLY]} second copies of replies, {more[Kind.ACKNOWLEDGEMENT]} of automatic mail"
    )
    assert kills.total() == KILLS_AT_THE_DOT
    assert set(copies) == set(kinds)
    assert more[Kind.ACKNOWLEDGEMENT] == 0
    assert more[Kind.REPLY] == HELD_REPLIES
    assert all(copies[recipient] <= 1 + kills[recipient] for recipient in copies)


def _due_now(at: datetime) -> list[int]:
    outbox.give_up_silent(at=at)
    return outbox.due_ids(at=at, limit=10_000)


def _carry_one(port: int, at: datetime, outbound_id: int) -> Callable[[], None]:
    def work() -> None:
        with Mortal(port) as carrier:
            deliver(outbound_id, clock=lambda: at, carrier=carrier)

    return work

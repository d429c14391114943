"""Acceptance: 500 mails come in by SMTP while the worker is killed a hundred times at random points."""

import random
import smtplib
import threading
import time
from collections import Counter

import pytest

from rapport.channels.email.models import RawMail
from rapport.conversations.models import Message
from tests.cast import conversation, inbox
from tests.killing import victim
from tests.labs import sized
from tests.mailroom import listening, mail, secret_address

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lab]
MAILS, KILLS = sized(500, least=100), sized(100, least=20)
WORK = "from rapport.worker.running import run; run()"


def test_kills_lose_and_double_nothing() -> None:
    inbox()
    address = secret_address(conversation())
    ids = [f"<lab-{number}@customer.example>" for number in range(MAILS)]
    chance = random.Random(3)
    started = time.monotonic()
    with listening() as port, victim(WORK, first="import rapport.worker.running, rapport.worker.jobs") as worker:
        sender = threading.Thread(target=send_all, args=(ids, address, port))
        sender.start()
        worker.kill_often(KILLS, chance=chance, within=0.6, busy=mails_wait)
        sender.join()
        wait_until_read()
    entries = Counter(Message.objects.filter(message_id__in=ids).values_list("message_id", flat=True))
    lost, doubled = [name for name in ids if name not in entries], [name for name in ids if entries[name] > 1]
    took = time.monotonic() - started
    print(
        f"\nF04 by SMTP: {MAILS} mails, {worker.kills} SIGKILLs of the worker, {worker.in_hand} with mail in hand: "
        f"{len(lost)} lost, {len(doubled)} doubled, {took:.0f} s"
    )
    assert (lost, doubled, worker.kills) == ([], [], KILLS)
    assert not RawMail.objects.exclude(state=RawMail.State.DONE).exists()


def send_all(ids: list[str], address: str, port: int) -> None:
    """Every second mail is a reply. Spread over the time of the kills."""
    with smtplib.SMTP("127.0.0.1", port) as peer:
        for number, name in enumerate(ids):
            to = address if number % 2 else "help@desk.example"
            peer.sendmail("uma@customer.example", [to], mail(to=to, message_id=name))
            time.sleep(0.05)


def mails_wait() -> bool:
    return RawMail.objects.filter(state=RawMail.State.NEW).exists()


def wait_until_read(seconds: float = 600) -> None:
    end = time.monotonic() + seconds
    while mails_wait():
        assert time.monotonic() < end, "mails are still waiting"
        time.sleep(0.05)

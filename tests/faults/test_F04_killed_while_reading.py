"""F04: the worker is killed while it turns mails into messages. Nothing is lost, nothing comes twice."""

import random
import time
from collections import Counter

import pytest

from rapport.channels.email.actions import Arrival, smtp_key, store
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations.models import Attachment, Conversation, Message
from rapport.platform import clock, storage
from rapport.triage.models import Placement
from tests.cast import inbox
from tests.killing import victim
from tests.labs import sized
from tests.mailroom import READER, mail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lab]
MAILS, KILLS, ROUNDS = sized(1000), sized(300), sized(20, least=5)
IMPORTS = "import tests.mailroom"


def test_kills_lose_and_double_nothing() -> None:
    inbox(acknowledge=True)
    ids = [f"<ledger-{number}@customer.example>" for number in range(MAILS)]
    waiting = [mail((f"C {number}", f"c{number}@customer.example"), message_id=name) for number, name in enumerate(ids)]
    chance = random.Random(4)
    with victim(READER, first=IMPORTS) as reader:
        for _ in range(ROUNDS):
            hand_in([waiting.pop() for _ in range(MAILS // ROUNDS)])
            reader.kill_often(KILLS // ROUNDS, chance=chance, within=0.1, busy=mails_wait)
        wait_until_read()
    entries = Counter(Message.objects.filter(kind=Message.Kind.INBOUND).values_list("message_id", flat=True))
    lost = [name for name in ids if name not in entries]
    doubled = [name for name, times in entries.items() if times > 1]
    print(f"\nF04: {MAILS} mails, {reader.kills} kills of the reader, {reader.in_hand} with mail in hand: ", end="")
    print(f"{len(lost)} lost, {len(doubled)} doubled")
    assert (lost, doubled) == ([], [])
    assert reader.kills == KILLS
    assert Conversation.objects.count() == Placement.objects.filter(waiting=True).count() == MAILS
    # Every receipt belongs to a conversation that exists, and each conversation got one.
    assert OutboundMail.objects.filter(conversation__isnull=False).count() == MAILS
    assert all(storage.path_of(blob).exists() for blob in Attachment.objects.values_list("blob", flat=True))


def hand_in(mails: list[bytes]) -> None:
    now = clock.now()
    store(
        [Arrival(smtp_key(), "smtp", raw, now, "c@x.example", ["help@desk.example"]) for raw in mails],
        at=now,
        wake=False,
    )


def mails_wait() -> bool:
    return RawMail.objects.filter(state=RawMail.State.NEW).exists()


def wait_until_read(seconds: float = 600) -> None:
    end = time.monotonic() + seconds
    while mails_wait():
        assert time.monotonic() < end, "mails are still waiting"
        time.sleep(0.05)

"""S30, the loop lab: a desk and whoever answers it by machine. In a simulated day no desk sends more than two automatic
mails, whatever its peer does; a loop would carry mails until the lab stops it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any

import pytest

from rapport.channels.email import intake
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from tests.cast import NOON
from tests.lab.two_desks import MOST_MAILS, Desk, Peer, Post, Postman
from tests.mailroom import InProcess

pytestmark = pytest.mark.django_db
MOST_AUTOMATIC = 2
ROBOT = "robot@away.example"
_serial = count(1)


@pytest.fixture(autouse=True)
def _reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_pool", [InProcess()])


@pytest.fixture
def desk(settings: Any) -> Desk:
    one = Desk("alpha", settings)
    one.build()
    return one


@pytest.fixture
def other(settings: Any) -> Iterator[Desk]:
    two = Desk("beta", settings, schema="desk_beta", key="quite another key")
    two.build()
    yield two


def letter(sender: str, to: str, *headers: str, subject: str = "A question", envelope_from: str | None = None) -> Post:
    number = next(_serial)
    lines = [*headers, f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Message-ID: <{number}@away.example>"]
    raw = "\r\n".join([*lines, "Date: Wed, 04 Mar 2026 11:59:00 +0000", "", f"Hello, this is mail {number}.", ""])
    return Post(sender if envelope_from is None else envelope_from, to, raw.encode())


def play(name: str, postman: Postman, *desks: Desk) -> None:
    """Carry for a day; agents answer what waits after one and after six hours."""
    for hours in (1, 6):
        postman.carry(NOON + timedelta(hours=hours))
        for one in desks:
            postman.take(NOON + timedelta(hours=hours), *one.answers(NOON + timedelta(hours=hours)))
    postman.carry()
    told = ", ".join(f"{one.name} {one.sent['ack']} automatic and {one.sent['reply']} by people" for one in desks)
    print(f"\nS30 {name}: {postman.carried} mails carried in 24 h; {told}")
    assert postman.carried < MOST_MAILS


def at_most_two(*desks: Desk) -> None:
    assert {one.name: one.sent["ack"] for one in desks if one.sent["ack"] > MOST_AUTOMATIC} == {}


def responder(*headers: str, sender: str = ROBOT, minutes: float = 1, to: str = "From", subject: str = "") -> Peer:
    """Answers every mail, with a new Message-ID and subject each time and no word of what it answers."""

    def answer(post: Post, mail: EmailMessage, at: datetime) -> list[tuple[timedelta, Post]]:
        address = mail[to].addresses[0].addr_spec if mail[to] else mail["From"].addresses[0].addr_spec
        words = subject or f"I am on the road, note {next(_serial)}"
        return [(timedelta(minutes=minutes), letter(sender, address, *headers, subject=words))]

    return answer


PEERS: dict[str, tuple[str, Peer]] = {
    "vacation responder of RFC 3834": (ROBOT, responder("Auto-Submitted: auto-replied", to="Reply-To")),
    "vacation responder that says so in its subject": (ROBOT, responder(subject="Out of office")),
    "vacation responder that hides, in a second": (ROBOT, responder(minutes=1 / 60)),
    "vacation responder that hides, in half an hour": (ROBOT, responder(minutes=30)),
    "vacation responder that hides, in three hours": (ROBOT, responder(minutes=180)),
    "vacation responder to the reply address": (ROBOT, responder(to="Reply-To")),
    "mailer-daemon that answers the From line": (ROBOT, responder(sender="MAILER-DAEMON@away.example")),
    "no-reply": (ROBOT, responder(sender="no-reply@away.example")),
    "no-reply with a name in front": (ROBOT, responder(sender="orders-noreply@away.example")),
    "mailing list": (ROBOT, responder("List-Id: <all.away.example>")),
    "answers to the desk itself": (ROBOT, responder("Reply-To: help@alpha.example")),
    "the desk's address on Cc": (ROBOT, responder("Cc: help@alpha.example")),
}


@pytest.mark.parametrize("name", PEERS)
def test_a_machine_that_answers_gets_two_automatic_mails_a_day_at_most(name: str, desk: Desk) -> None:
    address, peer = PEERS[name]
    postman = Postman([desk], {address: peer, "MAILER-DAEMON@away.example": peer})
    postman.take(NOON, letter(address, desk.address))
    play(name, postman, desk)
    at_most_two(desk)
    assert Message.objects.filter(kind="inbound").count() >= 2, "what it wrote is kept"


def test_a_forwarder_that_brings_everything_back(desk: Desk) -> None:
    """The customer's address is an alias of the desk's own inbox."""

    def back(post: Post, mail: EmailMessage, at: datetime) -> list[tuple[timedelta, Post]]:
        return [(timedelta(seconds=5), Post(post.envelope_from, desk.address, post.raw))]

    postman = Postman([desk], {ROBOT: back})
    postman.take(NOON, letter(ROBOT, desk.address))
    play("alias of our own inbox", postman, desk)
    at_most_two(desk)


def test_a_returning_daemon_with_an_envelope(desk: Desk) -> None:
    """Every mail to the customer comes back, acknowledgements too, although nobody may return those."""

    def bounce(post: Post, mail: EmailMessage, at: datetime) -> list[tuple[timedelta, Post]]:
        to = post.envelope_from or desk.address
        words = f"Undelivered Mail Returned to Sender {next(_serial)}"
        return [(timedelta(seconds=5), letter("MAILER-DAEMON@mx.example", to, subject=words, envelope_from=""))]

    postman = Postman([desk], {ROBOT: bounce})
    postman.take(NOON, letter(ROBOT, desk.address))
    play("mailer-daemon that returns everything", postman, desk)
    at_most_two(desk)


def test_two_desks_that_write_to_each_other(desk: Desk, other: Desk) -> None:
    postman = Postman([desk, other], {})
    postman.take(NOON, letter(other.address, desk.address), letter(desk.address, other.address))
    play("two desks", postman, desk, other)
    at_most_two(desk, other)
    for one in (desk, other):
        with one.open():
            assert Message.objects.filter(kind="inbound").exists()
            assert OutboundMail.objects.filter(kind="reply").exists(), "people did answer"


_KEPT = re.compile(rb"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Content-[\w-]+):", re.IGNORECASE)


def bare(raw: bytes) -> bytes:
    """As a gateway brings it that drops every header which could tell a machine's mail or its thread."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    return b"\r\n".join(field for field in fields if _KEPT.match(field)) + gap + body


def test_two_desks_whose_mails_lose_every_sign_on_the_way(desk: Desk, other: Desk) -> None:
    """Neither sees that the other is a machine, nor to which conversation a mail belongs."""
    postman = Postman([desk, other], {}, on_the_way=bare)
    for post in (letter(other.address, desk.address), letter(desk.address, other.address)):
        postman.take(NOON, Post("", post.recipient, post.raw), post)
    play("two desks behind a gateway that drops headers", postman, desk, other)
    at_most_two(desk, other)


def test_a_robot_that_answers_every_answer_in_one_conversation_is_paused(desk: Desk) -> None:
    """It keeps to the thread and comes every ten seconds: the breaker pauses the conversation and tells the leads."""
    postman = Postman([desk], {})
    postman.take(NOON, letter(ROBOT, desk.address))
    postman.carry()
    with desk.open():
        asked = Message.objects.get(kind="automatic")
    for number in range(40):
        at = NOON + timedelta(minutes=5, seconds=10 * number)
        postman.take(at, letter(ROBOT, desk.address, f"In-Reply-To: {asked.message_id}", f"X-Nr: {number}"))
    postman.carry()
    paused = Conversation.objects.exclude(automatic_paused_until=None)
    print(f"\nS30 40 mails in 7 minutes in one conversation: paused in {paused.count()}, {desk.sent['ack']} automatic")
    assert [one.pk for one in paused] == [asked.conversation_id]
    assert desk.sent["ack"] == 1

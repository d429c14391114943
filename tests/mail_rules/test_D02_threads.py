"""D02: mail programs show one thread, also after two hundred mails; no References line is long."""

import random
from email import message_from_bytes
from itertools import pairwise

import pytest

from rapport.channels.email.letters_out import LAST_REFERENCES
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Message
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import reply_of, send
from tests.labs import sized

pytestmark = pytest.mark.django_db


def threads(mails: list[tuple[str, list[str]]]) -> list[set[str]]:
    """The linking step of RFC 5256, REFERENCES algorithm: each id's parent is the one named before it."""
    parent: dict[str, str] = {}

    def root(of: str) -> str:
        while of in parent:
            of = parent[of]
        return of

    for own, references in mails:
        chain = [*references, own]
        for above, below in pairwise(chain):
            if below not in parent and root(above) != below:
                parent[below] = above
    found: dict[str, set[str]] = {}
    for own, _ in mails:
        found.setdefault(root(own), set()).add(own)
    return list(found.values())


TURNS = sized(100, least=LAST_REFERENCES + 5)  # each a mail of the customer and one of ours


def long_thread() -> list[bytes]:
    """The customer's, whose program keeps only its parent, and ours as they were sent."""
    conversation = cast.conversation()
    sent = []
    for turn in range(TURNS):
        at = later(minutes=10 * turn)
        if turn:
            cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=at)
        cast.answers(conversation, text=f"Answer {turn}", at=at.replace(minute=(at.minute + 5) % 60))
    for mail in OutboundMail.objects.order_by("id"):
        sent.append(send(mail, later(days=3)).handed[0][2])
    return sent


def test_two_hundred_mails_are_one_thread() -> None:
    sent = long_thread()
    ours = [(str(mail["Message-ID"]), str(mail["References"]).split()) for mail in map(message_from_bytes, sent)]
    customers = Message.objects.filter(kind="inbound").order_by("at")
    first, *later_ones = customers.values_list("message_id", flat=True)
    answers = zip(later_ones, ours, strict=False)
    theirs = [(first, []), *((own, [reply[0]]) for own, reply in answers)]
    mails = [*theirs, *ours]
    assert len(mails) == 2 * TURNS
    random.Random(5).shuffle(mails)
    assert len(threads(mails)) == 1
    _references_are_the_root_and_the_last_twenty(sent, first, later_ones[-1])


def _references_are_the_root_and_the_last_twenty(sent: list[bytes], root: str, asked: str) -> None:
    last = message_from_bytes(sent[-1])
    references = str(last["References"]).split()
    assert len(references) == LAST_REFERENCES + 1
    assert references[0] == root
    assert references[-1] == last["In-Reply-To"] == asked
    assert max(max(map(len, raw.split(b"\r\n"))) for raw in sent) <= 900


def test_a_receipt_of_a_machine_is_not_what_we_answer() -> None:
    asked = cast.arrives()
    cast.arrives(
        conversation_id=asked.conversation_id, trust="proven", origin="auto_reply", received_at=later(minutes=3)
    )
    _, mail = reply_of(asked.conversation)
    assert send(mail, later(minutes=10)).mails[0]["In-Reply-To"] == asked.message_id

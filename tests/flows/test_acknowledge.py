"""The receipt: short, without the customer's words, and never so often that it could be abused."""

from datetime import datetime, timedelta

import pytest

from rapport.channels.email import addresses
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.flows.acknowledge import acknowledge, in_words
from rapport.platform.models import Event
from tests import cast
from tests.cast import NOON, UMA, later
from tests.channels.email.outgoing import body, send

pytestmark = pytest.mark.django_db


def arrives(at: datetime = NOON, sender: tuple[str, str] = UMA, **fields: object) -> Conversation:
    inbox = cast.inbox(acknowledge=True)
    given = {"may_acknowledge": True, "received_at": at, **fields}
    return cast.arrives(sender, inbox=inbox, **given).conversation


def talks(conversation: Conversation, at: datetime) -> None:
    """We answer, and the customer answers that."""
    cast.answers(conversation, at=at)
    arrives(at + timedelta(seconds=5), conversation_id=conversation.pk, trust="proven")


def receipts() -> list[OutboundMail]:
    return list(OutboundMail.objects.filter(kind="ack").order_by("id"))


def test_a_new_conversation_is_acknowledged_once_and_stays_open() -> None:
    conversation = arrives()
    [receipt] = receipts()
    assert receipt.recipient == "uma@customer.example"
    assert receipt.message is not None
    assert receipt.message.kind == Message.Kind.AUTOMATIC
    assert acknowledge(conversation, at=later(days=3)) is None
    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since) == ("open", NOON)
    assert Event.objects.filter(name="conversations.acknowledged").count() == 1


def test_it_says_number_and_time_and_nothing_of_the_customers() -> None:
    conversation = arrives(subject="Buy pills at evil.example", text="evil.example", reply_text="evil.example")
    [mail] = send(receipts()[0], later()).mails
    assert mail["Subject"] == f"We have your message ({conversation.reference})"
    text = body(mail)
    assert conversation.reference in text
    assert "within 4 hours" in text
    assert "evil" not in str(mail["Subject"]) + text + body(mail, "html")
    assert "How did we do" not in text


def test_an_answer_to_it_joins_the_conversation() -> None:
    conversation = arrives()
    [mail] = send(receipts()[0], later()).mails
    assert addresses.conversation_of_address(str(mail["Reply-To"])) == conversation.pk
    assert addresses.is_our_message_id(str(mail["Message-ID"]))


def test_an_inbox_that_does_not_acknowledge_is_silent() -> None:
    cast.arrives(may_acknowledge=True)
    assert receipts() == []


def test_a_machines_mail_and_an_imported_one_are_not_answered_by_a_machine() -> None:
    arrives(may_acknowledge=False)
    arrives(silent=True)
    assert receipts() == []


def test_the_next_mail_into_the_conversation_is_not_acknowledged() -> None:
    conversation = arrives()
    arrives(later(minutes=5), conversation_id=conversation.pk, trust="proven")
    assert len(receipts()) == 1


def test_s30_two_until_the_address_has_answered_one_of_us() -> None:
    """A machine that makes a new matter of each of its answers never gets a third, whatever people write to it."""
    for minute in range(0, 6 * 60, 45):
        conversation = arrives(later(minutes=minute))
        cast.answers(conversation, at=later(minutes=minute + 1))
    assert len(receipts()) == 2
    talks(conversation, later(hours=7))
    for minute in range(4):
        arrives(later(hours=8, minutes=minute))
    assert len(receipts()) == 4


def test_s30_what_is_held_or_automatic_is_no_answer() -> None:
    for minute in range(2):
        conversation = arrives(later(minutes=minute))
    cast.answers(conversation, at=later(minutes=3))
    arrives(later(minutes=4), conversation_id=conversation.pk, trust="stranger")
    arrives(later(minutes=5), conversation_id=conversation.pk, trust="proven", origin="auto_reply")
    arrives(later(minutes=6))
    assert len(receipts()) == 2


def test_s30_three_an_hour_and_ten_a_day_to_one_address() -> None:
    sent = []
    for minute in range(0, 5 * 60, 10):
        before = len(receipts())
        talks(arrives(later(minutes=minute)), later(minutes=minute + 5))
        sent += [minute] * (len(receipts()) - before)
    assert len(sent) == 10
    assert max(sum(start <= minute < start + 60 for minute in sent) for start in sent) == 3
    assert acknowledge(arrives(later(hours=23, minutes=50)), at=later(hours=23, minutes=50)) is None
    arrives(later(hours=13), ("Sol", "sol@customer.example"))
    assert receipts()[-1].recipient == "sol@customer.example"
    arrives(later(hours=49))
    assert receipts()[-1].recipient == "uma@customer.example"


def test_s30_no_hour_has_four_wherever_it_begins() -> None:
    """A window that begins anew at full hours would let five through around one."""
    sent = []
    for minute in (0, 55, 58, 61, 62, 63):
        before = len(receipts())
        talks(arrives(later(minutes=minute)), later(minutes=minute, seconds=30))
        sent += [minute] * (len(receipts()) - before)
    assert sent == [0, 55, 58, 61]


def test_a_receipt_never_goes_to_ourselves() -> None:
    cast.inbox("sales@desk.example", name="Sales")
    for number, address in enumerate(("sales@desk.example", "help+x@desk.example", "t.x@reply.desk.example")):
        arrives(later(minutes=number), ("Help", address))
    assert receipts() == []


def test_it_names_nobody_since_a_name_may_be_anybodys_words() -> None:
    arrives(sender=("Buy pills at evil.example", "uma@customer.example"))
    [mail] = send(receipts()[0], later()).mails
    assert "evil" not in mail.as_string()
    assert str(mail["To"]) == "uma@customer.example"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(30, "30 minutes"), (60, "one hour"), (90, "90 minutes"), (240, "4 hours"), (1440, "one day"), (4320, "3 days")],
)
def test_a_length_of_time_in_words(minutes: int, words: str) -> None:
    assert in_words(minutes) == words

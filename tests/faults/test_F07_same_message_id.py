"""F07: the same mail twice is one; another mail under the same Message-ID is another mail."""

import pytest

from rapport.channels.email.models import RawMail
from rapport.conversations.models import Message
from tests.cast import REX, UMA, conversation, inbox
from tests.mailroom import hand_in, mail, read, secret_address

pytestmark = pytest.mark.django_db
ID = "<same@customer.example>"
State = RawMail.State


def became(*mails: RawMail) -> list[str]:
    read()
    return [RawMail.objects.get(pk=mail.pk).state for mail in mails]


def test_the_same_mail_by_another_route_is_one() -> None:
    inbox()
    raw = mail(message_id=ID)
    first, second = hand_in(raw), hand_in(b"Received: from elsewhere by mx2\r\n" + raw)
    assert became(first, second) == [State.DONE, State.DUPLICATE]
    assert Message.objects.count() == 1


def test_the_same_mail_to_two_inboxes_is_two() -> None:
    inbox()
    inbox("sales@desk.example")
    raw = mail(message_id=ID)
    assert became(hand_in(raw), hand_in(raw, "sales@desk.example")) == [State.DONE, State.DONE]
    assert set(Message.objects.values_list("conversation__inbox__address", flat=True)) == {
        "help@desk.example",
        "sales@desk.example",
    }


def test_a_forged_mail_that_came_first_suppresses_nothing() -> None:
    inbox()
    forged, other_text, real = mail(REX, message_id=ID), mail(UMA, message_id=ID, text="x"), mail(UMA, message_id=ID)
    assert became(hand_in(forged), hand_in(other_text), hand_in(real)) == [State.DONE] * 3
    assert Message.objects.filter(message_id=ID).count() == 3


def test_a_reply_that_comes_twice_is_one() -> None:
    record = conversation()
    address = secret_address(record)
    raw = mail(UMA, address, message_id=ID)
    assert became(hand_in(raw, address), hand_in(raw, address)) == [State.DONE, State.DUPLICATE]
    assert record.messages.count() == 2


def test_twins_in_two_drains_are_still_one() -> None:
    inbox()
    raw = mail(message_id=ID)
    first = hand_in(raw)
    assert became(first) == [State.DONE]
    assert became(hand_in(raw)) == [State.DUPLICATE]

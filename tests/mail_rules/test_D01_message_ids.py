"""D01: Message-IDs are unique, ours, made once, and never name the machine."""

import socket

import pytest

from rapport.channels.email import addresses
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.transport import Deferred, Unknown
from tests.cast import later
from tests.channels.email.outgoing import reply_of, send


def test_ten_thousand_are_unique_and_each_is_ours() -> None:
    made = {addresses.new_message_id("desk.example") for _ in range(10_000)}
    assert len(made) == 10_000
    assert all(map(addresses.is_our_message_id, made))


def test_a_changed_one_is_not_ours() -> None:
    made = addresses.new_message_id("desk.example")
    changed = made[:5] + ("0" if made[5] != "0" else "1") + made[6:]
    assert not addresses.is_our_message_id(changed)


def test_it_names_our_domain_and_not_the_machine() -> None:
    made = addresses.new_message_id("desk.example")
    assert made.endswith("@desk.example>")
    assert socket.gethostname() not in made


@pytest.mark.django_db
def test_every_try_carries_the_id_that_was_stored_before_the_first() -> None:
    message, mail = reply_of()
    stored = mail.header_id
    ids = []
    for answer in (Deferred("451"), Unknown("?"), Deferred("451"), Deferred("451")):
        box = send(mail, mail.due_at, answer)
        ids += [str(arrived["Message-ID"]) for arrived in box.mails]
    send(mail, later(days=1))
    message.refresh_from_db()
    assert set(ids) == {stored} == {message.message_id}
    assert len(ids) == 4
    assert OutboundMail.objects.get().state == OutboundMail.State.SENT

"""S03: nothing that comes by mail acts as an agent; forged ids of ours open no conversation."""

import pytest

from rapport.channels.email import addresses
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Message
from rapport.platform import signing
from tests.cast import ada, answers, conversation, later
from tests.mailroom import comes, mail, secret_address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
@pytest.mark.parametrize(
    "forged",
    [
        "<notify-12-1-x@desk.example>",
        "<0123456789abcdef01234567.0123456789abcdef0123456789abcdef@desk.example>",
        "<reply-1@desk.example>",
    ],
)
def test_a_forged_id_joins_nothing_and_sends_nothing(header: str, forged: str) -> None:
    record = conversation()
    answers(record)
    before = OutboundMail.objects.count()
    message = comes(mail(("Ada Byron", "ada@desk.example"), "help@desk.example", (header, forged), text="Close it."))
    assert message.conversation != record
    assert (message.kind, message.author) == (Message.Kind.INBOUND, None)
    assert OutboundMail.objects.count() == before


def test_the_hash_of_one_conversation_does_not_open_another() -> None:
    first, second = conversation(), conversation(("Sol", "sol@customer.example"))
    stolen = signing.from_base32(addresses.reply_token(first.pk))
    assert stolen
    mixed = f"t.{signing.base32(second.pk.to_bytes(8, 'big') + stolen[8:])}@reply.desk.example"
    assert addresses.looks_like_reply_address(mixed)
    message = comes(mail(("Sol", "sol@customer.example"), mixed), mixed)
    assert message.conversation not in (first, second)


def test_the_hash_of_one_message_id_does_not_fit_another() -> None:
    record = conversation()
    first, second = answers(record), answers(record, text="And another.", at=later(minutes=20))
    mixed = first.message_id.split(".")[0] + second.message_id[second.message_id.index(".") :]
    message = comes(mail(("Ada", "ada@desk.example"), "help@desk.example", ("In-Reply-To", mixed)))
    assert message.conversation != record


def test_an_agent_who_writes_to_a_customers_secret_address_is_held() -> None:
    record = conversation()
    ada()
    address = secret_address(record)
    message = comes(mail(("Ada Byron", "ada@desk.example"), address), address)
    assert (message.conversation, message.held, message.author) == (record, True, None)
    assert OutboundMail.objects.count() == 0

"""S02: a mail from an unknown address never changes whose conversation it is, nor who gets our answers."""

import pytest
from pytest_django.fixtures import Settings

from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Identity
from tests.cast import NOON, UMA, answers, conversation, later
from tests.mailroom import replies

pytestmark = pytest.mark.django_db
STRANGER = ("New Person", "new@x.example")


def test_the_requester_stays_and_gets_the_answer() -> None:
    record = conversation()
    message = replies(record, sender=STRANGER)
    record.refresh_from_db()
    assert (message.trust, message.held) == (Message.Trust.STRANGER, True)
    assert record.identity.value == UMA[1]
    answers(record, at=later(hours=2))
    assert set(OutboundMail.objects.values_list("recipient", flat=True)) == {UMA[1]}


def test_not_even_a_proven_stranger_is_the_customer(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    record = conversation()
    proof = ("Authentication-Results", "mx.our; dmarc=pass header.from=x.example")
    assert replies(record, proof, sender=STRANGER).trust == Message.Trust.STRANGER


def test_another_address_of_the_same_customer_is_no_stranger() -> None:
    record = conversation()
    Identity.objects.create(customer=record.customer, value="uma@work.example", created_at=NOON)
    message = replies(record, sender=("Uma", "Uma@Work.example"))
    assert (message.trust, message.held) == (Message.Trust.SECRET, False)


@pytest.mark.parametrize(
    "name", ["uma@customer.example", "Uma Ferrari <uma@customer.example>", '"uma@customer.example"']
)
def test_the_customers_address_as_a_name_is_no_disguise(name: str) -> None:
    record = conversation()
    assert replies(record, sender=(f'"{name}"'.replace('""', '"'), "evil@x.example")).held
    assert Conversation.objects.count() == 1


def test_a_sender_that_cannot_be_read_is_nobody() -> None:
    record = conversation()
    assert replies(record, sender=("", "uma@customer.example@x.example")).trust == Message.Trust.STRANGER

"""F09: replies that overtake each other join by their token, and nothing else joins anything."""

import random

import pytest

from rapport.conversations.models import Conversation, Message
from tests.cast import conversation, inbox
from tests.labs import sized
from tests.mailroom import hand_in, mail, read, secret_address

pytestmark = pytest.mark.django_db
THREADS, MAILS, SEEDS = sized(100, least=20), 5, sized(20)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_threads_shuffled(seed: int) -> None:
    inbox()
    records = [conversation((f"C {n}", f"c{n}@customer.example")) for n in range(THREADS)]
    mails = [(record, number, with_token) for record in records for number in range(MAILS) for with_token in (True,)]
    mails += [(record, MAILS, False) for record in records[:20]]
    random.Random(seed).shuffle(mails)
    for record, number, with_token in mails:
        address = secret_address(record) if with_token else "help@desk.example"
        name = f"<{record.pk}.{number}@customer.example>"
        before = ("In-Reply-To", f"<{record.pk}.{number - 1}@customer.example>")
        sender = (record.customer.name, record.identity.value)
        hand_in(mail(sender, address, before, message_id=name, subject="Re: The chain slips"), address)
    assert read() == len(mails)
    for record in records:
        names = set(
            record.messages.filter(message_id__startswith=f"<{record.pk}.").values_list("message_id", flat=True)
        )
        assert names == {f"<{record.pk}.{number}@customer.example>" for number in range(MAILS)}
    assert Conversation.objects.count() == THREADS + 20
    assert not Message.objects.filter(held=True).exists()

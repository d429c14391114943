"""S04: a number in the subject joins nothing; it may only be a hint, and only about the sender's own conversation."""

import pytest

from rapport.conversations.models import Conversation, Message
from tests.cast import REX, UMA, conversation
from tests.mailroom import comes, mail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["Re: [#{n}] chain", "Re: [R-{n}] chain", "r-{n}", "AW: Ticket #{n}", "{ref}: chain"])
def test_the_senders_own_number_makes_a_new_conversation_with_a_hint(form: str) -> None:
    record = conversation()
    subject = form.format(n=1000 + record.pk, ref=record.reference)
    message = comes(mail(UMA, subject=subject))
    assert message.conversation != record
    assert message.hint == f"Looks like {record.reference}"
    assert record.messages.count() == 1


@pytest.mark.parametrize("number", ["own", "9999999", "1000", "999", "00001001", "99999999999999999999", "-5"])
def test_a_number_of_somebody_else_or_of_nothing_is_no_hint(number: str) -> None:
    record = conversation(REX)
    subject = f"Re: [#{1000 + record.pk if number == 'own' else number}] x"
    message = comes(mail(UMA, subject=subject))
    assert (message.hint, message.conversation == record) == ("", False)


def test_the_same_subject_and_sender_join_nothing() -> None:
    record = conversation(subject="The chain slips")
    message = comes(mail(UMA, subject="Re: The chain slips"))
    assert message.conversation != record
    assert Conversation.objects.count() == 2


def test_the_customers_own_message_id_joins_nothing() -> None:
    record = conversation()
    first = Message.objects.get(conversation=record)
    message = comes(mail(UMA, "help@desk.example", ("In-Reply-To", first.message_id)))
    assert message.conversation != record

"""S01, S02: only one of us makes somebody part of a conversation; no mail does, whatever stands on it."""

import pytest
from pytest_django.fixtures import Settings

from rapport.channels.email.models import OutboundMail
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Message, Participant, Status
from rapport.customers.rules import Addressee
from rapport.flows import participate
from tests.cast import REX, SOL, UMA, ada, answers, arrives, conversation, later
from tests.mailroom import comes, mail, replies, secret_address

pytestmark = pytest.mark.django_db


def with_sol() -> Conversation:
    """Uma's conversation, of which Sol is part, and which waits for them."""
    record = conversation()
    answers(record, cc=[Addressee(*SOL)])
    return Conversation.objects.get(pk=record.pk)


@pytest.mark.parametrize("trust", ["proven", "secret", "unchecked", "failed", "stranger"])
def test_nobody_joins_by_standing_on_a_mail(trust: str) -> None:
    record = conversation(cc=[{"name": "Evil", "address": "evil@x.example"}], trust=trust)
    evil = [{"name": "", "address": "evil@x.example"}]
    arrives(conversation_id=record.pk, trust=trust, cc=evil, to=evil, reply_to=evil, received_at=later(minutes=1))
    answers(record, at=later(hours=1))
    assert not Participant.objects.exists()
    assert set(OutboundMail.objects.values_list("recipient", flat=True)) == {UMA[1]}


def test_a_forged_mail_with_a_copy_is_held_and_mails_nobody(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    record = with_sol()
    failed = ("Authentication-Results", "mx.our; dmarc=fail header.from=customer.example")
    for who in (UMA, SOL):
        assert replies(record, failed, ("Cc", "evil@x.example"), sender=who).held
    record.refresh_from_db()
    assert record.status == Status.WAITING
    assert not OutboundMail.objects.filter(recipient="evil@x.example").exists()
    assert Participant.objects.get().identity.value == SOL[1]


def test_a_participants_mail_counts_and_leaves_the_customer_alone() -> None:
    record = with_sol()
    message = replies(record, sender=SOL)
    record.refresh_from_db()
    assert (message.trust, message.held) == (Message.Trust.SECRET, False)
    assert (record.customer.name, record.identity.value) == UMA
    assert record.status == Status.OPEN
    answers(record, at=later(hours=3))
    assert OutboundMail.objects.order_by("id").last().recipient == UMA[1]  # type: ignore[union-attr]  # just queued


@pytest.mark.parametrize("form", ["domain", "plus"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_D03_a_participant_may_write_the_secret_address_in_any_case(form: str, case: object) -> None:
    record = with_sol()
    address = case(secret_address(record, form=form))  # type: ignore[operator]
    message = comes(mail(SOL, f"Help <{address}>"), address)
    assert (message.conversation, message.held) == (record, False)


def test_a_participant_of_one_conversation_is_a_stranger_in_another() -> None:
    with_sol()
    other = conversation(REX)
    assert replies(other, sender=SOL).held


def test_who_was_taken_out_is_a_stranger_again() -> None:
    record = with_sol()
    participate.remove(record, SOL[1], actor=ada(), at=later(hours=1))
    assert replies(record, sender=SOL).trust == Message.Trust.STRANGER


def test_who_got_a_hidden_copy_is_a_stranger() -> None:
    record = conversation()
    answers(record, bcc=[Addressee(*SOL)])
    assert replies(record, sender=SOL).trust == Message.Trust.STRANGER


def test_letting_a_stranger_in_accepts_the_mail_and_keeps_the_customer() -> None:
    record = conversation()
    held = replies(record, sender=SOL)
    assert held.held
    participate.let_in(held, actor=ada(), at=later(hours=1))
    record.refresh_from_db()
    assert not Message.objects.get(pk=held.pk).held
    assert record.identity.value == UMA[1]
    assert not replies(record, sender=SOL, text="And again.").held


def test_nobody_is_let_in_under_a_name_that_was_found_false(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"
    record = conversation()
    held = replies(record, ("Authentication-Results", "mx.our; dmarc=fail header.from=customer.example"), sender=SOL)
    assert held.trust == Message.Trust.FAILED
    with pytest.raises(ConversationError, match="Nothing says who wrote this"):
        participate.let_in(held, actor=ada(), at=later(hours=1))
    assert not Participant.objects.exists()


def test_letting_in_twice_lets_in_once() -> None:
    record = conversation()
    held = replies(record, sender=SOL)
    participate.let_in(held, actor=ada(), at=later(hours=1))
    with pytest.raises(ConversationError):
        participate.let_in(held, actor=ada(), at=later(hours=1))
    assert Participant.objects.count() == 1


def test_we_do_not_let_ourselves_in() -> None:
    record = conversation()
    held = arrives(
        ("Help", "help@desk.example"), conversation_id=record.pk, trust="stranger", received_at=later(hours=1)
    )
    with pytest.raises(ConversationError, match="an address of ours"):
        participate.let_in(held, actor=ada(), at=later(hours=2))
    assert not Participant.objects.exists()

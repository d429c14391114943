import pytest

from rapport.alerts.models import Alert
from rapport.conversations.models import Conversation, Message, Status
from rapport.customers.models import Customer, Identity
from rapport.flows import conversation_closes
from rapport.platform.models import Event
from rapport.triage.models import Placement
from tests import cast
from tests.cast import SOL, UMA, later

pytestmark = pytest.mark.django_db


def names(conversation: Conversation) -> list[str]:
    return list(Event.objects.filter(conversation_id=conversation.pk).order_by("id").values_list("name", flat=True))


def test_a_first_mail_makes_customer_conversation_and_place() -> None:
    message = cast.arrives()
    conversation = message.conversation
    assert (conversation.customer.name, conversation.identity.value) == UMA
    assert conversation.status == Status.OPEN
    assert conversation.waiting_since == message.at
    assert conversation.snippet.startswith("Hello, the chain")
    assert Placement.objects.get(conversation=conversation).waiting
    assert names(conversation) == ["conversations.opened", "conversations.message_received"]


def test_the_same_address_is_the_same_customer_whatever_its_case() -> None:
    cast.conversation(("Uma", "UMA@Customer.example"))
    cast.conversation()
    assert Customer.objects.count() == Identity.objects.count() == 1
    assert Customer.objects.get().name == "Uma"


@pytest.mark.parametrize("trust", ["failed", "unchecked", "stranger"])
def test_an_unproven_answer_is_held_and_changes_nothing(trust: str) -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    before = Conversation.objects.values().get(pk=conversation.pk)
    placed = Placement.objects.values().get(conversation=conversation)
    held = cast.arrives(conversation_id=conversation.pk, trust=trust, received_at=later(hours=2))
    assert held.held
    assert Conversation.objects.values().get(pk=conversation.pk) == before
    assert Placement.objects.values().get(conversation=conversation) == placed


def test_a_held_message_counts_once_accepted() -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    held = cast.arrives(SOL, conversation_id=conversation.pk, trust="stranger", received_at=later(hours=2))
    conversation_closes.accept_held(held, actor=cast.ada(), at=later(hours=3))
    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN
    assert conversation.waiting_since == later(hours=2)
    assert conversation.identity.value == UMA[1], "where we answer to stays"


def test_a_held_message_can_become_its_own_conversation() -> None:
    conversation = cast.conversation()
    held = cast.arrives(SOL, conversation_id=conversation.pk, trust="stranger", received_at=later(hours=2))
    own = conversation_closes.split_held(held, actor=cast.ada(), at=later(hours=3))
    assert own != conversation
    assert own.identity.value == SOL[1]
    assert own.messages.get().pk == held.pk
    assert not conversation.messages.filter(pk=held.pk).exists()
    assert Placement.objects.get(conversation=own).waiting


@pytest.mark.parametrize("origin", ["auto_reply", "bounce", "list"])
def test_D07_mail_that_nobody_wrote_is_filed_without_effect(origin: str) -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    conversation_closes.close(conversation, actor=cast.ada(), at=later(hours=1))
    cast.arrives(conversation_id=conversation.pk, origin=Message.Origin(origin), received_at=later(hours=2))
    conversation.refresh_from_db()
    assert conversation.status == Status.DONE
    assert conversation.messages.filter(origin=origin).exists()
    assert not Placement.objects.get(conversation=conversation).waiting


def test_mail_to_a_done_conversation_opens_it_with_a_head_start() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, close=True)
    cast.arrives(conversation_id=conversation.pk, trust="secret", received_at=later(hours=2))
    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN
    assert {"words": "Reopened", "hours": 12} in Placement.objects.get(conversation=conversation).why


def test_a_mail_that_cannot_be_read_is_seen_and_told() -> None:
    lead = cast.mo()
    message = cast.arrives(("", ""), unreadable="The mail has more than 500 parts.", text="", reply_text="", subject="")
    assert message.conversation.status == Status.OPEN
    assert Placement.objects.get(conversation=message.conversation).waiting
    alert = Alert.objects.get(user=lead)
    assert "could not be read" in alert.headline


def test_a_known_complaint_stays_one() -> None:
    conversation = cast.conversation(reply_text="I want to make a complaint, this is unacceptable.")
    cast.answers(conversation)
    cast.arrives(
        conversation_id=conversation.pk, trust="proven", reply_text="Thanks, see you.", received_at=later(hours=2)
    )
    conversation.refresh_from_db()
    assert conversation.is_complaint
    assert conversation.complaint_words

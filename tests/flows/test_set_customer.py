import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.channels.email.models import OutboundMail
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Message
from rapport.customers import queries as customers
from rapport.customers.models import Customer, Identity
from rapport.customers.rules import Addressee
from rapport.feedback import queries as feedback
from rapport.feedback.models import RatingInvite
from rapport.flows.set_customer import set_customer, take_back
from rapport.platform.models import Event
from rapport.triage.queries import placement_of
from tests import cast
from tests.cast import SOL, UMA, later
from tests.mailroom import replies, secret_address

pytestmark = pytest.mark.django_db
SOL_HERE = Addressee(*SOL)


def is_from(conversation: Conversation, who: Addressee = SOL_HERE, hours: int = 1) -> Identity:
    """Say it is this person's; answers whose it was."""
    before = set_customer(conversation, who, actor=cast.ada(), at=later(hours=hours))[1]
    conversation.refresh_from_db()
    return before


def assignment(conversation: Conversation) -> tuple[int, int, int]:
    conversation.refresh_from_db()
    return conversation.customer_id, conversation.identity_id, conversation.nth_contact


def test_the_next_answer_goes_to_whom_it_is_really_from() -> None:
    conversation = cast.conversation()
    is_from(conversation)
    assert str(conversation.customer) == "Sol Berg"
    cast.answers(conversation, at=later(hours=2))
    assert list(OutboundMail.objects.values_list("recipient", flat=True)) == [SOL[1]]
    assert RatingInvite.objects.get().recipient == SOL[1]


def test_a_known_address_brings_its_customer_and_keeps_the_name() -> None:
    known = cast.conversation(SOL).customer
    conversation = cast.conversation()
    is_from(conversation, Addressee("Somebody Else", "sol@customer.example"))
    assert conversation.customer == known
    assert Customer.objects.get(pk=known.pk).name == "Sol Berg"
    assert Customer.objects.count() == 2


def test_the_same_call_takes_it_back_whole() -> None:
    cast.conversation(SOL, received_at=later(days=-2))
    conversation = cast.conversation()
    asked = assignment(conversation)
    before = is_from(conversation)
    assert conversation.nth_contact == 2
    take_back(conversation, customers.handle_of(before), actor=cast.ada(), at=later(hours=2))
    assert assignment(conversation) == asked
    told = Event.objects.filter(name="conversations.customer_set").order_by("id")
    assert [event.data for event in told] == [
        {"from": before.pk, "to": Identity.objects.get(value=SOL[1]).pk},
        {"from": Identity.objects.get(value=SOL[1]).pk, "to": before.pk},
    ]


def test_a_mail_that_named_nobody_can_be_given_back_to_nobody() -> None:
    conversation = cast.conversation(("", ""), unreadable="It names nobody.")
    asked = assignment(conversation)
    before = is_from(conversation)
    assert before.address == ""
    take_back(conversation, customers.handle_of(before), actor=cast.ada(), at=later(hours=2))
    assert assignment(conversation) == asked


def test_saying_it_twice_says_it_once() -> None:
    conversation = cast.conversation()
    is_from(conversation)
    is_from(conversation, hours=2)
    assert Event.objects.filter(name="conversations.customer_set").count() == 1


def test_what_was_asked_and_said_before_stays_whose_it_was() -> None:
    conversation = cast.conversation()
    message = cast.answers(conversation)
    is_from(conversation, hours=2)
    invite = feedback.invite_for(message.pk, UMA[1])
    assert invite is not None
    assert invite.conversation == conversation
    assert conversation.messages.get(kind="inbound").from_address == UMA[1]


def test_whoever_it_was_before_is_a_stranger_from_then_on() -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    is_from(conversation)
    assert replies(conversation, sender=UMA).trust == Message.Trust.STRANGER
    assert not replies(conversation, sender=SOL).held


def test_the_pile_is_told() -> None:
    for day in (-3, -2, -1):
        cast.conversation(SOL, received_at=later(days=day))
    conversation = cast.conversation()
    assert "contact" not in str(placement_of(conversation).why)  # type: ignore[union-attr]  # it is on the pile
    is_from(conversation)
    assert "contact" in str(placement_of(conversation).why).lower()  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["help@desk.example", "help+x@desk.example", "anything@reply.desk.example"])
def test_an_address_of_ours_is_nobodys(address: str) -> None:
    conversation = cast.conversation()
    with pytest.raises(ConversationError, match="address of ours"):
        is_from(conversation, Addressee("", address))
    assert not Identity.objects.filter(value=address).exists()


def test_the_secret_address_of_a_conversation_is_nobodys() -> None:
    conversation = cast.conversation()
    with pytest.raises(ConversationError, match="address of ours"):
        is_from(conversation, Addressee("", secret_address(conversation, form="plus")))


def test_people_of_other_companies_may_not() -> None:
    conversation = cast.conversation()
    with pytest.raises(ConversationError, match="our own people"):
        set_customer(conversation, SOL_HERE, actor=cast.pat(), at=later(hours=1))
    assert not Identity.objects.filter(value=SOL[1]).exists()


def test_a_handle_that_nobody_gave_out_is_nobody() -> None:
    with pytest.raises(ConversationError, match="gone"):
        take_back(cast.conversation(), "email:nobody@x.example", actor=cast.ada(), at=later(hours=1))


def test_recognising_holds_the_address_until_the_mail_is_stored() -> None:
    """Otherwise a merge could move the address between the look and the new conversation."""
    cast.conversation()
    with CaptureQueriesContext(connection) as asked:
        cast.conversation()
    assert any("FOR KEY SHARE OF i" in query["sql"] for query in asked)

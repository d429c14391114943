"""To, Cc and Bcc of a reply: who gets it, who is asked, who is part of the conversation from then on."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from rapport.channels.email import compose, letters_out
from rapport.channels.email.models import OutboundMail
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Message, Status
from rapport.conversations.queries import participants_of
from rapport.customers.models import Identity
from rapport.customers.rules import MOST_PEOPLE, Addressee, addressees
from rapport.feedback.models import RatingInvite
from rapport.flows.deliver_message import _faces
from rapport.platform.models import Event
from rapport.promises.models import Promise
from tests import cast
from tests.cast import NOON, REX, SOL, UMA, later
from tests.mailroom import secret_address

pytestmark = pytest.mark.django_db
TO_UMA = [Addressee(*UMA)]
TO_SOL = [Addressee(*SOL)]
TO_REX = [Addressee(*REX)]


def mails(message: Message) -> dict[str, EmailMessage]:
    """What leaves, by recipient."""
    found: dict[str, EmailMessage] = {}
    for row in OutboundMail.objects.filter(message=message):
        raw = compose.compose(letters_out.letter_of(row, _faces(row)))
        parsed = message_from_bytes(raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        found[row.recipient] = parsed
    return found


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def here(conversation: Conversation) -> list[str]:
    return [one.identity.value for one in participants_of(conversation)]


def test_everybody_gets_one_mail_and_only_to_and_cc_are_named() -> None:
    message = cast.answers(cast.conversation(), to=TO_UMA, cc=TO_SOL, bcc=TO_REX)
    sent = mails(message)
    assert set(sent) == {UMA[1], SOL[1], REX[1]}
    for mail in sent.values():
        assert str(mail["To"]) == "Uma Ferrari <uma@customer.example>"
        assert str(mail["Cc"]) == "Sol Berg <sol@customer.example>"
        assert mail["Bcc"] is None
        assert b"rex@" not in mail.as_bytes()
    assert len({str(mail["Message-ID"]) for mail in sent.values()}) == 1


def test_only_the_customer_is_asked_how_we_did() -> None:
    message = cast.answers(cast.conversation(), cc=TO_SOL, bcc=TO_REX)
    assert list(RatingInvite.objects.values_list("recipient", flat=True)) == [UMA[1]]
    asked = {address: "/r/" in text_of(mail) for address, mail in mails(message).items()}
    assert asked == {UMA[1]: True, SOL[1]: False, REX[1]: False}


def test_the_next_quote_names_no_hidden_recipient() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, bcc=TO_REX)
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=1))
    again = cast.answers(conversation, at=later(hours=2))
    assert set(mails(again)) == {UMA[1]}
    assert b"rex@" not in mails(again)[UMA[1]].as_bytes()


def test_who_openly_gets_it_is_part_of_it_and_who_gets_it_hidden_is_not() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, to=[*TO_UMA, Addressee("", "bob@customer.example")], cc=TO_SOL, bcc=TO_REX)
    assert here(conversation) == ["bob@customer.example", SOL[1]]
    assert Event.objects.filter(name="conversations.participant_added").count() == 2


def test_nobody_is_mailed_again_unless_the_agent_says_so() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, cc=TO_SOL)
    again = cast.answers(conversation, at=later(hours=2))
    assert set(mails(again)) == {UMA[1]}


def test_another_address_of_the_customer_is_the_customer() -> None:
    conversation = cast.conversation()
    Identity.objects.create(customer=conversation.customer, value="uma@work.example", created_at=NOON)
    message = cast.answers(conversation, to=addressees("uma@work.example"))
    assert RatingInvite.objects.get(message=message).recipient == "uma@work.example"
    assert here(conversation) == []


def test_everybody_stands_once_in_the_first_line_that_names_them() -> None:
    people = [*TO_UMA, *TO_SOL]
    message = cast.answers(cast.conversation(), to=people, cc=[*people, *TO_REX], bcc=[*people, *TO_REX])
    rows = [[one["address"] for one in line] for line in (message.to, message.cc, message.bcc)]
    assert rows == [[UMA[1], SOL[1]], [REX[1]], []]


def test_a_reply_that_leaves_the_customer_out_answers_nobody() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, promise_due_at=later(hours=5))
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=1))
    message = cast.answers(conversation, to=TO_SOL, at=later(hours=2))
    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since) == (Status.OPEN, later(hours=1))
    assert Promise.objects.get().kept_at is None
    assert not RatingInvite.objects.filter(message=message).exists()


def test_a_customer_on_copy_was_answered_and_is_not_asked() -> None:
    conversation = cast.conversation()
    message = cast.answers(conversation, to=TO_SOL, cc=TO_UMA)
    conversation.refresh_from_db()
    assert conversation.status == Status.WAITING
    assert not RatingInvite.objects.filter(message=message).exists()


REPLY_TO = [{"name": "Uma at home", "address": "uma@home.example"}]


def test_where_the_proven_mail_asked_for_the_answer_is_the_customer() -> None:
    conversation = cast.conversation(trust="proven", reply_to=REPLY_TO)
    message = cast.answers(conversation, to=addressees("uma@home.example"))
    conversation.refresh_from_db()
    assert conversation.status == Status.WAITING
    assert RatingInvite.objects.get(message=message).recipient == "uma@home.example"
    assert here(conversation) == []


@pytest.mark.parametrize("trust", ["unchecked", "secret"])
def test_what_an_unproven_mail_asks_for_is_somebody_else(trust: str) -> None:
    conversation = cast.conversation(trust=trust, reply_to=REPLY_TO)
    cast.answers(conversation, to=addressees("uma@home.example"))
    assert not RatingInvite.objects.exists()
    assert here(conversation) == ["uma@home.example"]


@pytest.mark.parametrize("line", ["to", "cc", "bcc"])
@pytest.mark.parametrize("address", ["help@desk.example", "help+x@desk.example", "secret"])
def test_no_reply_goes_to_ourselves(line: str, address: str) -> None:
    conversation = cast.conversation()
    given: dict[str, Any] = {line: addressees(secret_address(conversation) if address == "secret" else address)}
    with pytest.raises(ConversationError, match="an address of ours"):
        cast.answers(conversation, **given)
    assert not OutboundMail.objects.exists()
    assert not conversation.messages.filter(kind="reply").exists()


def test_nobody_to_write_to_is_said() -> None:
    with pytest.raises(ConversationError, match="write an address into To"):
        cast.answers(cast.conversation(), to=[])
    crowd = [Addressee("", f"a{n}@x.example") for n in range(MOST_PEOPLE)]
    with pytest.raises(ConversationError, match=f"{MOST_PEOPLE} people at most"):
        cast.answers(cast.conversation(), cc=crowd)


def test_a_mail_that_named_nobody_can_be_answered_by_address() -> None:
    message = cast.answers(cast.conversation(("", ""), unreadable="It names nobody."), to=TO_SOL)
    assert set(mails(message)) == {SOL[1]}

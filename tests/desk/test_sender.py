"""What the desk says about who sent a mail: in plain words, with what the checks said behind them."""

import pytest
from django.test import Client
from django.test.utils import override_settings

from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Identity
from rapport.flows import conversation_closes
from tests.cast import SOL, UMA, ada, answers, arrives, conversation, later, pat, team
from tests.desk.conftest import client_of
from tests.mailroom import comes, mail, replies, secret_address
from tests.signed_mail import dns_of, signed

pytestmark = pytest.mark.django_db
Trust = Message.Trust
STRANGER = ("New Person", "new@x.example")


def page_of(record: Conversation, client: Client | None = None) -> str:
    asked = client or client_of(ada())
    return asked.get(f"/conversations/{record.reference}/").content.decode()


@pytest.mark.parametrize(
    ("trust", "proof", "word"),
    [
        (Trust.PROVEN, "dmarc=pass p=reject, dkim=pass customer.example", "Proven by customer.example"),
        (Trust.SECRET, "", "Sent to the customer’s own reply address"),
        (Trust.UNCHECKED, "", "Not checked"),
        (Trust.UNCHECKED, "dkim=none, spf=none, checked here", "Not proven"),
        (Trust.FAILED, "two From lines", "May be forged"),
        (Trust.STRANGER, "", "From another address"),
    ],
)
def test_a_mail_says_how_far_its_sender_is_proven(trust: Message.Trust, proof: str, word: str) -> None:
    shown = page_of(arrives(trust=trust, proof=proof).conversation)
    assert f"{word}</summary>" in shown
    assert (f'<p class="checks">{proof}</p>' in shown) == bool(proof)
    assert ("<strong>This may be forged.</strong>" in shown) == (trust == Trust.FAILED)


def test_what_a_signature_proved_is_kept_with_the_mail() -> None:
    with override_settings(RAPPORT_DNS=True), dns_of("customer.example", customer_example="p=reject"):
        message = comes(signed(mail(), "customer.example"))
    assert (message.trust, message.proof) == (
        Trust.PROVEN,
        "dmarc=pass p=reject, dkim=pass customer.example, spf=none, checked here",
    )
    assert "Proven by customer.example</summary>" in page_of(message.conversation)


def test_what_we_wrote_needs_no_proof() -> None:
    record = conversation(trust=Trust.PROVEN)
    answers(record)
    assert page_of(record).count('<details class="quote proof">') == 1


@pytest.mark.parametrize(
    ("asked", "is_shown"),
    [
        ([], False),
        ([{"name": "", "address": UMA[1]}], False),
        ([{"name": "", "address": "boss@x.example"}], True),
        ([{"name": "", "address": UMA[1]}, {"name": "", "address": "boss@x.example"}], False),
    ],
)
def test_answers_that_are_asked_to_go_elsewhere_are_told(asked: list[dict[str, str]], is_shown: bool) -> None:
    shown = page_of(arrives(reply_to=asked).conversation)
    assert ("Answers are asked to go elsewhere:" in shown) == is_shown
    assert UMA[1] in shown


def test_the_reply_to_of_a_mail_is_shown() -> None:
    message = comes(mail(UMA, "help@desk.example", ("Reply-To", "Boss <boss@x.example>")))
    assert message.reply_to == [{"name": "Boss", "address": "boss@x.example"}]
    assert "</strong> to boss@x.example." in page_of(message.conversation)


def test_a_number_in_the_subject_is_shown_as_a_hint_only() -> None:
    record = conversation()
    message = comes(mail(UMA, subject=f"Re: {record.reference}"))
    assert f"Looks like {record.reference}" in page_of(message.conversation)
    assert "Looks like" not in page_of(record)


def test_an_outsourced_agent_gets_no_hint() -> None:
    record = conversation()
    record.inbox.teams.add(team("Bikes", pat()))
    message = comes(mail(UMA, subject=f"Re: {record.reference}"))
    assert "Looks like" not in page_of(message.conversation, client_of(pat()))


# --- a held message and its new address ----------------------------------------------------------------------------


def test_a_stranger_who_is_the_customer_is_known_from_then_on() -> None:
    record = conversation()
    held = replies(record, sender=STRANGER)
    client = client_of(ada())
    assert "It is the customer’s new address" in page_of(record, client)
    client.post(f"/messages/{held.public_id}/acceptance/", {"address": "keep"})
    held.refresh_from_db()
    assert (held.held, Identity.objects.get(value=STRANGER[1]).customer_id) == (False, record.customer_id)
    record.refresh_from_db()
    assert record.identity.value == UMA[1]
    assert not replies(record, sender=STRANGER).held


def test_accepting_alone_teaches_nothing() -> None:
    record = conversation()
    held = replies(record, sender=STRANGER)
    client_of(ada()).post(f"/messages/{held.public_id}/acceptance/")
    assert not Identity.objects.filter(value=STRANGER[1]).exists()
    assert replies(record, sender=STRANGER).held


@pytest.mark.parametrize("why", ["somebody else's", "a partner", "ours", "forged"])
def test_an_address_is_kept_only_where_that_is_safe(why: str) -> None:
    conversation(SOL)
    record = conversation()
    record.inbox.teams.add(team("Bikes", pat(), ada()))
    sender = {"somebody else's": SOL, "ours": ("Help", "help@desk.example")}.get(why, STRANGER)
    told = [("Authentication-Results", "mx.any; dmarc=fail header.from=x.example")] if why == "forged" else []
    held = replies(record, *told, sender=sender)
    user = pat() if why == "a partner" else ada()
    answer = client_of(user).post(f"/messages/{held.public_id}/acceptance/", {"address": "keep"}, follow=True)
    held.refresh_from_db()
    assert held.held
    assert not Identity.objects.filter(value=sender[1], customer=record.customer).exists()
    assert answer.status_code == 200


def test_a_held_message_of_a_forger_offers_no_address() -> None:
    record = conversation()
    address = secret_address(record)
    comes(mail(UMA, address, ("Authentication-Results", "mx.any; dmarc=fail header.from=customer.example")), address)
    shown = page_of(record)
    assert "It is the customer</button>" in shown
    assert "new address" not in shown


def test_keeping_twice_is_told_in_words() -> None:
    held = replies(conversation(), sender=STRANGER)
    conversation_closes.accept_held(held, actor=ada(), at=later(hours=2), keep_address=True)
    answer = client_of(ada()).post(f"/messages/{held.public_id}/acceptance/", {"address": "keep"}, follow=True)
    assert "This message is not held any more." in answer.content.decode()
    assert Identity.objects.filter(value=STRANGER[1]).count() == 1

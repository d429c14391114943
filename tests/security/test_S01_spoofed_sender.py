"""S01: a From line proves nothing. An unproven mail into a conversation is held in plain sight and acts on nothing."""

import pytest
from pytest_django.fixtures import Settings

from rapport.channels.email.models import OutboundMail
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Message, Status
from tests.cast import REX, UMA, answers, conversation
from tests.mailroom import comes, mail, replies, secret_address

pytestmark = pytest.mark.django_db
FAIL = ("Authentication-Results", "mx.our; dmarc=fail header.from=customer.example")
PASS = ("Authentication-Results", "mx.our; dmarc=pass header.from=customer.example")
Trust = Message.Trust


@pytest.fixture
def ours(settings: Settings) -> None:
    settings.RAPPORT_AUTHSERV_ID = "mx.our"


@pytest.fixture
def answered() -> Conversation:
    """A conversation that waits for its customer."""
    answers(conversation())
    return Conversation.objects.get()


def state_of(record: Conversation) -> tuple[object, ...]:
    record.refresh_from_db()
    return (record.status, record.waiting_since, record.customer_id, record.identity_id, record.snippet,
            record.last_message_at, record.reopened_at)  # fmt: skip


def test_a_failed_check_holds_the_mail_and_changes_nothing_else(ours: None, answered: Conversation) -> None:
    before, sent = state_of(answered), OutboundMail.objects.count()
    message = replies(answered, FAIL, ("Cc", "evil@x.example"))
    assert message.conversation == answered
    assert (message.held, message.trust) == (True, Trust.FAILED)
    assert state_of(answered) == before
    assert OutboundMail.objects.count() == sent
    answers(answered, at=None)
    assert not OutboundMail.objects.filter(recipient__icontains="evil").exists()


def test_a_proven_sender_is_the_customer(ours: None, answered: Conversation) -> None:
    message = replies(answered, PASS)
    answered.refresh_from_db()
    assert (message.held, message.trust, answered.status) == (False, Trust.PROVEN, Status.OPEN)


def test_no_result_of_our_server_is_not_enough_when_one_is_expected(ours: None, answered: Conversation) -> None:
    assert replies(answered).trust == Trust.UNCHECKED
    foreign = ("Authentication-Results", "mx.evil; dmarc=pass header.from=customer.example")
    message = replies(answered, foreign)
    assert (message.trust, message.held) == (Trust.UNCHECKED, True)


def test_without_such_a_server_the_secret_address_speaks_for_the_customer(answered: Conversation) -> None:
    message = replies(answered)
    assert (message.trust, message.held) == (Trust.SECRET, False)


def test_without_such_a_server_anybodys_failure_still_holds_back(answered: Conversation) -> None:
    message = replies(answered, ("Authentication-Results", "mx.anyone; dmarc=fail header.from=customer.example"))
    assert (message.trust, message.held) == (Trust.FAILED, True)


def test_without_such_a_server_nobodys_pass_proves_anything(answered: Conversation) -> None:
    message = comes(mail(UMA, "help@desk.example", PASS))
    assert message.trust == Trust.UNCHECKED


@pytest.mark.parametrize(
    "results",
    [
        "mx.our; dmarc=pass header.from=evil.example",
        "mx.our; dkim=pass header.d=evil.example",
        "mx.our; dkim=pass header.d=sub.customer.example",
        "mx.our; dkim=pass header.d=example",
        "mx.our; spf=pass smtp.mailfrom=bounce@evil.example",
        "mx.our; dmarc=none header.from=customer.example",
        "mx.our; none",
        "mx.our",
        "",
        "mx.our.evil; dmarc=pass header.from=customer.example",
    ],
)
def test_a_pass_about_another_domain_is_no_proof(ours: None, answered: Conversation, results: str) -> None:
    assert replies(answered, ("Authentication-Results", results)).trust == Trust.UNCHECKED


@pytest.mark.parametrize(
    "results",
    [
        "mx.our; dkim=pass header.d=customer.example",
        "mx.our; dkim=fail header.d=list.example; dkim=pass header.i=@customer.example",
        "mx.our; spf=pass smtp.mailfrom=uma@customer.example",
        "MX.OUR 1; dmarc=pass (p=none) header.from=Customer.Example",
    ],
)
def test_an_aligned_pass_is_proof(ours: None, answered: Conversation, results: str) -> None:
    assert replies(answered, ("Authentication-Results", results)).trust == Trust.PROVEN


@pytest.mark.parametrize(
    "disguise", [("List-Id", "<x.example>"), ("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")]
)
def test_looking_like_a_list_or_a_machine_does_not_open_the_door(
    ours: None, answered: Conversation, disguise: tuple[str, str]
) -> None:
    before = state_of(answered)
    message = replies(answered, FAIL, disguise)
    assert message.held
    assert state_of(answered) == before


def test_a_damaged_mail_is_held_as_well(ours: None, answered: Conversation) -> None:
    before = state_of(answered)
    address = secret_address(answered)
    broken = mail(UMA, address, FAIL, ("To", "a@b.example," * 300))
    message = comes(broken, address)
    assert message.unreadable
    assert message.held
    assert state_of(answered) == before


def test_a_held_mail_counts_once_an_agent_accepts_it(ours: None, answered: Conversation) -> None:
    from tests.cast import ada, later

    message = replies(answered, FAIL)
    answered.refresh_from_db()
    conversations.accept(message, answered, actor=ada(), at=later(hours=2))
    answered.refresh_from_db()
    assert (answered.status, message.held) == (Status.OPEN, False)


def test_somebody_elses_token_does_not_help(ours: None, answered: Conversation) -> None:
    other = conversation(REX)
    message = replies(other, PASS)
    assert (message.conversation, message.trust, message.held) == (other, Trust.STRANGER, True)

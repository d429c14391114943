"""S07: a delivery report acts only when it carries what only the report of our own mail can carry."""

from itertools import count

import pytest

from rapport.alerts.models import Alert
from rapport.channels.email import addresses
from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message, Status
from tests.cast import NOON, UMA, ada, answers, conversation
from tests.mailroom import comes, read

pytestmark = pytest.mark.django_db
State = OutboundMail.State
DOMAIN = "reply.desk.example"
FORGED_ID = "<0123456789abcdef01234567.0123456789abcdef0123456789abcdef@desk.example>"
_serial = count(1)


def report(
    to: str,
    *,
    original_id: str = "<x@y.example>",
    action: str = "failed",
    status: str = "5.1.1",
    recipient: str = UMA[1],
) -> bytes:
    lines = [
        "From: Mail Delivery System <mailer-daemon@mx.example>",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: <{next(_serial)}@mx.example>",
        "Return-Path: <>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.",
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n",
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}",
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {original_id}\r\nSubject: Re: chain",
        "\r\nText\r\n--b--\r\n",
    ]
    return "\r\n".join(lines).encode()


@pytest.fixture
def sent() -> OutboundMail:
    answers(conversation())
    mail = OutboundMail.objects.get()
    OutboundMail.objects.update(state=State.SENT, sent_at=NOON)
    return mail


def envelope_of(mail: OutboundMail) -> str:
    return addresses.bounce_address(
        mail.bounce_key, inbox_address="help@desk.example", reply_domain="reply.desk.example"
    )


@pytest.mark.parametrize(
    "to",
    ["help@desk.example", "b.aaaaaaaaaaaaaaaaaaaaaaaaaa@reply.desk.example", "b.zzzz@reply.desk.example"],
)
@pytest.mark.parametrize("original_id", ["<x@y.example>", FORGED_ID])
def test_without_a_token_it_is_filed_and_does_nothing(sent: OutboundMail, to: str, original_id: str) -> None:
    message = comes(report(to, original_id=original_id), to, envelope_from="")
    sent.refresh_from_db()
    assert sent.state == State.SENT
    assert message.conversation != sent.conversation
    assert message.conversation.status == Status.DONE
    assert Alert.objects.count() == 0
    assert OutboundMail.objects.count() == 1


def test_to_our_envelope_sender_it_marks_the_mail_and_tells_its_author(sent: OutboundMail) -> None:
    to = envelope_of(sent).upper()
    message = comes(report(to), to, envelope_from="")
    sent.refresh_from_db()
    assert (sent.state, sent.error) == (State.FAILED, "5.1.1 550 5.1.1 no such user")
    assert (message.conversation, message.origin, message.held) == (sent.conversation, Message.Origin.BOUNCE, False)
    alert = Alert.objects.get()
    assert (alert.user, alert.kind) == (ada(), Alert.Kind.DELIVERY)
    assert UMA[1] in alert.headline


def test_our_message_id_in_the_returned_part_is_enough(sent: OutboundMail) -> None:
    comes(report("help@desk.example", original_id=sent.header_id), envelope_from="")
    sent.refresh_from_db()
    assert sent.state == State.FAILED


def test_the_second_report_tells_nobody_again(sent: OutboundMail) -> None:
    to = envelope_of(sent)
    comes(report(to), to, envelope_from="")
    comes(report(to, status="5.2.2"), to, envelope_from="")
    sent.refresh_from_db()
    assert Alert.objects.count() == 1
    assert "no such user" in sent.error


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
def test_a_delay_or_a_receipt_is_no_failure(sent: OutboundMail, action: str, status: str) -> None:
    to = envelope_of(sent)
    message = comes(report(to, action=action, status=status), to, envelope_from="")
    sent.refresh_from_db()
    assert (sent.state, message.conversation) == (State.SENT, sent.conversation)
    assert Alert.objects.count() == 0


def test_the_customer_and_the_clock_stay_as_they_were(sent: OutboundMail) -> None:
    before = Conversation.objects.values().get()
    to = envelope_of(sent)
    comes(report(to, recipient="victim@customer.example"), to, envelope_from="")
    after = Conversation.objects.values().get()
    assert after == before


def test_the_bounce_of_an_alert_alerts_nobody(sent: OutboundMail) -> None:
    to = envelope_of(sent)
    comes(report(to), to, envelope_from="")
    told = OutboundMail.objects.get(kind=OutboundMail.Kind.ALERT)
    back = addresses.bounce_address(told.bounce_key, inbox_address="help@desk.example", reply_domain="")
    message = comes(report(back, recipient=ada().email), back, envelope_from="")
    told.refresh_from_db()
    assert told.state == State.FAILED
    assert Alert.objects.count() == 1
    assert message.conversation != sent.conversation
    assert read() == 0

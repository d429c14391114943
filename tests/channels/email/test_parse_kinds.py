"""People, machines that answer, reports and lists are told apart."""

from __future__ import annotations

import pytest

from rapport.channels.email.parse import parse
from tests.channels.email.mails import mail, multipart, part, read, with_headers

DSN = multipart(
    "report; report-type=delivery-status",
    part(b"Your mail did not arrive.", b"Content-Type: text/plain"),
    part(
        b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; rex@gone.example\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 5.1.1\r\n no such user\r\n",
        b"Content-Type: message/delivery-status",
    ),
    part(b"Message-ID: <our.1@shop.example>\r\nSubject: Your order\r\n\r\nHi", b"Content-Type: message/rfc822"),
)


def test_a_standard_report_is_read() -> None:
    found = mail(DSN)
    assert found.kind == "bounce"
    assert found.bounce is not None
    assert (found.bounce.final_recipient, found.bounce.status, found.bounce.action) == (
        "rex@gone.example",
        "5.1.1",
        "failed",
    )
    assert (found.bounce.original_message_id, found.bounce.diagnostic) == (
        "our.1@shop.example",
        "550 5.1.1 no such user",
    )


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        (b"MAILER-DAEMON@mx.example", b"failure notice", b"This is the qmail-send program. <rex@gone.example>: gone"),
        (b"Mail Delivery System <mailer-daemon@mx.example>", b"Mail delivery failed", b"rex@gone.example unknown"),
        (b"postmaster@mx.example", b"Undeliverable: hello", b"The following recipient could not be reached"),
        (b"postmaster@mx.example", b"Unzustellbar: hello", b"rex@gone.example"),
        (b"<>", b"Delivery Status", b"No such user rex@gone.example"),
    ],
)  # fmt: skip
def test_a_report_in_plain_words_is_recognised(sender: bytes, subject: bytes, body: bytes) -> None:
    found = with_headers(b"From: " + sender, b"Subject: " + subject, body=body)
    assert found.kind == "bounce"
    assert found.bounce is not None


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (b"Delivery failed twice", b"Your courier did not deliver my bicycle. It was returned to sender!"),
        (b"Returned mail", b"My letter to you was returned. What is your address?"),
        (b"Undeliverable: hello", b"I got this back, can you help?"),
        (b"Re: out of stock", b"ok"),
    ],
)
def test_a_customer_who_writes_about_delivery_is_a_person(subject: bytes, body: bytes) -> None:
    assert with_headers(b"From: Uma <uma@customer.example>", b"Subject: " + subject, body=body).kind == "human"


def test_a_report_that_a_person_forwards_is_from_a_person() -> None:
    wrapped = multipart(
        "mixed",
        part(b"What is this?", b"Content-Type: text/plain"),
        part(DSN, b"Content-Type: message/rfc822"),
        boundary=b"out",
    )
    assert mail(wrapped).kind == "human"


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied", b"Auto-Submitted: auto-generated; x=y", b"X-Autoreply: yes",
        b"X-Autorespond: x",
        b"Precedence: auto_reply", b"Subject: Out of office: back on Monday", b"Subject: Automatische Antwort: Rad",
        b"Subject: =?utf-8?q?R=C3=A9ponse_automatique?=: x", b"Subject: Automatic reply: Nyaan",
    ],
)  # fmt: skip
def test_a_machine_that_answers_is_recognised(header: bytes) -> None:
    assert with_headers(header, b"From: a@x.example").kind == "auto_reply"


@pytest.mark.parametrize(
    "header", [b"List-Id: <news.x.example>", b"Precedence: bulk", b"List-Unsubscribe: <https://x>"]
)
def test_a_list_is_recognised(header: bytes) -> None:
    assert with_headers(header, b"From: a@x.example").kind == "list"


def test_auto_submitted_no_means_a_person() -> None:
    assert read(b"hi", b"Auto-Submitted: no").kind == "human"


def test_a_read_receipt_is_no_bounce() -> None:
    receipt = multipart(
        "report; report-type=disposition-notification",
        part(b"Seen"),
        part(b"Disposition: x", b"Content-Type: message/disposition-notification"),
    )
    assert mail(receipt).kind == "auto_reply"


def test_an_abuse_report_names_its_kind() -> None:
    report = multipart(
        "report; report-type=feedback-report",
        part(b"Spam"),
        part(b"Feedback-Type: abuse\r\nOriginal-Rcpt-To: rex@gone.example", b"Content-Type: message/feedback-report"),
    )
    found = parse(b"From: abuse@isp.example\r\n" + report)
    assert found.kind == "bounce"
    assert found.bounce is not None
    assert (found.bounce.action, found.bounce.final_recipient) == ("complaint", "rex@gone.example")

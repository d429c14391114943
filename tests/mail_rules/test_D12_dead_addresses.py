"""D12: an address from which mail comes back is marked, the agent is told to call, and a person's mail clears it."""

from typing import Any

import pytest

from rapport.channels.email import addresses
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.transport import Refused
from rapport.customers.models import Identity
from rapport.desk.present.delivery import address_warning
from tests.cast import NOON, UMA, answers, conversation, later
from tests.channels.email.outgoing import send
from tests.mailroom import comes
from tests.security.test_S07_forged_bounce import FORGED_ID, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent() -> OutboundMail:
    answers(conversation())
    OutboundMail.objects.update(state="sent", sent_at=NOON)
    return OutboundMail.objects.get()


def token_of(mail: OutboundMail) -> str:
    return addresses.bounce_address(
        mail.bounce_key, inbox_address="help@desk.example", reply_domain="reply.desk.example"
    )


def uma() -> Identity:
    return Identity.objects.get(value=UMA[1])


def comes_back(mail: OutboundMail, to: str = "", **more: Any) -> None:
    to = to or token_of(mail)
    comes(report(to, **({"original_id": mail.header_id} | more)), to, envelope_from="")


def test_a_hard_bounce_marks_the_address_and_the_reply_form_says_to_call(sent: OutboundMail) -> None:
    assert address_warning(sent.conversation) == ""  # type: ignore[arg-type]
    comes_back(sent)
    marked = uma()
    assert marked.undeliverable_since is not None
    assert marked.undeliverable_why == "5.1.1 550 5.1.1 no such user"
    marked.customer.phone = "+49 30 1234"
    marked.customer.save()
    sent.refresh_from_db()
    assert sent.conversation is not None
    said = address_warning(type(sent.conversation).objects.get())
    assert "comes back since" in said
    assert "Call instead: +49 30 1234" in said


@pytest.mark.parametrize(
    "more",
    [
        {"to": "help@desk.example"},
        {"to": "b.aaaaaaaaaaaaaaaaaaaaaaaaaa@reply.desk.example"},
        {"original_id": FORGED_ID},
        {"original_id": "<x@y.example>"},
        {"to": "help@desk.example", "recipient": "victim@customer.example"},
    ],
)
def test_without_token_and_message_id_together_no_address_is_marked(sent: OutboundMail, more: dict[str, str]) -> None:
    conversation(("Victim", "victim@customer.example"))
    comes_back(sent, **more)
    assert not Identity.objects.exclude(undeliverable_since=None).exists()


def test_the_address_marked_is_the_one_we_wrote_to_whatever_the_report_says(sent: OutboundMail) -> None:
    conversation(("Victim", "victim@customer.example"))
    comes_back(sent, recipient="victim@customer.example")
    assert [one.value for one in Identity.objects.exclude(undeliverable_since=None)] == [UMA[1]]


@pytest.mark.parametrize("status", ["5.7.26", "5.7.1", "5.3.4", "5.6.1"])
def test_what_is_about_us_or_the_mail_says_nothing_of_the_address(sent: OutboundMail, status: str) -> None:
    comes_back(sent, status=status)
    sent.refresh_from_db()
    assert (sent.state, uma().undeliverable_since) == ("failed", None)


def test_the_fifth_delay_within_a_week_marks_it(sent: OutboundMail) -> None:
    marked = []
    for _ in range(5):
        comes_back(sent, action="delayed", status="4.4.1")
        marked.append(uma().undeliverable_since is not None)
    assert marked == [False, False, False, False, True]
    assert uma().undeliverable_why.startswith("Put off 5 times: 4.4.1")
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_delays_spread_over_weeks_do_not(sent: OutboundMail) -> None:
    from rapport.customers import actions as customers

    when = [NOON, *(later(days=day) for day in (2, 4, 6, 8, 10))]
    assert not any(customers.mail_is_put_off(UMA[1], "4.4.1", at=at) for at in when)
    assert uma().soft_failures == 2


def test_a_mail_given_up_after_delays_counts_as_one_of_five(sent: OutboundMail) -> None:
    comes_back(sent, action="failed", status="4.4.7")
    sent.refresh_from_db()
    assert (sent.state, uma().undeliverable_since, uma().soft_failures) == ("failed", None, 1)


def test_a_person_who_writes_from_it_clears_the_mark_and_a_machine_does_not(sent: OutboundMail) -> None:
    comes_back(sent)
    vacation = (
        b"From: uma@customer.example\r\nTo: help@desk.example\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n"
    )
    comes(vacation + b"Message-ID: <v@customer.example>\r\n\r\nAway until May.\r\n")
    assert uma().undeliverable_since is not None
    comes(b"From: UMA@Customer.example\r\nTo: help@desk.example\r\nMessage-ID: <p@customer.example>\r\n\r\nHello\r\n")
    assert (uma().undeliverable_since, uma().undeliverable_why, uma().soft_failures) == (None, "", 0)


@pytest.mark.parametrize(
    ("said", "is_marked"), [("550 5.1.1 no such user", True), ("550 5.7.26 no", False), ("550 no", False)]
)
def test_a_refusal_at_the_door_marks_it_when_its_code_is_about_the_address(said: str, is_marked: bool) -> None:
    answers(conversation())
    send(OutboundMail.objects.get(), later(minutes=10), Refused(said))
    assert (uma().undeliverable_since == later(minutes=10)) == is_marked


def test_a_human_reply_is_never_taken_for_a_bounce(sent: OutboundMail) -> None:
    words = f"Subject: Re: chain\r\nMessage-ID: <h@customer.example>\r\nIn-Reply-To: {sent.header_id}\r\n"
    body = "\r\nMy mail to you came back with 550 5.1.1 user unknown, Undelivered Mail Returned to Sender.\r\n"
    comes(f"From: uma@customer.example\r\nTo: help@desk.example\r\n{words}{body}".encode())
    sent.refresh_from_db()
    assert (sent.state, uma().undeliverable_since) == ("sent", None)

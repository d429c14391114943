"""What an agent sees of a reply that did not arrive, and what they can do about it."""

import re

import pytest
from django.test import Client

from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail
from rapport.channels.email.transport import Refused
from rapport.conversations.models import Message
from rapport.customers.models import Customer, Identity
from rapport.team.models import User
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import reply_of, send

pytestmark = pytest.mark.django_db
TEN_PAST = later(minutes=10)


@pytest.fixture
def lost() -> Message:
    message, mail = reply_of()
    send(mail, TEN_PAST, Refused("550 5.1.1 no such person"))
    return message


def page(client: Client, message: Message) -> str:
    answer = client.get(f"/conversations/{message.conversation.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def act(client: Client, message: Message, what: str, **sent: str) -> str:
    answer = client.post(f"/messages/{message.public_id}/{what}/", sent, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def banner(shown: str) -> str:
    found = re.search(r'<div class="undelivered".*?</div>\s*</div>\s*</div>', shown, re.DOTALL)
    return found.group(0) if found else ""


def test_the_banner_says_who_did_not_get_what_and_why(ada: Client, lost: Message) -> None:
    Customer.objects.update(phone="+49 30 1234")
    said = banner(page(ada, lost))
    assert "Uma Ferrari did not get" in said
    assert "There is no mailbox uma@customer.example" in said
    assert "550 5.1.1 no such person" not in said
    for word in ("Send again", "Use another address", 'href="tel:+49301234"', "Settled"):
        assert word in said


def test_the_server_s_own_words_stand_where_no_advice_is_known(ada: Client) -> None:
    message, mail = reply_of()
    send(mail, TEN_PAST, Refused("550 the moon is full"))
    assert "550 the moon is full" in banner(page(ada, message))


def test_a_german_agent_reads_why_in_german_whatever_was_kept(ada: Client, lost: Message) -> None:
    User.objects.filter(pk=cast.ada().pk).update(language="de")
    said = banner(page(ada, lost))
    assert "Es gibt kein Postfach uma@customer.example. Suchen Sie nach einem Tippfehler" in said
    assert "There is no mailbox" not in said


def test_the_live_part_brings_the_banner_along(ada: Client, lost: Message) -> None:
    part = ada.get(f"/conversations/{lost.conversation.reference}/thread/").content.decode()
    assert "Uma Ferrari did not get" in part


def test_the_folder_counts_exactly_and_lists(ada: Client, lost: Message) -> None:
    shown = ada.get("/undelivered/").content.decode()
    assert lost.conversation.subject in shown
    assert re.search(r'Not delivered</span><span class="count" data-tone="bad">1<', shown)
    assert "Everything arrived" not in shown


def test_without_trouble_there_is_no_banner_and_an_empty_folder(ada: Client) -> None:
    message, mail = reply_of()
    send(mail, TEN_PAST)
    assert banner(page(ada, message)) == ""
    assert "Everything arrived" in ada.get("/undelivered/").content.decode()


def test_each_way_out_takes_the_banner_away(ada: Client, lost: Message) -> None:
    for what, sent in (("sending", {}), ("settling", {}), ("elsewhere", {"address": "uma@home.example"})):
        OutboundMail.objects.filter(message=lost).update(state="failed", settled_at=None)
        OutboundMail.objects.filter(recipient="uma@home.example").delete()
        assert banner(act(ada, lost, what, **sent)) == "", what
    assert OutboundMail.objects.get(recipient="uma@home.example").state == "queued"


@pytest.mark.parametrize("address", ["", "no address", "uma@customer.example", "x" * 400 + "@a.example"])
def test_an_address_that_cannot_be_used_is_said_and_the_banner_stays(ada: Client, lost: Message, address: str) -> None:
    shown = act(ada, lost, "elsewhere", address=address)
    assert banner(shown)
    assert OutboundMail.objects.filter(message=lost).count() == 1


def test_each_recipient_s_own_fate_is_shown(ada: Client) -> None:
    message, first = reply_of()
    [second] = outbox.queue_reply(message, [("sol@customer.example", "Sol Berg")], at=TEN_PAST)
    send(first, TEN_PAST)
    send(second, TEN_PAST, Refused("550 5.2.2 mailbox full"))
    shown = page(ada, message)
    assert "Sent to 1 of 2. To Sol Berg: Not delivered: 550 5.2.2 mailbox full" in shown
    assert "Sol Berg did not get" in banner(shown)
    assert "Uma" not in banner(shown)


def test_the_reply_form_warns_of_an_address_that_mail_comes_back_from(ada: Client, lost: Message) -> None:
    Identity.objects.update(undeliverable_since=TEN_PAST, undeliverable_why="550 5.1.1 no such person")
    assert "Mail to this address comes back since 4 March 2026. Call instead" in page(ada, lost)


def test_words_of_a_server_are_never_markup(ada: Client) -> None:
    message, mail = reply_of()
    send(mail, TEN_PAST, Refused("550 <script>alert(1)</script>"))
    assert "<script>alert(1)" not in page(ada, message)


def test_a_stranger_to_the_inbox_can_do_nothing(pat: Client, lost: Message) -> None:
    for what, status in (("sending", 404), ("settling", 404), ("elsewhere", 403)):
        assert pat.post(f"/messages/{lost.public_id}/{what}/", {"address": "a@b.example"}).status_code == status
    assert OutboundMail.objects.get(message=lost).settled_at is None
    assert pat.get("/undelivered/").content.decode().count("The chain slips") == 0
    assert cast.ada().is_active

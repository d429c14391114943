"""“Something wrong? Tell us”: from every mail to its recipient's complaint, once; opening it does nothing."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from rapport.alerts.models import Alert
from rapport.channels.email import wrong_link
from rapport.channels.email.compose import compose
from rapport.channels.email.letters_out import letter_of
from rapport.channels.email.models import OutboundMail
from rapport.channels.form import pages
from rapport.conversations.models import Conversation, Message
from rapport.customers.models import Customer
from rapport.feedback.models import Observation, Rating
from rapport.platform import clock, signing
from rapport.platform.models import Event
from rapport.recovery.models import Complaint
from tests import cast
from tests.desk.conftest import client_of
from tests.portal.links import invited
from tests.portal.links import page as rating_page

pytestmark = pytest.mark.django_db
LONG = timedelta(days=91)


def mail(sender: tuple[str, str] = cast.UMA, **more: Any) -> OutboundMail:
    """Ada's answer as it left; a lead is there to be told."""
    return OutboundMail.objects.get(message=invited(sender).message, kind="reply", **more)


def door(one: OutboundMail) -> str:
    return f"/w/{wrong_link.token(one)}/"


def page(one: OutboundMail, seconds: float = 60) -> str:
    """A page that was opened a minute ago."""
    assert one.conversation is not None
    return pages.new(one.conversation.inbox_id, at=clock.now() - timedelta(seconds=seconds)).token


def post(client: Client, one: OutboundMail, **typed: Any) -> Any:
    return client.post(door(one), {"message": "The chain broke again.", "page": page(one), **typed})


def complaints() -> list[Complaint]:
    return list(Complaint.objects.select_related("conversation__customer", "about").order_by("pk"))


def test_a_press_and_a_few_words_are_a_complaint_of_whoever_got_the_mail(client: Client) -> None:
    one = mail()
    answer = post(client, one, wish="A new bike", email="eve@evil.example", name="Eve")
    [made] = complaints()
    assert (answer.status_code, made.way, made.about) == (200, "link", one.conversation)
    found = made.conversation
    assert found != one.conversation
    assert found.is_complaint
    assert one.conversation is not None
    assert found.customer == one.conversation.customer
    assert found.subject == f"Complaint about {one.conversation.reference}: {one.conversation.subject}"
    message = found.messages.get()
    assert (message.from_address, message.held) == ("uma@customer.example", False)
    assert message.text == "The chain broke again.\n\nWhat would put it right: A new bike"
    assert found.placement.waiting
    assert found.reference in answer.content.decode()
    assert Alert.objects.filter(user=cast.mo(), headline__contains="complains").count() == 1
    assert [event.name for event in Event.objects.filter(name__startswith="recovery.complaint")] == [
        "recovery.complaint_registered"
    ]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_it_makes_and_keeps_nothing(client: Client, method: str) -> None:
    one = mail()
    before = (Message.objects.count(), Conversation.objects.count(), Event.objects.count(), Alert.objects.count())
    for _ in range(3):
        answer = getattr(client, method)(door(one), headers={"User-Agent": "SafeLinks/1.0", "Purpose": "prefetch"})
        assert answer.status_code == 200
    after = (Message.objects.count(), Conversation.objects.count(), Event.objects.count(), Alert.objects.count())
    assert after == before
    assert not Complaint.objects.exists()
    assert not Observation.objects.exists()
    assert not client.cookies


def test_the_page_tells_whoever_has_the_link_nothing_that_was_said(client: Client) -> None:
    one = mail()
    shown = client.get(door(one)).content.decode()
    assert one.conversation is not None
    for told in ("uma@", "Ferrari", "Ada", one.conversation.subject, one.conversation.customer.name):
        assert told not in shown, told
    assert one.conversation.reference in shown


@pytest.mark.parametrize(
    "typed",
    [
        {"page": ""},
        {"page": "123456789.abcdefghijklmnopqrstuv.abcdefghijklmnopqrstuvwxyz"},
        {"website": "https://spam.example"},
        {"message": ""},
        {"message": "   "},
        {"message": "x" * 100_001},
        {"wish": "x" * 2001},
    ],
    ids=["no page", "a forged page", "the trap", "nothing", "blanks", "too much", "too great a wish"],
)
def test_a_machine_that_sends_every_form_makes_nothing(client: Client, typed: dict[str, str]) -> None:
    answer = post(client, mail(), **typed)
    assert answer.status_code == 422
    assert not Complaint.objects.exists()


def test_nor_does_one_that_sends_the_page_as_it_found_it(client: Client) -> None:
    one = mail()
    shown = client.get(door(one)).content.decode()
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', shown))
    assert client.post(door(one), fields).status_code == 422
    assert client.post(door(one), {**fields, "message": "asdf"}).status_code == 422  # at once: no person does
    assert not Complaint.objects.exists()


def test_what_was_typed_comes_back_when_it_cannot_be_taken(client: Client) -> None:
    answer = post(client, mail(), page="", wish="A <b>new</b> one")
    shown = answer.content.decode()
    assert "The chain broke again." in shown
    assert "A &lt;b&gt;new&lt;/b&gt; one" in shown
    assert "Nothing was lost" in shown


def test_a_page_that_is_sent_twice_is_one_complaint(client: Client) -> None:
    one = mail()
    token = page(one)
    first, second = post(client, one, page=token), post(client, one, page=token, message="Again")
    assert first.content == second.content
    assert len(complaints()) == 1
    assert Alert.objects.filter(user=cast.mo(), headline__contains="complains").count() == 1


def test_a_page_of_another_inbox_is_none_of_this_one(client: Client) -> None:
    one, other = mail(), cast.inbox("sales@desk.example", name="Sales")
    token = pages.new(other.pk, at=clock.now() - timedelta(minutes=1)).token
    assert post(client, one, page=token).status_code == 422
    assert not Complaint.objects.exists()


def test_more_than_three_a_day_are_not_taken(client: Client) -> None:
    one = mail()
    assert [post(client, one, message=f"{n}").status_code for n in range(4)] == [200, 200, 200, 429]
    assert len(complaints()) == 3


def forged(one: OutboundMail) -> list[str]:
    token = wrong_link.token(one)
    name = one.pk.to_bytes(8, "big")
    next_one = (one.pk + 1).to_bytes(8, "big")
    return [
        "",
        token[:-1],
        token + "a",
        token.upper(),
        ("b" if token[0] != "b" else "c") + token[1:],
        token[:-1] + ("b" if token[-1] != "b" else "c"),
        signing.base32(name + bytes(12)),
        signing.base32(name + signing.mac("contact-form", name, 12)),
        signing.base32(next_one + signing.mac("something-wrong", name, 12)),
        signing.base32(b"\xff" * 8 + signing.mac("something-wrong", b"\xff" * 8, 12)),
        "r-" + token,
        "r-",
        "ä" * 32,
    ]


@pytest.mark.parametrize("number", range(13))
def test_a_forged_link_is_not_found_and_makes_nothing(client: Client, number: int) -> None:
    one = mail()
    given = forged(one)[number]
    path = f"/w/{given}/" if given else "/w/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"message": "Mine", "page": page(one)}).status_code == 404
    assert not Complaint.objects.exists()


def test_whoever_tries_many_gets_no_answer_any_more(client: Client) -> None:
    statuses = [client.get(f"/w/{'a' * 32}/").status_code for _ in range(12)]
    assert statuses[:10] == [404] * 10
    assert statuses[-1] == 429


def test_a_link_of_long_ago_works_no_more(client: Client) -> None:
    one = mail()
    OutboundMail.objects.filter(pk=one.pk).update(created_at=clock.now() - LONG)
    assert client.get(door(one)).status_code == 404
    assert post(client, one).status_code == 404
    assert not Complaint.objects.exists()


def test_mails_to_our_own_people_carry_no_such_link() -> None:
    mail()
    for kind in ("alert", "invite", "digest", "access"):
        one = OutboundMail(pk=99, kind=kind, conversation=Conversation.objects.first(), recipient="mo@desk.example")
        assert wrong_link.url(one) == ""
    assert wrong_link.url(OutboundMail(kind="reply", conversation=Conversation.objects.first())) == ""


def test_a_link_in_a_mail_to_our_own_people_is_not_taken_though_it_were_made(client: Client) -> None:
    one = mail()
    OutboundMail.objects.filter(pk=one.pk).update(kind="alert")
    assert client.get(door(one)).status_code == 404


def test_who_was_forgotten_complains_no_more(client: Client) -> None:
    one = mail()
    Customer.objects.update(erased_at=clock.now())
    assert client.get(door(one)).status_code == 404


def test_whoever_was_in_copy_complains_in_their_own_name(client: Client) -> None:
    one = mail()
    OutboundMail.objects.filter(pk=one.pk).update(recipient="sol@other.example", recipient_name="Sol")
    post(client, one)
    [made] = complaints()
    assert made.conversation.messages.get().from_address == "sol@other.example"
    assert made.conversation.customer.name == "Sol"
    assert made.about == one.conversation


def test_our_own_people_try_nothing_out_on_customers() -> None:
    one = mail()
    ada = client_of(cast.ada())
    assert "Only the customer can answer" in ada.get(door(one)).content.decode()
    assert post(ada, one).status_code == 403
    assert not Complaint.objects.exists()


def both_parts(one: OutboundMail) -> list[str]:
    sent = message_from_bytes(compose(letter_of(one)), policy=default)
    assert isinstance(sent, EmailMessage)
    bodies = [sent.get_body((kind,)) for kind in ("html", "plain")]
    return [str(body.get_content()) for body in bodies if body is not None]


def test_a_reply_and_a_receipt_carry_it_in_both_parts_and_it_leads_there(client: Client) -> None:
    one = mail()
    for kind in ("reply", "ack"):
        OutboundMail.objects.filter(pk=one.pk).update(kind=kind)
        parts = both_parts(OutboundMail.objects.get(pk=one.pk))
        assert len(parts) == 2
        for part in parts:
            assert "Something wrong? Tell us" in part
            [path] = set(re.findall(r"http://[^/]+(/w/[a-z2-7]{32}/)", part))
            assert client.get(path).status_code == 200


def test_every_recipient_has_a_link_of_their_own() -> None:
    first, second = mail(), mail(cast.SOL)
    assert wrong_link.token(first) != wrong_link.token(second)
    assert wrong_link.token(first) == wrong_link.token(first)


def test_the_page_of_a_face_leads_there_in_one_press(client: Client) -> None:
    invite = invited()
    shown = client.get(rating_page(invite)).content.decode()
    [path] = re.findall(r'href="(/w/[^"]+)"', shown)
    assert client.get(path).status_code == 200
    inbox = invite.conversation.inbox_id
    token = pages.new(inbox, at=clock.now() - timedelta(minutes=1)).token
    assert client.post(path, {"message": "It is late", "page": token}).status_code == 200
    [made] = complaints()
    assert made.about == invite.conversation
    assert made.conversation.customer == invite.conversation.customer
    assert not Rating.objects.exists()


def test_the_page_of_a_face_that_is_over_leads_nowhere(client: Client) -> None:
    invite = invited()
    path = re.findall(r'href="(/w/[^"]+)"', client.get(rating_page(invite)).content.decode())[0]
    type(invite).objects.filter(pk=invite.pk).update(expires_at=clock.now() - timedelta(minutes=1))
    assert client.get(path).status_code == 404


@pytest.fixture
def _form(settings: Any) -> None:
    settings.RAPPORT_CONTACT_FORM = ["1"]


@pytest.mark.usefixtures("_form")
def test_the_contact_page_has_the_door_and_what_comes_through_it_is_a_complaint(client: Client) -> None:
    inbox = cast.inbox()
    cast.mo()
    shown = client.get("/contact/").content.decode()
    [path] = re.findall(r'href="([^"]*\?wrong=1)"', shown)
    opened = client.get(path).content.decode()
    assert "The leads are told, too." in opened
    assert 'name="wrong" value="1"' in opened
    token = pages.new(inbox.pk, at=clock.now() - timedelta(minutes=1)).token
    typed = {"name": "Uma", "email": "uma@customer.example", "subject": "The chain", "message": "Hello", "page": token}
    assert client.post("/contact/", {**typed, "wrong": "1"}).status_code == 200
    [made] = complaints()
    assert (made.way, made.about, made.conversation.is_complaint) == ("form", None, True)
    assert Alert.objects.filter(user=cast.mo(), headline__contains="complains").exists()


@pytest.mark.usefixtures("_form")
def test_an_ordinary_message_is_none_and_a_refused_complaint_stays_one(client: Client) -> None:
    inbox = cast.inbox()
    token = pages.new(inbox.pk, at=clock.now() - timedelta(minutes=1)).token
    typed = {"name": "Uma", "email": "uma@customer.example", "subject": "Thanks", "message": "Hello", "page": token}
    refused = client.post("/contact/", {**typed, "email": "", "wrong": "1"}).content.decode()
    assert 'name="wrong" value="1"' in refused
    client.post("/contact/", typed)
    assert not Complaint.objects.exists()


def test_hard_words_in_a_mail_stand_in_the_register_too_and_once() -> None:
    first = cast.conversation(reply_text="This is unacceptable, I make a complaint.")
    cast.arrives(conversation_id=first.pk, trust="proven", reply_text="Unacceptable! I complain once more.")
    cast.conversation(cast.SOL, reply_text="Thank you")
    [made] = complaints()
    assert (made.conversation, made.way) == (first, "words")


def test_what_was_complained_about_before_the_move_to_here_is_not_in_the_register() -> None:
    found = cast.conversation(reply_text="This is unacceptable, I make a complaint.", silent=True)
    assert found.is_complaint
    assert not Complaint.objects.exists()


def test_a_link_is_good_for_ninety_days() -> None:
    one = mail()
    token, at = wrong_link.token(one), one.created_at
    assert wrong_link.read(token, at + timedelta(days=90)) is not None
    assert wrong_link.read(token, at + timedelta(days=90, seconds=1)) is None

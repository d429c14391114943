"""To, Cc and Bcc above the reply, and who else is part of a conversation in the card beside it."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from rapport.channels.email.models import OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.conversations.queries import participants_of
from rapport.customers.rules import Addressee
from tests import cast
from tests.cast import REX, SOL, UMA, later
from tests.desk.test_conversations import page, url
from tests.mailroom import replies

SOL_HERE = [Addressee(*SOL)]


def line(shown: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', shown)
    assert found is not None
    return found.group(1)


def here(conversation: Conversation) -> list[str]:
    return [one.identity.value for one in participants_of(conversation)]


def test_the_lines_name_the_customer_and_whoever_is_part_of_it(ada: Client) -> None:
    conversation = cast.conversation()
    cast.answers(conversation, cc=SOL_HERE)
    shown = page(ada, url(conversation))
    assert line(shown, "to") == escape("Uma Ferrari <uma@customer.example>")
    assert line(shown, "cc") == escape("Sol Berg <sol@customer.example>")
    assert line(shown, "bcc") == ""
    assert 'To <span class="who">Uma Ferrari, Sol Berg</span>' in shown
    assert '<details class="recipients if-reply">' in shown


def test_what_stands_in_the_lines_is_what_is_sent(ada: Client) -> None:
    conversation = cast.conversation()
    sent = {"to": "Uma <uma@customer.example>; sol@customer.example", "cc": "", "bcc": "rex@customer.example"}
    answer = ada.post(url(conversation, "messages/"), {"kind": "reply", "text": "Yes.", "token": "t", **sent})
    assert answer.status_code == 302
    assert set(OutboundMail.objects.values_list("recipient", flat=True)) == {UMA[1], SOL[1], REX[1]}
    shown = page(ada, url(conversation))
    assert "Sent to Uma, sol@customer.example and rex@customer.example." in shown
    assert ", bcc rex@customer.example" in shown


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ({"to": ""}, "Say who gets the reply: write an address into To."),
        ({"to": "uma"}, "“uma” is no address. Write it like uma@customer.example."),
        ({"to": UMA[1], "cc": "sol@customer"}, "“sol@customer” cannot be written to: “customer” is no domain."),
        ({"to": UMA[1], "bcc": "help@desk.example"}, "help@desk.example is an address of ours."),
    ],
)
def test_what_cannot_be_sent_comes_back_with_its_lines(ada: Client, lines: dict[str, str], words: str) -> None:
    conversation = cast.conversation()
    answer = ada.post(url(conversation, "messages/"), {"kind": "reply", "text": "My words", "token": "t", **lines})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert "My words" in shown
    assert {name: line(shown, name) for name in lines} == lines
    assert '<details class="recipients if-reply" open>' in shown
    assert not OutboundMail.objects.exists()


def test_a_note_needs_nobody_in_the_lines(ada: Client) -> None:
    conversation = cast.conversation()
    answer = ada.post(url(conversation, "messages/"), {"kind": "note", "text": "Ask Iris", "token": "t", "to": ""})
    assert answer.status_code == 302


def test_where_a_proven_mail_asks_for_the_answer_is_filled_in_and_said(ada: Client) -> None:
    elsewhere = [{"name": "", "address": "uma@home.example"}]
    proven = cast.conversation(trust="proven", reply_to=elsewhere)
    shown = page(ada, url(proven))
    assert line(shown, "to") == "uma@home.example"
    assert "asks for answers here (Reply-To), not at uma@customer.example" in shown
    cast.arrives(conversation_id=proven.pk, trust="proven", received_at=later(hours=1))
    assert line(page(ada, url(proven)), "to") == escape("Uma Ferrari <uma@customer.example>")


@pytest.mark.parametrize(
    ("trust", "reply_to"),
    [
        ("unchecked", "uma@home.example"),
        ("secret", "uma@home.example"),
        ("proven", "help@desk.example"),
        ("proven", "x"),
    ],
)
def test_where_anything_else_asks_for_it_is_not(ada: Client, trust: str, reply_to: str) -> None:
    conversation = cast.conversation(trust=trust, reply_to=[{"name": "", "address": reply_to}])
    assert line(page(ada, url(conversation)), "to") == escape("Uma Ferrari <uma@customer.example>")


def test_who_stood_on_copy_is_proposed_and_added_by_hand(ada: Client) -> None:
    on_copy = [{"name": "Sol Berg", "address": SOL[1]}, {"name": "", "address": "help@desk.example"}]
    conversation = cast.conversation(cc=on_copy, to=[{"name": "Help", "address": "help@desk.example"}])
    shown = page(ada, url(conversation))
    assert shown.count("Also on copy:") == 1
    assert line(shown, "cc") == ""
    assert here(conversation) == []
    ada.post(url(conversation, "participants/"), {"address": SOL[1], "name": "Sol Berg"})
    shown = page(ada, url(conversation))
    assert "Sol Berg is part of" in shown
    assert "Also on copy:" not in shown
    assert here(conversation) == [SOL[1]]


def test_who_stood_on_a_held_mail_is_not_even_proposed(ada: Client) -> None:
    conversation = cast.conversation()
    evil = [{"name": "", "address": "evil@x.example"}]
    cast.arrives(conversation_id=conversation.pk, trust="failed", cc=evil, received_at=later(minutes=1))
    assert "Also on copy" not in page(ada, url(conversation))


def test_somebody_is_taken_out_again(ada: Client) -> None:
    conversation = cast.conversation()
    cast.answers(conversation, cc=SOL_HERE)
    assert "Take Sol Berg out" in page(ada, url(conversation))
    ada.post(url(conversation, "participants/removal/"), {"address": SOL[1]})
    assert here(conversation) == []
    assert line(page(ada, url(conversation)), "cc") == ""


def test_a_participant_is_shown_under_the_name_we_know(ada: Client) -> None:
    conversation = cast.conversation()
    cast.answers(conversation, cc=SOL_HERE)
    replies(conversation, sender=("Uma Ferrari", SOL[1]), text="I am Uma, believe me.")
    shown = page(ada, url(conversation))
    assert 'aria-label="Sol Berg"' in shown
    assert "On copy" in shown


def test_a_stranger_is_let_in_from_the_banner(ada: Client) -> None:
    conversation = cast.conversation()
    held = replies(conversation, sender=SOL)
    path = f"/messages/{held.public_id}/admission/"
    assert path in page(ada, url(conversation))
    assert ada.post(path).status_code == 302
    assert here(conversation) == [SOL[1]]
    assert not Message.objects.get(pk=held.pk).held
    cast.arrives(REX, conversation_id=conversation.pk, trust="failed", received_at=later(hours=2))
    assert "/admission/" not in page(ada, url(conversation))


def test_people_of_other_companies_see_who_is_part_of_it_and_not_who_that_is(ada: Client, pat: Client) -> None:
    cast.conversation(("Sol Berg of Berg & Sons", SOL[1]))
    ours = cast.inbox("ours@desk.example", name="Ours")
    ours.teams.add(cast.team("Ours", cast.pat(), cast.ada()))
    conversation = cast.conversation(inbox=ours)
    assert pat.post(url(conversation, "participants/"), {"address": SOL[1]}).status_code == 403
    ada.post(url(conversation, "participants/"), {"address": SOL[1]})
    shown = page(pat, url(conversation))
    assert here(conversation) == [SOL[1]]
    assert SOL[1] not in shown
    assert "s•••@c•••.example" in shown
    assert "Berg &amp; Sons" not in shown.split('class="thread"')[1]
    assert "Berg &amp; Sons" in page(ada, url(conversation))

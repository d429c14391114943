"""Saying whose conversation it is, from the card beside it."""

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from tests import cast
from tests.cast import SOL
from tests.desk.test_conversations import page, url


def say(client: Client, conversation: Conversation, **sent: str) -> str:
    answer = client.post(url(conversation, "customer/"), sent)
    assert answer.status_code == 302
    conversation.refresh_from_db()
    return page(client, answer["Location"])


def test_a_person_is_written_as_in_a_mail(ada: Client) -> None:
    conversation = cast.conversation()
    shown = say(ada, conversation, address="Sol Berg <Sol@Customer.example>")
    assert conversation.identity.value == SOL[1]
    assert "is Sol Berg’s now" in shown
    assert "Customer changed" in shown


def test_a_forwarded_sender_is_taken_over_with_name_and_address(ada: Client) -> None:
    conversation = cast.conversation()
    say(ada, conversation, address=SOL[1], name="Sol\r\nBerg")
    assert str(conversation.customer) == "Sol Berg"


def test_the_card_puts_it_back(ada: Client) -> None:
    conversation = cast.conversation()
    shown = say(ada, conversation, address=SOL[1])
    assert "Was Uma Ferrari’s." in shown
    handle = f"email:{cast.UMA[1]}"
    assert f'value="{handle}"' in shown
    assert "Was sol@customer.example’s." in say(ada, conversation, handle=handle)
    assert conversation.identity.value == cast.UMA[1]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Say who it is"),
        ({"address": "sol"}, "“sol” is no address. Write it like uma@customer.example."),
        ({"address": "help@desk.example"}, "an address of ours"),
        ({"handle": "email:nobody@x.example"}, "The customer of before is gone"),
        ({"address": "sol@customer.example, rex@customer.example"}, "is no"),
    ],
)
def test_what_cannot_be_is_said_in_words(ada: Client, sent: dict[str, str], words: str) -> None:
    conversation = cast.conversation()
    assert words in say(ada, conversation, **sent)
    assert conversation.identity.value == cast.UMA[1]


def test_people_of_other_companies_see_no_way_and_have_none(pat: Client) -> None:
    inbox = cast.inbox()
    inbox.teams.add(cast.team("Help", cast.pat()))
    conversation = cast.conversation(inbox=inbox)
    assert "somebody else" not in page(pat, url(conversation))
    assert pat.post(url(conversation, "customer/"), {"address": SOL[1]}).status_code == 403

"""S05: a verification mail sent to a reply address stays with us; no portal and no answer shows it to the customer."""

import pytest

from rapport.conversations.models import Message
from tests.cast import conversation
from tests.mailroom import replies

pytestmark = pytest.mark.django_db
CODE = "Confirm your account: https://slack.example/confirm/123"
MACHINES = [
    "feedback@slack.example",
    "no-reply@slack.example",
    "noreply@accounts.example",
    "noreply-verification@x.example",
    "do_not_reply@x.example",
    "verify@x.example",
    "notifications+77@github.example",
    "mailer-daemon@x.example",
]


@pytest.mark.parametrize("address", MACHINES)
def test_it_is_held(address: str) -> None:
    message = replies(conversation(), sender=("Slack", address), text=CODE)
    assert (message.held, message.trust) == (True, Message.Trust.STRANGER)


@pytest.mark.parametrize("address", MACHINES[1:])
def test_it_is_held_even_when_such_an_address_opened_the_conversation(address: str) -> None:
    message = replies(conversation(("Slack", address)), sender=("Slack", address), text=CODE)
    assert message.held


@pytest.mark.parametrize(
    "address", ["norep@x.example", "verified.human@x.example", "noel.reply@x.example", "alertina@x.example"]
)
def test_people_with_such_names_are_people(address: str) -> None:
    message = replies(conversation(("Kim", address)), sender=("Kim", address))
    assert (message.held, message.trust) == (False, Message.Trust.SECRET)

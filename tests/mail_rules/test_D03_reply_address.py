"""D03: the token works wherever mail systems write the address, in any case; changed by one sign it joins nothing."""

import pytest

from rapport.conversations.models import Message
from tests.cast import UMA, conversation, inbox
from tests.mailroom import comes, mail, secret_address

pytestmark = pytest.mark.django_db
HELP = "help@desk.example"


def swapped(text: str) -> str:
    local, _, domain = text.partition("@")
    return f"{''.join(sign.lower() if number % 2 else sign.upper() for number, sign in enumerate(local))}@{domain}"


@pytest.mark.parametrize("form", ["domain", "plus"])
@pytest.mark.parametrize("case", [str.lower, str.upper, swapped], ids=["lower", "upper", "mixed"])
@pytest.mark.parametrize("place", ["envelope", "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_it_joins_from_every_place(form: str, case: object, place: str) -> None:
    record = conversation()
    address = case(secret_address(record, form=form))  # type: ignore[operator]
    if place == "envelope":
        message = comes(mail(UMA, HELP), address)
    elif place == "To":
        message = comes(mail(UMA, f"Help <{address}>"), HELP)
    else:
        message = comes(mail(UMA, HELP, (place, address)), HELP)
    assert (message.conversation, message.trust, message.held) == (record, Message.Trust.SECRET, False)


@pytest.mark.parametrize("position", [0, 5, 12, 13, 20, 37])
def test_one_changed_sign_joins_nothing(position: int) -> None:
    record = conversation()
    address = secret_address(record)
    at = 2 + position
    changed = address[:at] + ("a" if address[at] != "a" else "b") + address[at + 1 :]
    message = comes(mail(UMA, changed), changed)
    assert message.conversation != record
    assert message.conversation.inbox == inbox()


def test_a_token_among_other_recipients_is_found() -> None:
    record = conversation()
    message = comes(mail(UMA, f"a@b.example, Help <{secret_address(record)}>, c@d.example"), HELP)
    assert message.conversation == record


def test_joined_by_our_message_id_alone_it_is_held() -> None:
    from tests.cast import answers

    record = conversation()
    ours = answers(record)
    message = comes(mail(UMA, HELP, ("In-Reply-To", ours.message_id)))
    assert (message.conversation, message.trust, message.held) == (record, Message.Trust.UNCHECKED, True)

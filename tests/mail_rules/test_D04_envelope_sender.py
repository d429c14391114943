"""D04: a delivery report comes back to an address that names the one mail and recipient; From is the inbox."""

import pytest

from rapport.channels.email import addresses
from rapport.channels.email.actions import outbox
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import reply_of, send

pytestmark = pytest.mark.django_db


def test_each_recipient_has_an_envelope_sender_of_its_own() -> None:
    message, first = reply_of()
    [second] = outbox.queue_reply(message, [cast.SOL[::-1]], at=later(minutes=10))
    senders = [send(mail, later(minutes=10)).handed[0][0] for mail in (first, second)]
    assert [addresses.bounce_key_of_address(sender) for sender in senders] == [first.bounce_key, second.bounce_key]
    assert all(sender.endswith("@reply.desk.example") for sender in senders)
    assert addresses.bounce_key_of_address(senders[0].upper()) == first.bounce_key


def test_from_is_the_inbox_whoever_writes() -> None:
    _, mail = reply_of(author=cast.ben())
    arrived = send(mail, later(minutes=10)).mails[0]
    assert arrived["From"].addresses[0].addr_spec == "help@desk.example"
    assert arrived["From"].addresses[0].display_name == "Ben at Help"

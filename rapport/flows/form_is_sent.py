"""A visitor sends the contact form: a conversation of its own, and at most one short receipt a day to the address."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from rapport.channels.email import queries as mail
from rapport.channels.email.rules import is_machine_address, without_tag
from rapport.channels.form import letters, queries
from rapport.channels.form.letters import Sent
from rapport.conversations.models import Inbox, Message
from rapport.flows.message_arrives import message_arrives
from rapport.platform import limits

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
PER_NETWORK = 5
RECEIPTS_A_DAY = 1


class FormRefused(ValueError):
    """The form cannot be taken; the text says what to do."""


class TooOften(FormRefused):
    """The network has sent its share."""


@transaction.atomic
def form_is_sent(sent: Sent, inbox: Inbox, *, network: str, at: datetime) -> Message:
    """The message it became; the same one when this very page was sent before. Raises FormRefused and TooOften.

    `network` is where it came from, as `portal.client.network_of` says it.
    """
    limits.tried(f"form:{sent.page.name}", window=A_DAY, at=at)  # a second click waits here for the first
    known = queries.became(sent.page)
    if known is not None:
        return known
    if mail.is_ours(sent.address):
        raise FormRefused("This is our own address. Write yours, so that the answer reaches you.")
    if not limits.allow(f"form-from:{network}", limit=PER_NETWORK, window=AN_HOUR, at=at):
        raise TooOften(
            f"{PER_NETWORK} messages came from your network within an hour, and more are not taken. Nothing was sent. "
            f"Wait an hour and press Send again, or write to {inbox.address}."
        )
    letter = letters.letter(sent, inbox, may_acknowledge=_may_acknowledge(sent.address, inbox, at), at=at)
    return message_arrives(letter, at=at)


def _may_acknowledge(address: str, inbox: Inbox, at: datetime) -> bool:
    """Anybody can type anybody's address: `uma+1@` and `uma+2@` are one person, who gets one mail a day (S31)."""
    if not inbox.acknowledge or is_machine_address(address):
        return False
    person = sha256(without_tag(address).encode()).hexdigest()[:32]
    return limits.allow(f"form-receipt:{person}", limit=RECEIPTS_A_DAY, window=A_DAY, at=at)

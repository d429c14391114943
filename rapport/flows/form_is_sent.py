"""A visitor sends the contact form: a conversation of its own, and at most one short receipt a day to the address.
Of a complaint the leads are told at once."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import queries as mail
from rapport.channels.email.rules import is_machine_address, without_tag
from rapport.channels.form import letters, queries
from rapport.channels.form.letters import Sent
from rapport.conversations.models import Inbox, Message
from rapport.flows.message_arrives import message_arrives
from rapport.flows.raise_alert import raise_alert
from rapport.platform import limits
from rapport.platform.said import worded
from rapport.recovery import actions as recoveries
from rapport.recovery.models import Complaint
from rapport.team import queries as team

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
    message = message_arrives(letter, at=at)
    if sent.is_complaint:
        recoveries.came_through(message.conversation, Complaint.Way.FORM, None)
        _tell_leads(message, at)
    return message


def _may_acknowledge(address: str, inbox: Inbox, at: datetime) -> bool:
    """Anybody can type anybody's address: `uma+1@` and `uma+2@` are one person, who gets one mail a day (S31)."""
    if not inbox.acknowledge or is_machine_address(address):
        return False
    person = sha256(without_tag(address).encode()).hexdigest()[:32]
    return limits.allow(f"form-receipt:{person}", limit=RECEIPTS_A_DAY, window=A_DAY, at=at)


def _tell_leads(message: Message, at: datetime) -> None:
    conversation = message.conversation
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key=f"complaint:{conversation.pk}",
        headline=worded(gettext_lazy("{customer} complains"), customer=conversation.customer),
        body=message.text[:300],
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    raise_alert(news, team.leads_on_duty(), at=at)

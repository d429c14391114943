"""A message of a customer arrives, on whatever channel."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations.actions.receive import open_for
from rapport.conversations.letters import Letter
from rapport.conversations.models import Conversation, Message
from rapport.customers import actions as customers
from rapport.flows.acknowledge import acknowledge
from rapport.flows.agent_sends import customer_wrote
from rapport.flows.break_loop import break_loop
from rapport.flows.campaign_is_answered import campaign_is_answered
from rapport.flows.give_out import give_out
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.language.complaint import read_complaint
from rapport.platform import live
from rapport.platform.said import said_later, worded
from rapport.recovery import actions as recoveries
from rapport.team import queries as team
from rapport.triage import actions as triage


@transaction.atomic(savepoint=False)
def message_arrives(letter: Letter, *, at: datetime) -> Message:
    """Put a letter into its conversation, or a new one, and the conversation onto the pile."""
    is_new = letter.conversation_id is None
    conversation = _open(letter, at) if letter.conversation_id is None else _known(letter.conversation_id, letter)
    complains = False
    if letter.is_human and not letter.is_held:
        complains = _hear_complaint(conversation, letter)
        if letter.was_unreached and not letter.silent:
            customers.heard_from(letter.from_address)
    message = conversations.receive(conversation, letter)
    if complains and not letter.silent:
        recoveries.register(conversation, at=at)
    if not is_new and letter.is_human and not message.held:
        customer_wrote(conversation, at=at)
        campaign_is_answered(conversation, at=at)
    if conversation.waiting_since is not None and not message.held:
        triage.place(conversation, at=at, is_new=is_new)
    else:
        live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    if letter.unreadable and not letter.silent:
        _tell_unreadable(conversation, message, letter, at)
    if not is_new and not letter.silent:
        break_loop(conversation, message, at=at)
    if is_new and letter.may_acknowledge and not letter.silent:
        acknowledge(conversation, at=at)
    if letter.is_human and not letter.is_held and not letter.silent:
        _tell(conversation, message, letter, at=at)
    if conversation.waiting_since is not None and not message.held and not conversation.is_later:
        give_out(conversation, at=at)  # after the rules, which may give it to somebody or ask for a skill
    return message


def _tell(conversation: Conversation, message: Message, letter: Letter, *, at: datetime) -> None:
    if letter.conversation_id is None:
        happened("conversation.created", conversation, at=at, about=message, may_mail=letter.may_acknowledge)
    happened("message.received", conversation, at=at, about=message, may_mail=letter.may_acknowledge)


def _open(letter: Letter, at: datetime) -> Conversation:
    identity, is_new_customer = customers.recognise(address=letter.from_address, name=letter.from_name, at=at)
    if is_new_customer and letter.trust == Message.Trust.PROVEN:
        customers.join_by_domain(identity, at=at)
    return open_for(letter, identity, is_new_customer=is_new_customer)


def _known(conversation_id: int, letter: Letter) -> Conversation:
    conversation = conversations.locked_alone(conversation_id)
    if conversation.inbox_id == letter.inbox.pk:
        conversation.inbox = letter.inbox
    return conversation


def _hear_complaint(conversation: Conversation, letter: Letter) -> bool:
    """Once a complaint, always a complaint; written to the row together with the message's other effects. Whether it
    is one from now on."""
    reading = read_complaint(letter.subject if letter.conversation_id is None else "", letter.reply_text)
    if conversation.is_complaint or not (letter.is_complaint or reading.is_complaint):
        return False
    conversation.is_complaint = True
    conversation.complaint_words = ", ".join(reading.words)[:200]
    return True


def _tell_unreadable(conversation: Conversation, message: Message, letter: Letter, at: datetime) -> None:
    news = News(
        kind=Alert.Kind.UNREADABLE,
        key=f"unreadable:{message.pk}",
        headline=_("A mail could not be read"),
        body=worded(
            _("{reason} The mail is kept as it came; open the conversation to download it."),
            reason=said_later(message.unreadable),
        ),
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    raise_alert(news, team.leads_on_duty(), at=at, by_mail=letter.tell_by_mail)

"""A conversation is done, taken up again, given to somebody, noted upon, or freed of a held message."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Message
from rapport.customers import actions as customers
from rapport.flows.campaign_is_answered import campaign_is_answered
from rapport.flows.closing import close_locked
from rapport.flows.happened import happened
from rapport.flows.participate import must_be_foreign
from rapport.flows.raise_alert import raise_alert
from rapport.platform import live
from rapport.platform.said import worded
from rapport.team.models import User
from rapport.team.rules import May
from rapport.triage import actions as triage


@transaction.atomic
def close(conversation: Conversation, *, actor: User, at: datetime) -> None:
    """Mark as done. Raises ConversationError while an unhappy customer has not been won back."""
    conversation = conversations.locked(conversation.pk)
    if close_locked(conversation, actor=actor, at=at):
        happened("conversation.closed", conversation, at=at)
    triage.place(conversation, at=at)


@transaction.atomic
def reopen(conversation: Conversation, *, actor: User, at: datetime) -> None:
    conversation = conversations.locked(conversation.pk)
    if conversations.reopen(conversation, actor=actor, at=at):
        happened("conversation.reopened", conversation, at=at)
    triage.place(conversation, at=at)


@transaction.atomic
def assign(conversation: Conversation, agent: User | None, *, actor: User, at: datetime) -> None:
    """Give it to an agent or to nobody; who gets it from somebody else is told in the app."""
    conversation = conversations.locked(conversation.pk)
    if conversations.assign(conversation, agent, actor=actor, at=at):
        happened("conversation.assigned", conversation, at=at)
    if agent is not None:
        alerts.climbs_no_further(conversation.pk, at=at)
    live.changed(["pile", f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    if agent is not None and agent.pk != actor.pk:
        raise_alert(_handed(conversation, actor, at), [agent], at=at, by_mail=False)


def _handed(conversation: Conversation, actor: User, at: datetime) -> News:
    return News(
        kind=Alert.Kind.HANDOVER,
        key=f"assigned:{conversation.pk}:{at.isoformat()}",
        headline=worded(
            gettext_lazy("{who} gave you {reference}"), who=actor.first_name, reference=conversation.reference
        ),
        body=conversation.subject,
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )


@transaction.atomic
def accept_held(message: Message, *, actor: User, at: datetime, keep_address: bool = False) -> Conversation:
    """Let a held message count; the customer and where we answer to stay as they were.

    With `keep_address` mails from its sender are the customer's from now on. Raises ConversationError or CustomerError.
    """
    conversation = conversations.locked(message.conversation_id)
    message.refresh_from_db()
    conversations.accept(message, conversation, actor=actor, at=at)
    campaign_is_answered(conversation, at=at)
    happened("message.received", conversation, at=at, about=message)
    if keep_address:
        _keep_address(message, conversation, actor, at)
    triage.place(conversation, at=at)
    return conversation


def _keep_address(message: Message, conversation: Conversation, actor: User, at: datetime) -> None:
    if message.trust != Message.Trust.STRANGER or not message.from_address:
        raise ConversationError(gettext("Nothing says who wrote this, so its address is not kept."))
    if not actor.may(May.KNOW):
        raise ConversationError(gettext("Only our own people may change what we know of customers. Ask one of them."))
    must_be_foreign([message.from_address])
    customers.add_address(conversation.customer, message.from_address, actor=actor, at=at)


@transaction.atomic
def split_held(message: Message, *, actor: User, at: datetime) -> Conversation:
    """Make a held message a conversation of its own with whoever sent it."""
    conversation = conversations.locked(message.conversation_id)
    message.refresh_from_db()
    identity, _ = customers.recognise(address=message.from_address, name=message.from_name, at=at)
    own = conversations.split(message, conversation, identity, actor=actor, at=at)
    triage.place(own, at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return own

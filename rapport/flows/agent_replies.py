"""An agent answers: the clock stops, promises are settled, the customer is asked, the mail goes out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from rapport.alerts import actions as alerts
from rapport.channels.email import actions as email
from rapport.channels.form import queries as form
from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation, Message
from rapport.conversations.queries import addresses_of, asked_reply_to
from rapport.customers.rules import Addressee
from rapport.feedback import actions as feedback
from rapport.feedback.models import Channel
from rapport.flows.closing import close_locked
from rapport.flows.happened import happened
from rapport.flows.participate import add_locked, must_be_foreign
from rapport.flows.sign import signature_for
from rapport.flows.use_saved_reply import use_saved_reply
from rapport.platform import live
from rapport.promises import actions as promises
from rapport.recovery import actions as recoveries
from rapport.recovery import queries as recovery_queries
from rapport.team.models import User
from rapport.team.rules import May
from rapport.triage import actions as triage


@transaction.atomic
def agent_replies(
    conversation: Conversation, author: User, draft: Reply, *, at: datetime, about: str = "reply"
) -> Message:
    """Store and queue the reply with its rating invite. The same draft sent twice is sent once.

    A reply that does not go to the customer stops no clock, keeps no promise and asks nobody.
    Raises ConversationError, SomethingNewer or PromiseError; then nothing has happened.
    """
    if not author.may(May.WRITE):
        raise ConversationError(gettext("You read here and write notes; only agents write to customers."))
    conversation = conversations.locked(conversation.pk)
    draft = replace(draft, signature=signature_for(conversation, author))
    message, is_new = conversations.reply(conversation, author, draft, at=at)
    if not is_new:
        return message
    if draft.forwards is not None:
        return _hand_on(conversation, message, at)
    own = _own_addresses(conversation, message)
    _take_in(conversation, message, own, author, at)
    if _first_of(own, [*message.to, *message.cc, *message.bcc]):
        _customer_is_answered(conversation, message, at)
    if draft.promise_due_at is not None:
        text = draft.promise_text.strip() or gettext_noop("The next update")
        promises.make(conversation, text=text, due_at=draft.promise_due_at, owner=author, at=at)
    if asked := _first_of(own, message.to):
        channel = Channel.FORM if form.began(conversation.pk) else Channel.EMAIL
        feedback.invite(message, recipient=asked, about=about, channel=channel, at=at)
    everybody = [*message.to, *message.cc, *message.bcc]
    email.queue_reply(message, [(one["address"], one["name"]) for one in everybody], at=at)
    happened("reply.sent", conversation, at=at, about=message)
    if draft.saved_reply:
        chosen = draft.close or draft.keep_open
        use_saved_reply(conversation, message, draft.saved_reply, author=author, at=at, with_status=not chosen)
    if draft.close:
        if close_locked(conversation, actor=author, at=at):
            happened("conversation.closed", conversation, at=at)
    elif draft.keep_open and conversation.waiting_since is None:
        conversations.keep_open(conversation, at=at)
    triage.place(conversation, at=at)
    return message


def _hand_on(conversation: Conversation, message: Message, at: datetime) -> Message:
    """A forwarded message answers nobody: no clock stops, nobody becomes part of the conversation, nobody is asked."""
    everybody = [*message.to, *message.cc, *message.bcc]
    must_be_foreign(one["address"] for one in everybody)
    email.queue_reply(message, [(one["address"], one["name"]) for one in everybody], at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return message


def _customer_is_answered(conversation: Conversation, message: Message, at: datetime) -> None:
    conversations.customer_was_answered(conversation, message)
    promises.keep_by_reply(conversation, message, at=at)
    alerts.climbs_no_further(conversation.pk, at=at)
    recovery = recovery_queries.open_of(conversation)
    if recovery is not None:
        recoveries.contacted_by_reply(recovery, message, at=at)


def _own_addresses(conversation: Conversation, message: Message) -> set[str]:
    """Under which the customer is reached: their own, and where their last proven mail asked for the answer."""
    own = {conversation.identity.address}
    if {one["address"] for one in [*message.to, *message.cc, *message.bcc]} == own:
        return own
    return addresses_of(conversation) | {row["address"] for row in asked_reply_to(conversation)}


def _first_of(own: set[str], rows: Iterable[dict[str, str]]) -> str:
    """The first of these addresses that is the customer's; the customer, and nobody else, is asked how we did."""
    return next((row["address"] for row in rows if row["address"] in own), "")


def _take_in(conversation: Conversation, message: Message, own: set[str], author: User, at: datetime) -> None:
    """Whoever else openly gets the reply is part of the conversation; a hidden copy makes nobody part of it."""
    others = [one for one in [*message.to, *message.cc] if one["address"] not in own]
    must_be_foreign(one["address"] for one in [*others, *message.bcc])
    for one in others:
        add_locked(conversation, Addressee(one["name"], one["address"]), actor=author, at=at)

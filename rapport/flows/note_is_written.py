"""Somebody writes a note, and asks colleagues in it, or answers who asked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Message
from rapport.conversations.rules import mentioned
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.platform import live
from rapport.platform.said import Words, worded
from rapport.team.models import User


@transaction.atomic
def note_is_written(
    conversation: Conversation,
    author: User,
    text: str,
    *,
    at: datetime,
    compose_key: str = "",
    asked: Iterable[int] = (),
) -> Message:
    """Store the note; whoever is named in it with an @, or by id in `asked`, is asked and told.

    Raises ConversationError for an empty note and for somebody who cannot be asked here.
    """
    conversation = conversations.locked(conversation.pk)
    before = queries.composed(conversation, compose_key)
    if before is not None:
        return before
    message = conversations.note(conversation, author, text, at=at, compose_key=compose_key)
    answered = conversations.answer_asks(conversation, author, at=at)
    if answered is not None and answered.asked_by_id != author.pk:
        raise_alert(_answered(message, author), [answered.asked_by], at=at)
    told = _ask(conversation, message, author, set(asked), at)
    happened("note.written", conversation, at=at, about=message, known=told)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return message


def _ask(conversation: Conversation, message: Message, author: User, chosen: set[int], at: datetime) -> set[int]:
    """Answers the ids of those who were asked."""
    if not chosen and "@" not in message.text:
        return set()
    people = {user.pk: user for user in queries.who_may_be_asked(conversation.inbox) if user.pk != author.pk}
    if not chosen <= set(people):
        raise ConversationError(gettext("Somebody you ask is no longer here. Choose again."))
    named = mentioned(message.text, {pk: user.name for pk, user in people.items()})
    asked = [people[pk] for pk in sorted(named | chosen)]
    for user in asked:
        conversations.ask(conversation, user, actor=author, at=at)
        conversations.follow(conversation, user, at=at)
    raise_alert(_asked(message, author), asked, at=at)
    return {user.pk for user in asked}


def _asked(message: Message, author: User) -> News:
    return _news(message, f"ask:{message.pk}", author, gettext_lazy("{who} asks you in {reference}"))


def _answered(message: Message, author: User) -> News:
    return _news(message, f"answer:{message.pk}", author, gettext_lazy("{who} answered in {reference}"))


def _news(message: Message, key: str, author: User, sentence: Words) -> News:
    return News(
        kind=Alert.Kind.ASKED,
        key=key,
        headline=worded(sentence, who=author.first_name, reference=message.conversation.reference),
        body=message.text[:500],
        path=f"/conversations/{message.conversation.reference}#message-{message.pk}",
        conversation_id=message.conversation_id,
    )


@transaction.atomic
def stop_asking(conversation: Conversation, user: User, *, actor: User, at: datetime) -> bool:
    """Take a question back."""
    conversation = conversations.locked(conversation.pk)
    ended = conversations.stop_asking(conversation, user, actor=actor, at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id, user_ids=[])
    return ended

"""Writes of the promises room."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext

from rapport.conversations.models import Conversation, Message
from rapport.platform import events
from rapport.promises.models import Promise
from rapport.team.models import User


class PromiseError(ValueError):
    """The promise cannot be made; the text says what to change."""


def make(
    conversation: Conversation,
    *,
    text: str,
    due_at: datetime,
    owner: User | None,
    at: datetime,
    kind: Promise.Kind = Promise.Kind.UPDATE,
) -> Promise:
    """Promise something to the customer by a time. Raises PromiseError when that time is over."""
    if due_at <= at:
        raise PromiseError(gettext("That time is over. Promise a time in the future."))
    promise = Promise.objects.create(
        conversation=conversation, kind=kind, text=text.strip()[:300], owner=owner, made_at=at, due_at=due_at
    )
    data = {"promise": promise.pk, "due_at": due_at.isoformat(), "kind": kind}
    events.record(
        "promises.made", at=at, actor_id=owner.pk if owner else None, conversation_id=conversation.pk, data=data
    )
    return promise


def keep_by_reply(conversation: Conversation, message: Message, *, at: datetime) -> int:
    """Every word promised to the customer of this conversation is kept by this reply, but no deed; answers how many."""
    open_ones = Promise.objects.filter(
        conversation=conversation, kind__in=Promise.KEPT_BY_WRITING, kept_at=None, withdrawn_at=None
    )
    kept = list(open_ones.values_list("pk", flat=True))
    if kept:
        Promise.objects.filter(pk__in=kept).update(kept_at=at, kept_by=message)
        data = {"promises": kept}
        events.record("promises.kept", at=at, actor_id=message.author_id, conversation_id=conversation.pk, data=data)
    return len(kept)


def keep_by_word(conversation: Conversation, *, actor: User, at: datetime) -> int:
    """The first human word was given otherwise than by a reply, such as by telephone."""
    open_ones = Promise.objects.filter(
        conversation=conversation, kind=Promise.Kind.FIRST_WORD, kept_at=None, withdrawn_at=None
    )
    kept = open_ones.update(kept_at=at)
    if kept:
        events.record("promises.kept", at=at, actor_id=actor.pk, conversation_id=conversation.pk)
    return kept


def keep_fix(conversation: Conversation, *, actor: User, at: datetime) -> int:
    """What was to be put right is put right."""
    kept = Promise.objects.filter(
        conversation=conversation, kind=Promise.Kind.FIX, kept_at=None, withdrawn_at=None
    ).update(kept_at=at)
    if kept:
        events.record("promises.kept", at=at, actor_id=actor.pk, conversation_id=conversation.pk)
    return kept


def withdraw(promise: Promise, *, at: datetime) -> None:
    """Another one takes its place."""
    if Promise.objects.filter(pk=promise.pk, kept_at=None, withdrawn_at=None).update(withdrawn_at=at):
        events.record("promises.withdrawn", at=at, conversation_id=promise.conversation_id)


def withdraw_first_word(conversation: Conversation, *, at: datetime) -> None:
    """Nobody needs the first word any more: the vote was no person's."""
    withdrawn = Promise.objects.filter(
        conversation=conversation, kind=Promise.Kind.FIRST_WORD, kept_at=None, withdrawn_at=None
    ).update(withdrawn_at=at)
    if withdrawn:
        events.record("promises.withdrawn", at=at, conversation_id=conversation.pk)


def mark_nearing(promise: Promise, *, at: datetime) -> bool:
    """Note that its time is near; False when that was noted before, or it is settled."""
    open_ones = Promise.objects.filter(pk=promise.pk, kept_at=None, withdrawn_at=None, nearing_at=None)
    return bool(open_ones.update(nearing_at=at))


def mark_broken(promise: Promise, *, at: datetime) -> bool:
    """Say that it was due and not kept; False when another worker said so first, or it was kept meanwhile."""
    marked = Promise.objects.filter(pk=promise.pk, kept_at=None, withdrawn_at=None, broken_at=None).update(
        broken_at=promise.due_at
    )
    if marked:
        data = {"promise": promise.pk}
        events.record("promises.broken", at=at, conversation_id=promise.conversation_id, data=data)
    return bool(marked)


def erase_words(conversations: Collection[int], *, at: datetime) -> None:
    """What was promised to somebody who is to be forgotten; open promises end."""
    mine = Promise.objects.filter(conversation__in=conversations)
    mine.update(text="Erased")
    mine.filter(kept_at=None, withdrawn_at=None).update(withdrawn_at=at)

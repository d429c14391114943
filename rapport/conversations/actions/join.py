"""Two conversations become one, one becomes two, or two are said to have to do with each other."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext

from rapport.conversations.actions.errors import ConversationError
from rapport.conversations.models import STANDING, Conversation, Link, Message, Participant, Status
from rapport.conversations.rules import clean_subject, snippet
from rapport.platform import events
from rapport.team.models import User


def carry(model: type[models.Model], where: models.Q, to: Conversation) -> list[int]:
    """Rows of a room that hang on a conversation hang on another one from now on; answers which."""
    rows = model._default_manager.filter(where)
    ids = [int(pk) for pk in rows.values_list("pk", flat=True)]
    rows.model._default_manager.filter(pk__in=ids).update(conversation=to)
    return ids


def carry_participants(gone: Conversation, kept: Conversation) -> list[int]:
    """Whoever was part of the one is part of the other; those that are part of both stay where they are."""
    there = Participant.objects.filter(conversation=kept).values("identity_id")
    rows = Participant.objects.filter(conversation=gone).exclude(identity__in=there)
    ids = list(rows.values_list("pk", flat=True))
    Participant.objects.filter(pk__in=ids).update(conversation=kept)
    return ids


def absorb(gone: Conversation, kept: Conversation, *, actor: User, at: datetime) -> None:
    """What was decided about the one holds for the other, whichever is the more urgent; the first points there now."""
    waiting = [one.waiting_since for one in (gone, kept) if one.waiting_since is not None]
    kept.waiting_since = min(waiting, default=None)
    if Status.OPEN in (gone.status, kept.status):
        kept.stand(Status.OPEN)
        kept.closed_at = kept.snoozed_until = None
    if gone.is_complaint and not kept.is_complaint:
        kept.is_complaint, kept.complaint_words = True, gone.complaint_words
    names = {name.lower(): name for name in [*gone.tag_names, *kept.tag_names]}
    kept.tag_names = [names[key] for key in sorted(names)]
    kept.skills = list(dict.fromkeys([*kept.skills, *gone.skills]))
    kept.priority = max(kept.priority, gone.priority)
    kept.type = kept.type or gone.type
    kept.fields = gone.fields | kept.fields
    kept.assignee = kept.assignee or gone.assignee
    kept.save()
    refresh(kept)
    gone.merged_into = kept
    gone.stand(Status.DONE)
    gone.closed_at = gone.closed_at or at
    gone.waiting_since = gone.snoozed_until = gone.woke_at = gone.reopened_at = None
    gone.save()
    _tell("conversations.merged", kept, {"from": gone.pk}, actor, at)
    _tell("conversations.merged", gone, {"into": kept.pk}, actor, at)


def separate(gone: Conversation, kept: Conversation, *, actor: User, at: datetime) -> None:
    """The one that pointed to the other stands for itself again; its state is put back by the caller."""
    for one in (gone, kept):
        refresh(one)
    _tell("conversations.unmerged", kept, {"from": gone.pk}, actor, at)
    _tell("conversations.unmerged", gone, {"into": kept.pk}, actor, at)


def split_off(conversation: Conversation, first: Message, subject: str, *, actor: User, at: datetime) -> Conversation:
    """A conversation of its own with the same customer, still without messages."""
    own = Conversation.objects.create(
        inbox=conversation.inbox,
        customer=conversation.customer,
        identity=conversation.identity,
        subject=clean_subject(subject or first.subject or conversation.subject),
        status=Status.WAITING,
        assignee=conversation.assignee,
        created_at=first.at,
        last_message_at=first.at,
    )
    _tell("conversations.split", own, {"from": conversation.pk}, actor, at)
    _tell("conversations.split", conversation, {"to": own.pk}, actor, at)
    return own


def refresh(conversation: Conversation) -> None:
    """The newest words and their time, from the messages that are there now."""
    newest = conversation.messages.exclude(kind=Message.Kind.NOTE).filter(held=False).order_by("-at", "-id").first()
    if newest is not None:
        conversation.last_message_at, conversation.snippet = newest.at, snippet(newest.shown_text)
        conversation.save(update_fields=["last_message_at", "snippet"])


def take_turn_anew(conversation: Conversation) -> None:
    """Whose turn it is, judged from the messages that are there now; what is done or put off stays so."""
    last = conversation.messages.filter(kind=Message.Kind.REPLY).order_by("-at", "-id").first()
    asked = conversation.messages.filter(kind=Message.Kind.INBOUND, held=False, origin=Message.Origin.HUMAN)
    open_since = (asked.filter(at__gt=last.at) if last else asked).order_by("at", "id").first()
    conversation.waiting_since = open_since.at if open_since and not conversation.is_done else None
    if conversation.status in (Status.OPEN, Status.WAITING):
        conversation.stand(Status.OPEN if conversation.waiting_since else Status.WAITING)
    conversation.save(update_fields=["waiting_since", *STANDING])
    refresh(conversation)


def link(one: Conversation, other: Conversation, *, actor: User, at: datetime) -> bool:
    """From now on each shows the other; False when they did before. Raises ConversationError for one with itself."""
    first, second = _in_order(one, other)
    _, is_new = Link.objects.get_or_create(first=first, second=second, defaults={"made_by": actor, "made_at": at})
    if is_new:
        _tell_both("conversations.linked", one, other, actor, at)
    return is_new


def unlink(one: Conversation, other: Conversation, *, actor: User, at: datetime) -> bool:
    first, second = _in_order(one, other)
    gone, _ = Link.objects.filter(first=first, second=second).delete()
    if gone:
        _tell_both("conversations.unlinked", one, other, actor, at)
    return bool(gone)


def _in_order(one: Conversation, other: Conversation) -> tuple[Conversation, Conversation]:
    if one.pk == other.pk:
        raise ConversationError(gettext("That is this very conversation. Name another one."))
    return (one, other) if one.pk < other.pk else (other, one)


def _tell_both(name: str, one: Conversation, other: Conversation, actor: User, at: datetime) -> None:
    _tell(name, one, {"other": other.pk}, actor, at)
    _tell(name, other, {"other": one.pk}, actor, at)


def _tell(name: str, conversation: Conversation, data: dict[str, Any], actor: User, at: datetime) -> None:
    events.record(name, at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)


def messages_named(conversation: Conversation, ids: Iterable[int]) -> list[Message]:
    """Those of these messages that are in the conversation, oldest first."""
    return list(conversation.messages.filter(pk__in=list(ids)).order_by("at", "id"))

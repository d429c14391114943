"""Writes of the knowledge room."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from rapport.conversations.models import Inbox, Message
from rapport.knowledge.models import SavedReply, SavedReplyUse
from rapport.knowledge.rules import known_actions
from rapport.platform import events
from rapport.team.models import Team, User


@dataclass(frozen=True)
class Saying:
    """What a saved reply holds; at most one of team, inbox and owner."""

    name: str
    html: str
    text: str
    language: str = ""
    team: Team | None = None
    inbox: Inbox | None = None
    owner: User | None = None
    actions: list[dict[str, Any]] = field(default_factory=list)
    answer_id: int | None = None


def write(saying: Saying, *, actor: User, at: datetime, pk: int | None = None) -> SavedReply:
    """Make a saved reply, or write one anew."""
    found = SavedReply(pk=pk) if pk is None else SavedReply.objects.get(pk=pk)
    for name in ("name", "html", "text", "language", "team", "inbox", "owner"):
        setattr(found, name, getattr(saying, name))
    found.answer_id = found.answer_id or saying.answer_id
    found.actions = known_actions(saying.actions)
    found.changed_at, found.changed_by = at, actor
    found.save()
    data = {"saved_reply": found.pk, "new": pk is None}
    events.record("knowledge.saved_reply_written", at=at, actor_id=actor.pk, data=data)
    return found


def remove(found: SavedReply, *, actor: User, at: datetime) -> None:
    """Nobody is offered it any more; it can be brought back until `forget_removed`."""
    if SavedReply.objects.filter(pk=found.pk, removed_at=None).update(removed_at=at):
        events.record("knowledge.saved_reply_removed", at=at, actor_id=actor.pk, data={"saved_reply": found.pk})


def bring_back(found: SavedReply, *, actor: User, at: datetime) -> None:
    """As it was, with its count."""
    if SavedReply.objects.filter(pk=found.pk).exclude(removed_at=None).update(removed_at=None):
        events.record("knowledge.saved_reply_brought_back", at=at, actor_id=actor.pk, data={"saved_reply": found.pk})


def forget_removed(*, before: datetime) -> int:
    """Delete for good what was removed long ago; answers how many."""
    return SavedReply.objects.filter(removed_at__lt=before).delete()[0]


def used(saved_reply: int, message: Message, *, at: datetime) -> SavedReply | None:
    """This message began with it; None when it is no more."""
    found = SavedReply.objects.filter(pk=saved_reply, removed_at=None).first()
    if found is not None:
        SavedReply.objects.filter(pk=saved_reply).update(uses=F("uses") + 1, last_used_at=at)
        SavedReplyUse.objects.create(saved_reply=found, message=message)
    return found

"""Writes of the journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from rapport.changes.models import Change, Step
from rapport.conversations.models import Conversation
from rapport.platform import events
from rapport.team.models import User


class ChangeError(ValueError):
    """It cannot be undone; the text says why."""


def begin(verb: str, *, actor: User | None, at: datetime, data: Mapping[str, Any] | None = None) -> Change:
    """A change without steps yet."""
    return Change.objects.create(verb=verb, actor=actor, at=at, data=dict(data or {}))


def add_step(change: Change, conversation: Conversation, before: Mapping[str, Any], after: Mapping[str, Any]) -> Step:
    """What it did to one conversation: the values that differ."""
    return Step.objects.create(change=change, conversation=conversation, before=dict(before), after=dict(after))


def drop(change: Change) -> None:
    """It turned out to change nothing."""
    change.delete()


def note(change: Change, more: Mapping[str, Any]) -> None:
    """What taking it back will need to know."""
    change.data = change.data | dict(more)
    change.save(update_fields=["data"])


def set_left(change: Change, left: Sequence[int] | None) -> None:
    """What the worker has still to do; None: it is through."""
    change.left = list(left) if left is not None else None
    change.save(update_fields=["left"])


def note_refused(change: Change, refused: Sequence[tuple[int, str]]) -> None:
    """Those that allowed it not, with the reason, the first hundred of them; and how many there were."""
    if not refused:
        return
    listed = [*change.data.get("refused", []), *([pk, why] for pk, why in refused)][:100]
    count = change.data.get("refused_count", 0) + len(refused)
    change.data = change.data | {"refused": listed, "refused_count": count}
    change.save(update_fields=["data"])


def locked(pk: int) -> Change:
    """The change, locked until the transaction ends. Raises Change.DoesNotExist."""
    return Change.objects.select_for_update().get(pk=pk)


def mark_undone(change: Change, *, actor: User, at: datetime) -> None:
    """Taken back. Raises ChangeError when it was before, or when it is too late."""
    if change.undone_at is not None:
        raise ChangeError(gettext("This was undone already."))
    if not change.may_be_undone(at):
        raise ChangeError(gettext("This was more than an hour ago and cannot be undone any more. Change it by hand."))
    change.undone_at, change.undone_by = at, actor
    change.save(update_fields=["undone_at", "undone_by"])


def tell_undone(change: Change, conversation: Conversation, *, actor: User, at: datetime) -> None:
    """One conversation is again as it was before the change."""
    data = {"change": change.pk, "verb": change.verb}
    events.record("changes.undone", at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)

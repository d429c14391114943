"""Somebody says that a conversation must be kept, or that it need not be any more; both are in the audit log."""

from datetime import datetime

from django.db import transaction

from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.platform import live
from rapport.platform.audit.actions import record
from rapport.retention import actions, queries
from rapport.team.models import User
from rapport.team.rules import May


class NotTheirs(PermissionError):
    """Somebody else keeps it, and only a lead may end that."""


@transaction.atomic
def keep(conversation: Conversation, why: str, *, actor: User, at: datetime) -> None:
    """Raises RetentionError, and NotTheirs when somebody else keeps it already."""
    held = conversations.locked(conversation.pk)
    _must_be_theirs(held, actor)
    actions.keep(held, why, actor=actor, at=at)
    _tell(held, "retention.kept", actor, at)


@transaction.atomic
def keep_no_more(conversation: Conversation, *, actor: User, at: datetime) -> bool:
    """Whether it was kept. Raises NotTheirs."""
    held = conversations.locked(conversation.pk)
    _must_be_theirs(held, actor)
    ended = actions.keep_no_more(held, actor=actor, at=at)
    if ended:
        _tell(held, "retention.kept_no_more", actor, at)
    return ended


def _must_be_theirs(conversation: Conversation, actor: User) -> None:
    found = queries.keep_of(conversation)
    if found is not None and found.kept_by_id != actor.pk and not actor.may(May.LEAD):
        raise NotTheirs


def _tell(held: Conversation, action: str, actor: User, at: datetime) -> None:
    live.changed([f"conversation-{held.pk}"], inbox_id=held.inbox_id)
    record(action, at=at, actor_id=actor.pk, actor=actor.name, about=held.reference, data={"conversation": held.pk})

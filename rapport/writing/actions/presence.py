"""Who is here. Rows without a log, written every few seconds at most, and worth nothing a minute later."""

from datetime import datetime, timedelta

from rapport.conversations.models import Conversation
from rapport.platform import live, sql
from rapport.team.models import User
from rapport.writing import queries
from rapport.writing.models import Presence

_BE_HERE = """
INSERT INTO writing_presence (conversation_id, user_id, seen_at, typed_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (conversation_id, user_id) DO UPDATE SET seen_at = EXCLUDED.seen_at,
  typed_at = coalesce(EXCLUDED.typed_at, writing_presence.typed_at)
"""
FORGOTTEN = timedelta(minutes=10)


def be_here(conversation: Conversation, user: User, *, typing: bool, at: datetime) -> list[Presence]:
    """Say so, and answer who else is; only they are told."""
    sql.run(_BE_HERE, [conversation.pk, user.pk, at, at if typing else None])
    others = [one for one in queries.present(conversation, at=at) if one.user_id != user.pk]
    _tell(conversation, others)
    return others


def leave(conversation: Conversation, user: User, *, at: datetime) -> None:
    if Presence.objects.filter(conversation=conversation, user=user).delete()[0]:
        _tell(conversation, queries.present(conversation, at=at))


def _tell(conversation: Conversation, others: list[Presence]) -> None:
    if others:
        live.changed([f"here-{conversation.pk}"], user_ids=[one.user_id for one in others])


def forget_presence(*, at: datetime) -> int:
    return Presence.objects.filter(seen_at__lt=at - FORGOTTEN).delete()[0]

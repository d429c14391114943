"""Events tell what happened. Nothing inside Rapport decides on them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rapport.platform import sql
from rapport.platform.gathered import Asked
from rapport.platform.models import Event

_APPEND = "INSERT INTO platform_event (name, at, actor_id, conversation_id, data) VALUES (%s, %s, %s, %s, %s)"

# A question of `sql.together`: how often it happened since, in all and by one user.
DONE_SINCE = """
SELECT jsonb_build_array(count(*), count(*) FILTER (WHERE actor_id = %(user)s))
FROM platform_event WHERE name = %(name)s AND at >= %(since)s
"""


def record(
    name: str,
    *,
    at: datetime,
    actor_id: int | None = None,
    conversation_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append one event in the caller's transaction; `name` is `<room>.<past tense>` and listed in docs/events.md."""
    sql.run(_APPEND, [name, at, actor_id, conversation_id, json.dumps(dict(data or {}))])


# What happened last in one conversation, newest first.
NEWEST = Asked(lambda conversation: Event.objects.filter(conversation_id=conversation).order_by("-at", "-id")[:40])


def newest_of(conversation_id: int, limit: int) -> list[Event]:
    """The first of `NEWEST`."""
    return NEWEST.rows(conversation=conversation_id)[:limit]


def after(pk: int, limit: int) -> list[Event]:
    """What happened after that event, in order of the numbers."""
    return list(Event.objects.filter(pk__gt=pk).order_by("pk").only("conversation_id", "data")[:limit])


def newest() -> int:
    """The number of the newest event; 0 when nothing ever happened."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

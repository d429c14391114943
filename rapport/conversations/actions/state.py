"""The state of a conversation as plain values: to write down what a change did, and to put it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rapport.conversations.models import STANDING, Conversation

# What people decide about a conversation; what was said in it and whose it is are no part of it.
STATE = (
    *STANDING,
    "closed_at",
    "waiting_since",
    "reopened_at",
    "snoozed_until",
    "snoozed_by_id",
    "woke_at",
    "assignee_id",
    "team_id",
    "tag_names",
    "priority",
    "type",
    "fields",
    "inbox_id",
    "merged_into_id",
)
_MOMENTS = {"closed_at", "waiting_since", "reopened_at", "snoozed_until", "woke_at"}


def state_of(conversation: Conversation) -> dict[str, Any]:
    """Every decided value, fit for JSON."""
    return {name: _plain(getattr(conversation, name)) for name in STATE}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, before and after."""
    names = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def put_back(conversation: Conversation, values: Mapping[str, Any]) -> None:
    """Give a conversation values of `state_of`. The caller holds its lock."""
    for name, value in values.items():
        is_moment = name in _MOMENTS and value is not None
        setattr(conversation, name, datetime.fromisoformat(value) if is_moment else value)
    conversation.save(update_fields=[name.removesuffix("_id") for name in values])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value

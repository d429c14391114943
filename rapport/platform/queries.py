"""Reads of the platform's rows."""

from collections.abc import Iterable
from typing import Any

from rapport.platform.models import Fact, IdempotentAnswer

# A question of `sql.together`.
FACTS = "SELECT jsonb_object_agg(key, value) FROM platform_fact WHERE key = ANY(%(facts)s)"


def answer_given(user_id: int, key: str) -> IdempotentAnswer | None:
    """What this user's request with this key was answered, if it was."""
    return IdempotentAnswer.objects.filter(user_id=user_id, key=key).first()


def fact(key: str) -> dict[str, Any]:
    """What was last remembered under the key; empty when nothing was."""
    found: dict[str, Any] | None = Fact.objects.filter(pk=key).values_list("value", flat=True).first()
    return found or {}


def facts(keys: Iterable[str]) -> dict[str, Fact]:
    """The rows of those that are known, with their times, in one query."""
    return Fact.objects.in_bulk(list(keys))

"""What a saved reply can do besides its words (pure)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

DONE, OPEN, ME = "done", "open", "me"
MOST_TAGS = 10
LONGEST_TAG = 40


def known_actions(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those of the fixed list with a value that means something, each once; whatever else was stored does nothing."""
    found = {}
    for one in given:
        check = ACTIONS.get(str(one.get("do")))
        value = check(one.get("value")) if check else None
        if value is not None:
            found[one["do"]] = {"do": one["do"], "value": value}
    return list(found.values())


def _status(value: Any) -> str | None:
    return value if value in (DONE, OPEN) else None


def _tags(value: Any) -> list[str] | None:
    given = value if isinstance(value, list) else []
    names = {name.lower(): name for one in given if (name := " ".join(str(one).split())[:LONGEST_TAG])}
    return list(names.values())[:MOST_TAGS] or None


def _person(value: Any) -> str | int | None:
    """Whoever sends it, or somebody by id."""
    return value if value == ME or _is_number(value) else None


def _priority(value: Any) -> int | None:
    return value if type(value) is int and abs(value) < 10 else None


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10**17


# What an action says, and what its value may be.
ACTIONS: dict[str, Callable[[Any], Any]] = {
    "status": _status,
    "tags": _tags,
    "assign": _person,
    "priority": _priority,
}

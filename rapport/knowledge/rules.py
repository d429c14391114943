"""What a saved reply can do besides its words (pure)."""

from collections.abc import Iterable, Mapping
from typing import Any

DONE, OPEN = "done", "open"
# What an action says, and what it may hold.
ACTIONS = ("status", "tags", "assign", "priority")
FEW = 30


def known_actions(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those of the fixed list, each once; whatever else was stored does nothing."""
    found = {one["do"]: {"do": one["do"], "value": one.get("value")} for one in given if one.get("do") in ACTIONS}
    return list(found.values())


def share(happy: int, answered: int) -> int | None:
    """Happy answers of a hundred; None while nobody answered."""
    return round(100 * happy / answered) if answered else None

"""How large the fault labs are: FULL_LABS=1 plays them whole, otherwise a tenth shows that they still can fail."""

import os
from typing import Any

IS_FULL = bool(os.environ.get("FULL_LABS"))


def sized(full: int, *, least: int = 1) -> int:
    """The number as RELIABILITY names it, or a tenth of it, but no fewer than the test needs."""
    return full if IS_FULL else max(full // 10, least)


def whole_or_some(cases: list[Any], some: list[int]) -> list[Any]:
    """All cases of a matrix, or those that differ most."""
    return cases if IS_FULL else [cases[number] for number in some]

"""Large patterns, compiled when they are first used: importing a reader must be quick."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


class LazyPattern:
    """Like the result of `re.compile`, for `match` and `search`."""

    match: Callable[[str], re.Match[str] | None]
    search: Callable[[str], re.Match[str] | None]

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in ("match", "search"):
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.match, self.search = compiled.match, compiled.search
        return getattr(self, name)

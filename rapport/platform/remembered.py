"""What is asked again and again and hardly ever changes, kept in the process for a few seconds."""

import time
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from django.db import transaction

Value = TypeVar("Value")
SECONDS = 5.0


class Remembered(Generic[Value]):
    """`load` is asked at most every five seconds. Who changes what it reads calls `forget`; other processes follow
    within those seconds. `nothing` is what it answers while there is nothing to know."""

    every: ClassVar[list["Remembered[Any]"]] = []

    def __init__(self, load: Callable[[], Value], nothing: Value) -> None:
        self._load, self.nothing = load, nothing
        self._known: tuple[float, Value] | None = None
        self.every.append(self)

    def get(self) -> Value:
        known = self._known
        if known is None or known[0] <= time.monotonic():
            known = self._known = (time.monotonic() + SECONDS, self._load())
        return known[1]

    def put(self, value: Value) -> None:
        """Answer this until it is forgotten."""
        self._known = (float("inf"), value)

    def forget(self) -> None:
        """Ask again: at once in this transaction, and once more when it is committed, as others may ask in between."""
        self._known = None
        transaction.on_commit(self._drop)

    def _drop(self) -> None:
        self._known = None

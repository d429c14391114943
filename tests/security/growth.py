"""How the time of a piece of work grows with its input, without a stopwatch on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Input = TypeVar("Input", str, bytes)
_TRIES = 4


def assert_linear(work: Callable[[Input], object], make: Callable[[int], Input], size: int) -> None:
    """Four times the input takes about four times the processor time; sixteen would be quadratic.

    A busy machine disturbs single runs, so only a growth that shows in every one of four tries fails.
    """
    seen = []
    for _ in range(_TRIES):
        once, more = _seconds(work, make(size)), _seconds(work, make(4 * size))
        if more <= 8 * once + 0.005:
            return
        seen.append(f"{once * 1000:.1f} ms for n, {more * 1000:.1f} ms for 4 n")
    raise AssertionError("; ".join(seen))


def _seconds(work: Callable[[Input], object], given: Input) -> float:
    best = float("inf")
    for _ in range(2):
        started = time.process_time()
        work(given)
        best = min(best, time.process_time() - started)
    return best

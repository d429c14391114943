"""How long a test waits for what must come, in seconds. Two busy cores need it; what has come is never waited for."""

import time
from collections.abc import Callable

PATIENCE = 180.0


def wait_for(what: Callable[[], bool], seconds: float = PATIENCE, pause: float = 0.05) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"still not so after {seconds:g} s"
        time.sleep(pause)

"""What happens when several do the same thing at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

from tests.patience import PATIENCE

Answer = TypeVar("Answer")


def together(press: Callable[[], Answer], *, hands: int = 4) -> list[Answer]:
    """What each of them is answered, in the order of the answers; what raised is missing."""
    start, answers = threading.Barrier(hands), list[Answer]()

    def run() -> None:
        try:
            start.wait(PATIENCE)
            answers.append(press())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers

"""The sweeps' thread, without processes: it begins at once, goes on after failures, and stops between two entries."""

import logging
import threading
from collections.abc import Callable

import pytest

from rapport.worker import running
from rapport.worker.schedule import Recurring

pytestmark = pytest.mark.django_db
SAID = "uma@customer.example said so"


class Clock:
    """Stands still while work is done and jumps where a thread would wait. Ends the thread after some jumps."""

    def __init__(self, jumps: int) -> None:
        self.now, self.jumps, self.waited = 100.0, jumps, list[float]()
        self.stop = threading.Event()
        self.stop.wait = self._wait  # type: ignore[method-assign]

    def _wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout or 0)
        self.now += timeout or 0
        self.jumps -= 1
        if self.jumps < 0:
            self.stop.set()
        return self.stop.is_set()


def sweep(jumps: int, *entries: Recurring) -> Clock:
    clock = Clock(jumps)
    running.sweep(list(entries), clock.stop, lambda: clock.now)
    return clock


def counting(name: str, ran: list[str], every: float) -> Recurring:
    return Recurring(name, "lane", every, lambda _: ran.append(name))


def test_each_runs_at_once_and_then_at_its_own_pace() -> None:
    ran: list[str] = []
    sweep(3, counting("often", ran, 60), counting("seldom", ran, 150))
    assert ran == ["often", "seldom", "often", "often", "seldom"]


def test_a_failure_is_tried_again_soon_then_later_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    def fail(_: Callable[[], bool]) -> None:
        ran.append("bad")
        raise ValueError(SAID)

    with caplog.at_level(logging.ERROR):
        clock = sweep(4, Recurring("bad", "lane", 60, fail), counting("good", ran, 60))
    assert ran == ["bad", "good", "bad", "bad", "bad", "bad"]
    assert clock.waited == [0.5, 1, 2, 4, 8]
    assert "ValueError" in caplog.text
    assert "uma@customer.example" not in caplog.text


def test_a_failure_is_never_tried_less_often_than_success() -> None:
    def fail(_: Callable[[], bool]) -> None:
        raise ValueError

    assert max(sweep(9, Recurring("bad", "lane", 3, fail)).waited) == 3


def test_it_stops_between_two_entries() -> None:
    ran: list[str] = []
    clock = Clock(9)

    def stop(go_on: Callable[[], bool]) -> None:
        assert go_on()
        clock.stop.set()
        assert not go_on()

    running.sweep([Recurring("stops", "lane", 1, stop), counting("never", ran, 1)], clock.stop, lambda: clock.now)
    assert ran == []


def test_a_job_that_fails_is_told_without_its_words_and_is_over(caplog: pytest.LogCaptureFixture) -> None:
    def fail(rating_id: int) -> None:
        raise ValueError(SAID)

    with caplog.at_level(logging.ERROR):
        running.guarded("settle_vote", fail)(rating_id=7)
    assert "settle_vote" in caplog.text
    assert "'rating_id': 7" in caplog.text
    assert "uma@" not in caplog.text

"""Runs queue, clock and mailboxes side by side until SIGTERM. Nothing but that ends it: whatever breaks is said in the
log and tried again, later and later."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.db import close_old_connections

from rapport.channels.email import imap
from rapport.platform import jobs
from rapport.platform.trouble import without_words
from rapport.worker.jobs import LANES
from rapport.worker.schedule import Recurring, recurring

log = logging.getLogger("rapport.worker")

FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
CALM_SECONDS = 60.0
PARTING_SECONDS = 3.0


def run() -> int:
    """Returns the exit code after a clean stop."""
    stop = threading.Event()
    schedule = recurring()
    sweepers = _sweepers(schedule, stop)
    hasty = {entry.lane for entry in schedule if entry.may_break}
    mailboxes = threading.Thread(target=imap.run_accounts, args=(stop,), name="mailboxes", daemon=True)
    for thread in (*sweepers, mailboxes):
        thread.start()
    asyncio.run(_queue(stop))
    for thread in sweepers:
        if thread.name not in hasty:
            thread.join()
    # Fetching can be broken off anywhere without harm; a server that is slow to say goodbye must not hold us up.
    mailboxes.join(PARTING_SECONDS)
    return 0


async def _queue(stop: threading.Event) -> None:
    until = asyncio.Event()

    def end() -> None:
        stop.set()
        until.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    wait = FIRST_WAIT
    while not until.is_set():
        began = time.monotonic()
        try:
            await jobs.work_off(_guarded_lanes(), until=until)
        except Exception as problem:
            log.warning("The queue cannot be read (%s); trying again in %g s", type(problem).__name__, wait)
        if until.is_set():
            return
        await _pause(until, wait)
        wait = FIRST_WAIT if time.monotonic() - began > CALM_SECONDS else min(LONGEST_WAIT, wait * 2)


def _guarded_lanes() -> list[jobs.Lane]:
    return [replace(lane, jobs={job: guarded(job, function) for job, function in lane.jobs.items()}) for lane in LANES]


async def _pause(until: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(until.wait(), seconds)
    except TimeoutError:
        return


def _sweepers(schedule: Iterable[Recurring], stop: threading.Event) -> list[threading.Thread]:
    lanes: dict[str, list[Recurring]] = {}
    for entry in schedule:
        lanes.setdefault(entry.lane, []).append(entry)
    return [
        threading.Thread(target=sweep, args=(entries, stop), name=lane, daemon=True) for lane, entries in lanes.items()
    ]


def sweep(entries: list[Recurring], stop: threading.Event, monotonic: Callable[[], float] = time.monotonic) -> None:
    """Run each entry at once and then whenever it is due; one that fails is tried again soon."""
    due = dict.fromkeys(range(len(entries)), monotonic())
    waits = dict.fromkeys(range(len(entries)), FIRST_WAIT)
    while not stop.is_set():
        for number, entry in enumerate(entries):
            if stop.is_set() or due[number] > monotonic():
                continue
            if _once(entry, stop):
                due[number], waits[number] = monotonic() + entry.every, FIRST_WAIT
            else:
                due[number] = monotonic() + min(waits[number], entry.every)
                waits[number] = min(LONGEST_WAIT, waits[number] * 2)
        stop.wait(max(0.0, min(due.values()) - monotonic()))


def _once(entry: Recurring, stop: threading.Event) -> bool:
    close_old_connections()
    try:
        entry.run(lambda: not stop.is_set())
    except Exception as problem:
        log.error("The sweep %r failed and will be tried again: %s", entry.name, without_words(problem))
        return False
    finally:
        close_old_connections()
    return True


def guarded(job: str, function: Callable[..., None]) -> Callable[..., None]:
    """The job with its errors told and over: the sweep does what it did not."""

    def run_job(**arguments: object) -> None:
        try:
            function(**arguments)
        except Exception as problem:
            log.error("The job %r %r failed: %s", job, arguments, without_words(problem))

    return run_job

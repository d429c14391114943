"""Queued jobs: they make a thing happen sooner. The sweeps of the worker make it happen at all."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import DjangoApp, app, connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

# A worker that is alive says so every ten seconds; rows of a dead one lose their worker when another one starts.
_PRUNE = """
DELETE FROM procrastinate_jobs j
WHERE j.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
   OR (j.status = 'doing' AND NOT EXISTS (
     SELECT 1 FROM procrastinate_workers w
     WHERE w.id = j.worker_id AND w.last_heartbeat > now() - interval '2 minutes'))
"""
# What is queued, by kind of job; jobs for later are counted apart, since they are late only then.
_QUEUED = """
SELECT j.queue_name, count(*) FILTER (WHERE j.status = 'todo' AND NOT later), count(*) FILTER (WHERE later),
  count(*) FILTER (WHERE j.status = 'doing'),
  min(coalesce(j.scheduled_at, e.at)) FILTER (WHERE j.status = 'todo' AND NOT later)
FROM procrastinate_jobs j
CROSS JOIN LATERAL (SELECT j.status = 'todo' AND coalesce(j.scheduled_at > now(), false) AS later) due
LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status IN ('todo', 'doing') GROUP BY j.queue_name
"""
# The library forgets a notification that comes while it looks for jobs: without a look of its own, a mail would wait
# for the next one.
POLL_SECONDS = 0.3
# Asking for a job or noting its end takes milliseconds, so lanes share; each connection is a process of 20 MB.
CONNECTIONS = 2


class Job(StrEnum):
    """Every job by name; `rapport/worker/jobs.py` says what each does."""

    INTAKE = "intake"
    DELIVER = "deliver"
    SEND = "send"
    SETTLE_VOTE = "settle_vote"
    WEBHOOK = "webhook"
    ACT = "act"
    DRAW = "draw"
    PUSH = "push"
    POST = "post"


def enqueue(job: Job, *, not_before: datetime | None = None, priority: int = 0, **arguments: Any) -> None:
    """Queue a job in the caller's transaction: it exists exactly if the transaction commits. Higher ones go first."""
    app.configure_task(job.value, queue=job.value, schedule_at=not_before, priority=priority).defer(**arguments)


def enqueue_once(job: Job) -> None:
    """Queue a job that drains its whole table, unless one is already waiting, as soon as the caller has committed.

    Not in the caller's transaction: a job that is waiting already could start, and look, before our row is there to
    be seen. If we die in between, the sweep does it.
    """
    transaction.on_commit(lambda: _enqueue_once(job))


def _enqueue_once(job: Job) -> None:
    with contextlib.suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        app.configure_task(job.value, queue=job.value, queueing_lock=job.value).defer()


@dataclass(frozen=True)
class Lane:
    """Jobs that share some threads, so that slow ones of another lane never keep them waiting."""

    jobs: Mapping[Job, Callable[..., None]]
    threads: int
    listens: bool = True  # begins at once rather than within POLL_SECONDS, for one more connection


async def work_off(lanes: Sequence[Lane], *, until: asyncio.Event) -> None:
    """Run jobs as they are queued, until the event is set; the jobs in hand are finished first.

    Raises when the database goes away: the caller waits a little and calls again.
    """
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONNECTIONS)
    worker = DjangoApp(connector=connector)
    for lane in lanes:
        for job, function in lane.jobs.items():
            worker.task(name=job.value, queue=job.value)(function)
    async with worker.open_async():
        workers = [_worker(worker, lane) for lane in lanes]
        tasks = [asyncio.create_task(one.run()) for one in workers]  # type: ignore[no-untyped-call]
        stopper = asyncio.create_task(until.wait())
        await asyncio.wait([*tasks, stopper], return_when=asyncio.FIRST_COMPLETED)
        # The word ends what works, the cancellation what still waits for a connection. A cancellation alone can be
        # lost there (asyncio.wait_for before Python 3.12), and the lane would go on for ever.
        for one in workers:
            one.stop()  # type: ignore[no-untyped-call]
        for task in [*tasks, stopper]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    broken = [result for result in results if isinstance(result, Exception)]
    if broken:
        raise broken[0]


def _worker(app: DjangoApp, lane: Lane) -> Worker:
    options: WorkerOptions = {
        **app.worker_defaults,
        "queues": [job.value for job in lane.jobs],
        "concurrency": lane.threads,
        "install_signal_handlers": False,
        "fetch_job_polling_interval": POLL_SECONDS,
        "listen_notify": lane.listens,
        # A job that failed is in the log, and the sweep does its work: its row would only fill the table.
        "delete_jobs": "always",
    }
    return Worker(app, **options)


@dataclass(frozen=True)
class Queued:
    """Jobs of one kind: how many wait, are for later, are in hand; since when the oldest waits."""

    job: Job
    waiting: int = 0
    later: int = 0
    in_hand: int = 0
    oldest: datetime | None = None


def queued() -> list[Queued]:
    """Every kind of job, in the order of `Job`."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUED)
        found = {name: rest for name, *rest in cursor.fetchall()}
    return [Queued(job, *found.get(job.value, ())) for job in Job]


def prune() -> int:
    """Delete jobs whose worker was killed; what they were for is done by the sweeps. Answers how many."""
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE)
        return int(cursor.rowcount)

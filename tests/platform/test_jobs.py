"""The queue ends when it is asked to, at any moment of its start."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import connection
from procrastinate.manager import JobManager

from rapport.platform import jobs
from rapport.platform.jobs import Job, Lane
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
LANES = [Lane({Job.INTAKE: lambda: None}, threads=1), Lane({Job.ACT: lambda: None}, threads=1, listens=False)]


CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


async def _run_and_stop(moment: Callable[[], Awaitable[object]]) -> bool:
    """Whether the queue ended in time when it was asked to, at this moment of its start."""
    until = asyncio.Event()
    working = asyncio.create_task(jobs.work_off(LANES, until=until))
    await moment()
    until.set()
    done, _ = await asyncio.wait([working], timeout=min(PATIENCE, 30))
    if not done:
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
    return bool(done)


@pytest.mark.parametrize("after", [0.0, 0.02, 0.2])
def test_it_ends_when_asked(after: float) -> None:
    assert asyncio.run(_run_and_stop(lambda: asyncio.sleep(after)))


def test_it_ends_though_the_cancellation_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """As asyncio.wait_for does before Python 3.12 when what it waits for is there at the same moment."""
    register = JobManager.register_worker
    deaf: list[JobManager] = []
    lost: list[JobManager] = []

    async def register_deaf(self: JobManager) -> int:
        deaf.append(self)
        try:
            await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            lost.append(self)
        return await register(self)

    async def all_deaf() -> None:
        async with asyncio.timeout(PATIENCE):
            while len(deaf) < len(LANES):
                await asyncio.sleep(0.02)

    monkeypatch.setattr(JobManager, "register_worker", register_deaf)
    assert asyncio.run(_run_and_stop(all_deaf))
    assert len(lost) == len(LANES)


async def _most_connections(lanes: list[Lane], looks: int) -> int:
    """How many connections more there are than before, at most, while the lanes wait for work."""
    until = asyncio.Event()
    before = await sync_to_async(_connections)()
    working = asyncio.create_task(jobs.work_off(lanes, until=until))
    most = 0
    for _ in range(looks):
        await asyncio.sleep(jobs.POLL_SECONDS / 10)
        most = max(most, await sync_to_async(_connections)() - before)
    until.set()
    await working
    return most


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        return int(cursor.fetchone()[0])


def test_lanes_share_their_connections() -> None:
    """Each is a process of PostgreSQL with its own memory."""
    silent = [Lane({job: lambda: None}, threads=2, listens=False) for job in list(Job)[:6]]
    assert 0 < asyncio.run(_most_connections(silent, looks=30)) <= jobs.CONNECTIONS

"""The queue ends when it is asked to, at any moment of its start."""

import asyncio

import pytest
from procrastinate.manager import JobManager

from rapport.platform import jobs
from rapport.platform.jobs import Job, Lane
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
LANES = [Lane({Job.INTAKE: lambda: None}, threads=1), Lane({Job.ACT: lambda: None}, threads=1, listens=False)]


async def _run_and_stop(after: float) -> bool:
    """Whether the queue ended in time when it was asked to, this long after its start."""
    until = asyncio.Event()
    working = asyncio.create_task(jobs.work_off(LANES, until=until))
    await asyncio.sleep(after)
    until.set()
    done, _ = await asyncio.wait([working], timeout=min(PATIENCE, 30))
    if not done:
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
    return bool(done)


@pytest.mark.parametrize("after", [0.0, 0.02, 0.2])
def test_it_ends_when_asked(after: float) -> None:
    assert asyncio.run(_run_and_stop(after))


def test_it_ends_though_the_cancellation_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """As asyncio.wait_for does before Python 3.12 when what it waits for is there at the same moment."""
    register, lost = JobManager.register_worker, []

    async def register_deaf(self: JobManager) -> int:
        try:
            await asyncio.sleep(PATIENCE)
        except asyncio.CancelledError:
            lost.append(self)
        return await register(self)

    monkeypatch.setattr(JobManager, "register_worker", register_deaf)
    assert asyncio.run(_run_and_stop(0.5))
    assert len(lost) == len(LANES)

"""A real worker process on the test database: prompt, killable, patient with its database, polite at the end."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.db import connection

from rapport.channels.email.models import OutboundMail
from rapport.platform import clock, jobs
from tests import cast, mailroom
from tests.channels.email.outgoing import read
from tests.patience import PATIENCE, wait_for

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]
MOST_RESIDENT = 110_000_000


@contextmanager
def worker(data: Path, **more: str) -> "Iterator[subprocess.Popen[bytes]]":
    more = {"RAPPORT_SWEEP_SECONDS": "1", "RAPPORT_LEASE_SECONDS": "1", "RAPPORT_DB_POOL": "8", **more}
    process = mailroom.start("-m", "rapport.worker", RAPPORT_DATA=str(data), **more)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def arrived(data: Path) -> list[str]:
    return [str(read(path.read_bytes())["Message-ID"]) for path in (data / "postbox").rglob("*.eml")]


def forget_jobs() -> None:
    """Other tests leave theirs: the queue's tables are not among those that are emptied between tests."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def replies(count: int) -> list[OutboundMail]:
    about = cast.conversation(received_at=clock.now())
    for number in range(count):
        cast.answers(about, text=f"Answer {number}", at=clock.now())
    return list(OutboundMail.objects.all())


def test_a_reply_is_in_the_postbox_without_a_sweep_and_the_worker_stays_small(tmp_path: Path) -> None:
    forget_jobs()
    with worker(tmp_path, RAPPORT_SWEEP_SECONDS="3600") as process:
        [first] = replies(1)
        wait_for(lambda: len(arrived(tmp_path)) == 1)
        [*_, second] = replies(1)
        wait_for(lambda: len(arrived(tmp_path)) == 2)
        wait_for(lambda: queued() == 0)  # a sweep may have been quicker than the job
        resident = psutil.Process(process.pid).memory_info().rss
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert sorted(arrived(tmp_path)) == sorted([first.header_id, second.header_id])
    print(f"\nMemory: worker of {resident / 1e6:.0f} MB after two replies")
    assert resident < MOST_RESIDENT


def test_f13_a_killed_workers_mail_is_taken_up_by_the_next_one(tmp_path: Path) -> None:
    made = replies(30)
    kills = 0
    for _ in range(3):
        with worker(tmp_path) as process:
            before = len(arrived(tmp_path))
            wait_for(lambda before=before: len(arrived(tmp_path)) > before)  # type: ignore[misc]
            os.kill(process.pid, signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
    with worker(tmp_path):
        wait_for(lambda: len(arrived(tmp_path)) == len(made))
        wait_for(lambda: not OutboundMail.objects.exclude(state__in=["sent", "sending"]).exists())
    ids = arrived(tmp_path)
    lost, doubled = len(made) - len(set(ids)), len(ids) - len(set(ids))
    print(f"\nF13: {len(made)} mails, {kills} kills of the worker, {lost} lost, {doubled} doubled")
    assert sorted(ids) == sorted(mail.header_id for mail in made)


def test_a_database_that_cuts_every_line_is_waited_for(tmp_path: Path) -> None:
    with worker(tmp_path) as process:
        replies(1)
        wait_for(lambda: len(arrived(tmp_path)) == 1)
        for _ in range(3):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            time.sleep(0.3)
        replies(1)
        wait_for(lambda: len(arrived(tmp_path)) == 2)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_jobs_of_killed_workers_are_pruned_and_those_of_living_ones_are_not(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '3 minutes')"
            " RETURNING id"
        )
        alive, dead = (row[0] for row in cursor.fetchall())
        for worker_id, status in ((alive, "doing"), (dead, "doing"), (None, "doing"), (None, "todo"), (None, "failed")):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
                " VALUES ('deliver', 'deliver', %s::procrastinate_job_status, %s)",
                [status, worker_id],
            )
    before = queued()
    assert jobs.prune() == 3
    assert queued() == before - 3
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")

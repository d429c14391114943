"""What recurs, what each job does, and that every name fits."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from rapport.channels.email.models import OutboundMail
from rapport.platform import jobs
from rapport.platform.models import Attempt, Fact
from rapport.team.actions import create_login_link
from rapport.team.models import LoginLink
from rapport.worker import housekeeping, schedule
from rapport.worker.jobs import LANES
from tests import cast
from tests.cast import NOON
from tests.channels.email.outgoing import reply_of


def test_every_job_is_done_by_exactly_one_lane() -> None:
    done = [job for lane in LANES for job in lane.jobs]
    assert sorted(done) == sorted(jobs.Job)


def test_mail_out_shares_no_thread_with_anything_else() -> None:
    [lane] = [lane for lane in LANES if jobs.Job.DELIVER in lane.jobs]
    assert set(lane.jobs) == {jobs.Job.DELIVER}
    assert {entry.name for entry in schedule.recurring() if entry.lane == "mail out"} == {"send mail"}


def test_what_must_not_be_late_recurs_as_often_as_the_setting_says() -> None:
    with override_settings(RAPPORT_SWEEP_SECONDS=7):
        every = {entry.name: entry.every for entry in schedule.recurring()}
    often = {
        "read mail",
        "send mail",
        "promises",
        "votes",
        "hindered intake",
        "counts",
        "report counts",
        "survey counts",
    }
    often |= {
        "campaigns",
        "put off until now",
        "give out",
        "rules",
        "webhooks",
        "pushes",
        "waiting replies",
        "alerts that climb",
        "alert routes",
        "survey answers",
        "faces elsewhere",
        "work",
        "older work",
    }
    assert {name for name, seconds in every.items() if seconds == 7} == often


@pytest.mark.django_db
def test_every_sweep_runs_and_does_its_work(tmp_path: Path) -> None:
    reply_of()
    with override_settings(RAPPORT_DATA=tmp_path):
        for entry in schedule.recurring():
            entry.run(lambda: True)
    sent = OutboundMail.objects.get(kind=OutboundMail.Kind.REPLY)  # being so late, it also is news to its author
    assert sent.state == OutboundMail.State.SENT
    assert {"worker.heartbeat", "doctor.last"} <= set(Fact.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_only_what_served_its_time_is_forgotten() -> None:
    user = cast.ada()
    for days in (1, 20):
        create_login_link(user, at=NOON - timedelta(days=days))
        Attempt.objects.create(key=f"k{days}", window_started_at=NOON - timedelta(days=days), count=1)
    assert housekeeping.forget(at=NOON) == 2
    assert LoginLink.objects.get().expires_at == NOON
    assert Attempt.objects.get().key == "k1"

"""A backup a night, proven; and who hears when there is none."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from rapport.alerts.models import Alert
from rapport.flows import back_up
from rapport.platform import actions, health, queries
from rapport.platform.backup import programs
from rapport.platform.backup.programs import BackupProblem
from tests import cast
from tests.cast import NOON, later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.RAPPORT_DATA = tmp_path / "data"
    settings.RAPPORT_BACKUP_DIR = str(tmp_path / "kept")
    settings.RAPPORT_BACKUP_AT = time(3, 10)
    cast.mo()
    cast.ada()
    return tmp_path / "kept"


def due(at: datetime) -> bool:
    return back_up.back_up_when_due(clock=lambda: at)


def test_one_is_made_and_proven_at_once_and_then_once_a_night(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert due(NOON)
    [made] = folder.iterdir()
    proven = queries.facts([health.PROVEN])[health.PROVEN]
    assert (proven.at, proven.value["name"], proven.value["damaged"]) == (NOON, made.name, 0)
    assert proven.value["rows"] > 100
    assert health.backup(later(hours=1)).level == health.Level.OK
    monkeypatch.setattr(back_up, "back_up", lambda *_, **__: None)
    assert not due(later(hours=15, minutes=9))
    assert due(later(hours=15, minutes=10))
    assert not due(later(hours=15, minutes=11))
    assert not due(later(hours=39, minutes=9))
    assert due(later(hours=40))


def test_the_time_of_day_is_that_of_the_setting() -> None:
    assert back_up.last_moment(NOON) == datetime(2026, 3, 4, 3, 10, tzinfo=UTC)
    assert back_up.last_moment(datetime(2026, 3, 4, 3, 9, tzinfo=UTC)) == datetime(2026, 3, 3, 3, 10, tzinfo=UTC)


def test_a_failure_is_told_to_the_leads_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.remember_fact(health.PROVEN, {"rows": 1}, at=later(days=-1))

    def fails(*_: object, **__: object) -> None:
        raise BackupProblem("pg_dump failed: no room on the disk")

    monkeypatch.setattr(programs, "run", fails)
    assert due(NOON)
    [alert] = Alert.objects.all()
    assert (alert.user, alert.kind, alert.body) == (cast.mo(), "health", "pg_dump failed: no room on the disk")
    [found] = health.backup(NOON).findings
    assert (found.cause, found.level) == ("backup-failed", health.Level.FAULT)
    assert "no room on the disk" in found.words


def test_an_error_nobody_expected_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("a customer's words")

    monkeypatch.setattr(programs, "run", breaks)
    assert due(NOON)
    assert Alert.objects.get().body == "RuntimeError."


def test_an_old_one_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.remember_fact(health.PROVEN, {"rows": 1}, at=NOON)
    actions.remember_fact(back_up.TRIED, {}, at=later(days=9))
    for hours in (47, 49, 50):
        assert not due(later(hours=hours))
    [alert] = Alert.objects.all()
    assert alert.headline == "There is no fresh backup"
    assert [one.cause for one in health.backup(later(hours=49)).findings] == ["backup-old"]


def test_without_a_folder_there_is_none_and_no_alarm(settings: Any) -> None:
    settings.RAPPORT_BACKUP_DIR = ""
    assert not due(NOON)
    assert health.backup(NOON).level == health.Level.HINT
    assert not Alert.objects.exists()

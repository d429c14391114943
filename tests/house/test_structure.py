"""A new database begins with what the migrations give, no matter which way it got there."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bench.structure import is_sealed
from rapport.config import migrating, structure
from tests.labs import IS_FULL

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


def test_the_file_is_of_these_migrations_and_as_it_was_made() -> None:
    text = structure.FILE.read_text()
    assert is_sealed(text), "run `python -m bench.structure`"
    assert not is_sealed(text.replace("CREATE INDEX", "CREATE  INDEX", 1))
    assert not is_sealed("--" + text)


@pytest.mark.lab
def test_the_file_says_what_the_migrations_do() -> None:
    """Migrating an empty database takes ten seconds of both cores, so only the whole labs do it."""
    if IS_FULL:
        command = [sys.executable, "-m", "bench.structure", "--check"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.stdout + done.stderr, done.returncode) == ("", 0)


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def test_an_empty_database_is_filled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "call_command", _never)
    _empty()
    assert structure.fits()
    assert migrating.migrate() > 100
    assert not structure.fits()
    assert migrating.pending() == migrating.migrate() == 0


def test_one_with_anything_in_it_is_left_to_the_migrations() -> None:
    _empty()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE somebodys (id int)")
    assert not structure.fits()


def test_so_is_an_older_server_and_another_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    _empty()
    monkeypatch.setattr(structure, "FIRST_SERVER", 99_00_00)
    assert not structure.fits()
    monkeypatch.undo()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA elsewhere")
        cursor.execute("SET LOCAL search_path = elsewhere")
    assert not structure.fits()


def test_a_migration_that_came_later_is_applied_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a checkout between two versions of the file."""
    called: list[str] = []
    monkeypatch.setattr(migrating, "call_command", lambda name, **_: called.append(name))
    words = structure.FILE.read_text()
    *_, newest = (line for line in words.split("\n") if "'learning', '" in line)
    monkeypatch.setattr(structure, "FILE", _Words(words.replace(newest, "")))
    _empty()
    migrating.migrate()
    assert called == ["migrate"]
    assert migrating.pending() == 1


class _Words:
    def __init__(self, words: str) -> None:
        self._words = words

    def read_text(self) -> str:
        return self._words


def _never(*_: object, **__: object) -> None:
    raise AssertionError("nothing was pending")

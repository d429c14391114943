"""What the settings make of their surroundings."""

import logging
import stat
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from rapport.config.database import database_from_url
from rapport.config.env import BadSetting
from rapport.config.logs import OneLine
from rapport.config.secret import secret_key


def test_a_url_becomes_a_database() -> None:
    entry = database_from_url("postgresql://me:p%40ss@db.example.com:6543/help?sslmode=require", 4)
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("db.example.com", "6543", "help")
    assert (entry["USER"], entry["PASSWORD"]) == ("me", "p@ss")
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["pool"]["max_size"] == 4


def test_a_socket_folder_becomes_the_host() -> None:
    entry = database_from_url("postgresql://rapport@/rapport?host=%2Fsrv%2Fmy%20data%2Fpostgres", 0)
    assert entry["HOST"] == "/srv/my data/postgres"
    assert entry["OPTIONS"] == {}


@pytest.mark.parametrize("url", ["mysql://a@b/c", "db.example.com", "postgresql://a@b:port/c", "postgresql://a@[::1/c"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="RAPPORT_DATABASE_URL"):
        database_from_url(url, 0)


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = secret_key("", tmp_path / "data")
    assert len(first) >= 50
    assert secret_key("", tmp_path / "data") == first
    file = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list((tmp_path / "data").iterdir()) == [file]


def test_a_key_that_is_given_is_used_and_not_written(tmp_path: Path) -> None:
    assert secret_key("mine, and long enough", tmp_path / "data") == "mine, and long enough"
    with pytest.raises(BadSetting, match="RAPPORT_SECRET_KEY is too short"):
        secret_key("mine", tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_two_folders_have_different_keys(tmp_path: Path) -> None:
    assert secret_key("", tmp_path / "a") != secret_key("", tmp_path / "b")


@pytest.mark.parametrize("room", list(settings.ROOMS))
def test_every_room_is_registered_under_its_own_name(room: str) -> None:
    assert apps.get_app_config(room.rpartition(".")[2]).name == f"rapport.{room}"


def test_passwords_are_hashed_with_argon2() -> None:
    """As Django sets it, not as tests do (tests/passwords.py)."""
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.utils.module_loading import import_string

    from rapport.config import settings as ours

    assert import_string(ours.PASSWORD_HASHERS[0]) is Argon2PasswordHasher


def test_a_log_line_is_one_line_even_with_a_traceback() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.LogRecord("rapport.x", logging.ERROR, "", 1, "It broke\r\nhere", None, sys.exc_info())
    line = OneLine().format(record)
    assert "\n" not in line
    assert "\r" not in line
    assert "ValueError: first" in line
    assert line.split()[1:3] == ["ERROR", "rapport.x"]

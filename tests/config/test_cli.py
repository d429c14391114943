"""The command as a person meets it: help that reads well, and one clear line when something is wrong."""

import json
import sys
from pathlib import Path

import pytest

from rapport.config.env import BadSetting, env_bool, env_int
from tests.config.running import RAPPORT, clean_environment, command

MAIL = b"""From: Uma Olsen <uma@example.com>\r
To: shop@example.org\r
Subject: =?utf-8?q?Bremse_quietscht=2C_=C3=A4rgerlich?=\r
Date: Mon, 2 Mar 2026 10:00:00 +0100\r
Message-ID: <a1@example.com>\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: 8bit\r
\r
Die Bremse quietscht seit gestern.\r
"""
FIELDS = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message_id",
    "in_reply_to",
    "references",
    "text",
    "reply_text",
    "html",
    "attachments",
    "kind",
    "unreadable",
    "nature",
    "invite",
    "forwarded_from",
]


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "letter.eml"
    path.write_bytes(MAIL)
    return path


def test_help_names_every_command_and_shows_examples() -> None:
    text = command("--help").stdout
    for word in ("run", "user", "login", "token", "mail", "migrate", "check", "Examples", "rapport user add"):
        assert word in text


@pytest.mark.parametrize(
    "words", [["run"], ["user", "add"], ["login"], ["token", "create"], ["mail", "parse"], ["migrate"]]
)
def test_each_command_has_help(words: list[str]) -> None:
    done = command(*words, "--help")
    assert done.returncode == 0
    assert "Usage: rapport " + " ".join(words) in done.stdout


def test_the_hidden_option_of_bin_run_is_not_in_the_help() -> None:
    assert "--sample" not in command("run", "--help").stdout


def test_it_tells_its_version() -> None:
    assert command("--version").stdout.startswith("rapport 0.")


def test_help_and_parsing_do_not_load_django() -> None:
    import subprocess

    code = "import sys; sys.argv = ['rapport', '--help']\nfrom rapport.config.cli.app import main\n"
    code += "try: main()\nexcept SystemExit: print('django' in sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "False"


def test_an_unknown_command_is_a_usage_error() -> None:
    done = command("dance")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "web"])
def test_an_impossible_port_is_a_usage_error(port: str) -> None:
    done = command("run", "--http", port)
    assert done.returncode == 2
    assert "--http" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("RAPPORT_HTTP_PORT", "web", "RAPPORT_HTTP_PORT is 'web'. Write a whole number, for example 8000."),
        ("RAPPORT_HTTP_PORT", "70000", "RAPPORT_HTTP_PORT is 70000. It must be between 0 and 65535."),
        ("RAPPORT_DEBUG", "perhaps", "RAPPORT_DEBUG is 'perhaps'. Write 1 (yes) or 0 (no)."),
        ("RAPPORT_LOG_LEVEL", "loud", "RAPPORT_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
        (
            "RAPPORT_URL",
            "help.example.com",
            "RAPPORT_URL is 'help.example.com'. Write it like https://help.example.com.",
        ),
        (
            "RAPPORT_DATABASE_URL",
            "mysql://a@b/c",
            "RAPPORT_DATABASE_URL is not understood. Write it like postgresql://",
        ),
        ("RAPPORT_SMTP_URL", "mail.example.com", "RAPPORT_SMTP_URL is not understood. Write it like smtp://"),
        (
            "RAPPORT_SMTP_URL",
            "smtp://mail.example.com:mail",
            "RAPPORT_SMTP_URL is not understood. Write it like smtp://",
        ),
        ("RAPPORT_SWEEP_SECONDS", "0", "RAPPORT_SWEEP_SECONDS is 0. It must be between 1 and 86400."),
    ],
)
def test_a_bad_setting_is_one_line_that_names_it(tmp_path: Path, name: str, value: str, words: str) -> None:
    done = command("run", "--data", str(tmp_path / "data"), **{name: value})
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"rapport: {words}")
    assert not (tmp_path / "data").exists()


def test_a_folder_without_rapport_is_not_filled_by_accident(tmp_path: Path) -> None:
    done = command("token", "create", "ada@example.com", "--data", str(tmp_path / "nothing"))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"rapport: There is no Rapport in {tmp_path / 'nothing'}.")
    assert not (tmp_path / "nothing").exists()


def test_a_mail_is_shown_as_one_line_of_json_without_a_database(mail: Path, tmp_path: Path) -> None:
    nowhere = {"RAPPORT_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "RAPPORT_DATA": str(tmp_path / "none")}
    done = command("mail", "parse", str(mail), str(mail), "--json", **nowhere)
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == second
    assert list(first) == FIELDS
    assert first["from"] == {"name": "Uma Olsen", "address": "uma@example.com"}
    assert first["subject"] == "Bremse quietscht, ärgerlich"
    assert first["kind"] == "human"
    assert not (tmp_path / "none").exists()


def test_a_mail_is_shown_for_people_too(mail: Path) -> None:
    text = command("mail", "parse", str(mail)).stdout
    assert "From         Uma Olsen <uma@example.com>" in text
    assert "Die Bremse quietscht seit gestern." in text


def test_json_is_utf_8_whatever_the_terminal_says(mail: Path) -> None:
    done = command("mail", "parse", str(mail), "--json", PYTHONIOENCODING="", LC_ALL="C", PYTHONUTF8="0")
    assert json.loads(done.stdout)["subject"].endswith("ärgerlich")


def test_a_missing_mail_is_named_and_the_others_are_read(mail: Path, tmp_path: Path) -> None:
    done = command("mail", "parse", str(tmp_path / "gone.eml"), str(mail), "--json")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert f"rapport: {tmp_path / 'gone.eml'} cannot be read: No such file or directory" in done.stderr


def test_a_mail_can_come_from_standard_input(mail: Path) -> None:
    import subprocess

    done = subprocess.run(
        [*RAPPORT, "mail", "parse", "-", "--json"], env=clean_environment(), input=MAIL, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["message_id"] == "a1@example.com"


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("", False), ("no", False)]
)
def test_yes_and_no_are_understood(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("RAPPORT_DEBUG", text)
    assert env_bool("RAPPORT_DEBUG") is value


def test_an_empty_number_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_SWEEP_SECONDS", " ")
    assert env_int("RAPPORT_SWEEP_SECONDS", 60) == 60


def test_a_number_below_its_minimum_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_SWEEP_SECONDS", "-1")
    with pytest.raises(BadSetting, match="at least 1"):
        env_int("RAPPORT_SWEEP_SECONDS", 60, 1)

"""`rapport mail server` keeps what it could sign in to; `rapport dkim` prints what DNS must say."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from django.test import override_settings
from typer.testing import CliRunner

from rapport.channels.email.models import DkimKey, MailServer
from rapport.config.cli import sending
from rapport.config.cli.app import app
from rapport.config.cli.house import Problem
from tests import cast
from tests.channels.email.outgoing import Server, server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextlib.contextmanager
    def here(*_: object) -> Iterator[None]:
        yield

    monkeypatch.setattr(sending, "opened", here)


@pytest.fixture
def peer() -> Iterator[Server]:
    with server() as made:
        yield made


def say(*words: str) -> str:
    """What the command prints, or the problem that it ends with."""
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, Problem):
        return str(done.exception)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_server_is_added_listed_tested_and_removed(peer: Server) -> None:
    cast.inbox()
    at = ["127.0.0.1", "--port", str(peer.port), "--security", "plain"]
    assert "takes the mail of all other mail" in say("mail", "server", "add", *at)
    assert "help@desk.example from now on" in say(
        "mail", "server", "add", *at, "--inbox", "help@desk.example", "--most-an-hour", "500"
    )
    listed = say("mail", "server", "list")
    assert f"127.0.0.1:{peer.port}: help@desk.example, 500 an hour at most" in listed
    assert f"127.0.0.1:{peer.port}: all other mail" in listed
    assert "postbox" not in listed
    assert "lets us in" in say("mail", "server", "test", "--inbox", "help@desk.example")
    assert "no mail of help@desk.example any more" in say("mail", "server", "remove", "--inbox", "help@desk.example")
    assert MailServer.objects.get().inbox is None


def test_without_any_the_list_says_where_mail_goes() -> None:
    assert "the local postbox (nothing leaves): all other mail" in say("mail", "server", "list")
    with override_settings(RAPPORT_SMTP_URL="smtp://u:secret@mail.example:587"):
        said = say("mail", "server", "list")
    assert "mail.example:587 (RAPPORT_SMTP_URL)" in said
    assert "secret" not in said


def test_what_cannot_be_signed_in_to_is_not_kept(peer: Server) -> None:
    peer.script["EHLO"] = ["250-peer\r\n250 AUTH PLAIN"]
    peer.script["AUTH"] = ["535 5.7.8 bad"]
    at = ["127.0.0.1", "u", "--password", "p", "--port", str(peer.port), "--security", "plain"]
    assert "did not accept user and password" in say("mail", "server", "add", *at)
    assert not MailServer.objects.exists()


def test_the_password_is_asked_for_and_never_shown(peer: Server) -> None:
    peer.script["EHLO"] = ["250-peer\r\n250 AUTH PLAIN"]
    at = ["127.0.0.1", "u", "--port", str(peer.port), "--security", "plain"]
    done = CliRunner().invoke(app, ["mail", "server", "add", *at], input="pass-word\n")
    assert (done.exit_code, "pass-word" in done.output) == (0, False)
    assert "pass-word" not in MailServer.objects.get().sealed_password


@pytest.mark.parametrize("what", ["test", "remove"])
def test_a_server_that_is_not_there_is_named(what: str) -> None:
    cast.inbox()
    assert "There is no mail server for all other mail" in say("mail", "server", what)
    assert "for help@desk.example" in say("mail", "server", what, "--inbox", "help@desk.example")


def test_a_key_prints_the_record_again_and_again() -> None:
    said = say("dkim", "add", "Desk.example", "--selector", "2026a")
    key = DkimKey.objects.get()
    value = f"v=DKIM1; k=rsa; p={key.public_key}"
    assert "2026a._domainkey.desk.example" in said
    assert value in said
    assert "".join(re.findall(r'"([^"]+)"', said)) == value
    assert value in say("dkim", "list")
    assert "has a key already" in say("dkim", "add", "desk.example")
    assert "BEGIN" not in said + say("dkim", "list")


def test_a_key_is_removed_by_its_domain() -> None:
    say("dkim", "add", "desk.example")
    assert "There is: desk.example" in say("dkim", "remove", "other.example")
    assert "is not signed any more" in say("dkim", "remove", "help@DESK.example")
    assert "No mail is signed" in say("dkim", "list")

"""`rapport mail deliver` answers 0 only for what is stored for good; `rapport mail account` signs in to mailboxes."""

import contextlib
import io
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence

import pytest
from typer.testing import CliRunner

from rapport.channels.email import oauth
from rapport.channels.email.models import MailAccount, RawMail
from rapport.config.cli import accounts, deliver, inboxes
from rapport.config.cli.app import app
from rapport.config.cli.house import Problem
from rapport.conversations.models import Message
from rapport.platform import disk, secrets
from tests.cast import inbox, later
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.mailroom import environment, mail, read
from tests.oauth_peer import CODE, office

HELP = "help@desk.example"


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process, on the test's database."""

    @contextlib.contextmanager
    def here(*_: object, **__: object) -> Iterator[None]:
        yield

    for module in (deliver, accounts, inboxes):
        monkeypatch.setattr(module, "opened", here)


def hand_over(raw: bytes, *, inbox: str = "", sender: str = "uma@customer.example", to: Sequence[str] = ()) -> None:
    real, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(raw))
    try:
        deliver.deliver(inbox, sender, list(to), None)
    finally:
        sys.stdin = real


@pytest.mark.django_db
def test_a_mail_is_stored_with_its_envelope_and_becomes_a_message(at_home: None) -> None:
    inbox()
    raw = mail() + b"8-bit \xff, a lone \n and no end"
    hand_over(raw, to=[HELP])
    stored = RawMail.objects.get()
    assert (bytes(stored.raw), stored.envelope_from, stored.envelope_to) == (raw, "uma@customer.example", [HELP])
    assert (stored.source, stored.peer) == ("pipe", "pipe")
    read(later(days=9000))
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_a_mail_that_is_handed_over_again_is_one_but_two_without_marks_are_two(at_home: None) -> None:
    inbox()
    marked = mail()
    for _ in range(3):
        hand_over(marked, to=[HELP])
    assert RawMail.objects.count() == 1
    for _ in range(2):
        hand_over(b"From: robot@shop.example\r\nSubject: Stock is low\r\n\r\nOrder more.\r\n", to=[HELP])
    assert RawMail.objects.count() == 3


@pytest.mark.django_db
def test_what_cannot_be_stored_stays_with_the_mail_server(at_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    def why(**more: object) -> tuple[int, str]:
        with pytest.raises(Problem) as found:
            hand_over(more.pop("raw", mail()), **more)  # type: ignore[arg-type]
        return found.value.exit_code, str(found.value)

    assert why(to=[]) == (
        75,
        "There is no inbox yet. Add one: rapport inbox add support@example.com "
        "The mail was not taken; try again later.",
    )
    inbox()
    assert why(inbox="nobody@desk.example")[0] == 75
    assert why(raw=b"")[0] == 75
    with monkeypatch.context() as patch:
        patch.setattr("rapport.channels.email.actions.raw.store", fails)
        assert why(to=[HELP]) == (
            75,
            "It could not be stored (OSError). The mail was not taken; try again later.",
        )
    monkeypatch.setattr(disk, "free_share", lambda _=None: 0.04)
    assert "The disk is nearly full" in why(raw=mail(text="x" * 1_100_000))[1]
    assert RawMail.objects.count() == 0
    hand_over(mail())
    assert RawMail.objects.count() == 1, "small mail is taken"


@pytest.mark.lab
@pytest.mark.django_db(transaction=True)
def test_the_exit_code_is_what_a_mail_server_reads() -> None:
    inbox()
    command = [sys.executable, "-m", "rapport", "mail", "deliver", "--from", "uma@customer.example", "--to", HELP]
    done = subprocess.run(command, input=mail(), env=environment(), capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert RawMail.objects.get().envelope_to == [HELP]
    nowhere = environment(RAPPORT_DATABASE_URL="postgresql://x@127.0.0.1:1/none", RAPPORT_LOG_LEVEL="ERROR")
    done = subprocess.run(command, input=mail(), env=nowhere, capture_output=True, timeout=120, check=False)
    assert done.returncode == 75
    assert b"The mail was not taken; try again later." in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.django_db
def test_a_mailbox_with_a_password_is_added_listed_and_signed_in_to_again(at_home: None) -> None:
    inbox()
    box = Box()
    with imap_server(box) as port:
        words = ["mail", "account", "add", "127.0.0.1", USER, "--port", str(port), "--security", "plain"]
        done = CliRunner().invoke(app, words, input=f"{PASSWORD}\n")
        assert f"{USER} at 127.0.0.1 works and is fetched into help@desk.example" in done.output
        assert "fetched never" in CliRunner().invoke(app, ["mail", "account", "list"]).output
        again = CliRunner().invoke(app, ["mail", "account", "sign-in", USER], input="wrong\n")
        assert "refuses this user name and password" in str(again.exception)
        MailAccount.objects.update(sealed_password="", last_error="Sign in again.")
        assert "Sign in again." in CliRunner().invoke(app, ["mail", "account", "list"]).output
        done = CliRunner().invoke(app, ["mail", "account", "sign-in", USER], input=f"{PASSWORD}\n")
        assert "lets us in again" in done.output
    assert secrets.unseal(MailAccount.objects.get().sealed_password) == PASSWORD


@pytest.mark.django_db
def test_microsoft_is_signed_in_to_by_a_typed_code(at_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox()
    with office(monkeypatch) as desk, imap_server(Box(tokens={"access-1", "access-2"})) as port:
        desk.pending = 2
        words = ["mail", "account", "add", "127.0.0.1", USER, "--port", str(port), "--security", "plain"]
        words += ["--auth", "microsoft", "--client-id", "app id", "--tenant", "contoso"]
        done = CliRunner().invoke(app, words)
        assert "Open https://provider.example/device in any browser" in done.output
        assert "type ABCD-EFGH" in done.output
        account = MailAccount.objects.get()
        assert (account.auth, account.client_id, account.tenant) == ("microsoft", "app id", "contoso")
        assert secrets.unseal(account.sealed_refresh_token) == "refresh-1"
        account.sealed_refresh_token = ""
        account.save()
        assert "lets us in again" in CliRunner().invoke(app, ["mail", "account", "sign-in", USER]).output
        account.refresh_from_db()
        assert secrets.unseal(account.sealed_refresh_token) == "refresh-2"


@pytest.mark.django_db
@pytest.mark.parametrize("paste", [False, True])
def test_google_is_signed_in_to_in_a_browser(at_home: None, paste: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox()
    real = oauth.ask

    def agrees(*arguments: object, **more: str) -> oauth.Asked:
        """The person agrees, and the browser comes back."""
        asked = real(*arguments, **more)  # type: ignore[arg-type]
        back = f"{asked.redirect_uri}?code={CODE}&state={asked.state}"
        pasted.append(back)
        if not paste:
            threading.Thread(target=lambda: urllib.request.urlopen(back).read()).start()
        return asked

    pasted: list[str] = []
    with office(monkeypatch) as desk, imap_server(Box(tokens={"access-1"})) as port:
        here = oauth.provider_of("google")
        without_codes = oauth.Provider(here.name, here.host, here.authorize_url, here.token_url, "", here.scope)
        monkeypatch.setattr(oauth, "provider_of", lambda *_: without_codes)
        monkeypatch.setattr(oauth, "ask", agrees)
        monkeypatch.setattr("typer.prompt", lambda *_, **__: pasted[-1])
        words = ["mail", "account", "add", "127.0.0.1", USER, "--port", str(port), "--security", "plain"]
        words += ["--auth", "google", "--client-id", "app id", "--client-secret", "app secret"]
        done = CliRunner().invoke(app, [*words, *(["--paste"] if paste else [])])
        assert done.exception is None, done.output
        assert desk.asked[-1]["client_secret"] == "app secret"
    assert MailAccount.objects.get().auth == "google"


@pytest.mark.django_db
def test_what_is_missing_for_a_sign_in_is_said(at_home: None) -> None:
    inbox()
    done = CliRunner().invoke(app, ["mail", "account", "add", "h", USER, "--auth", "google"])
    assert "--client-id" in str(done.exception)
    done = CliRunner().invoke(app, ["mail", "account", "add", "h", USER, "--auth", "magic"])
    assert "Choose one of password, google, microsoft" in str(done.exception)
    done = CliRunner().invoke(app, ["mail", "account", "sign-in", "nobody"])
    assert str(done.exception) == "There is no mailbox of nobody. There is: none yet"
    assert MailAccount.objects.count() == 0

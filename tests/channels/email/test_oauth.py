"""Mailboxes at Google and Microsoft are entered with tokens that are renewed in time; a sign-in that ends is told."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from rapport.alerts.models import Alert
from rapport.channels.email import hindrances, imap, mailbox, oauth, signing_in
from rapport.channels.email.actions import accounts
from rapport.channels.email.models import MailAccount, OutboundMail, RawMail
from rapport.flows import intake_is_hindered
from rapport.platform import secrets
from tests.cast import NOON, ada, inbox, later, mo
from tests.imap_peer import USER, Box, imap_server
from tests.mailroom import mail
from tests.oauth_peer import CODE, Office, office

pytestmark = pytest.mark.django_db
APP = oauth.App("microsoft", "app id", "app secret")


def account(port: int, **fields: object) -> MailAccount:
    return MailAccount.objects.create(
        **{
            "inbox": inbox(),
            "auth": "microsoft",
            "host": "127.0.0.1",
            "port": port,
            "security": "plain",
            "username": USER,
            "client_id": APP.client_id,
            "sealed_client_secret": secrets.seal(APP.client_secret),
            "sealed_refresh_token": secrets.seal("refresh-0"),
        }
        | fields
    )


def session(of: MailAccount, **after: float) -> str:
    """One session of the account's thread; answers what went wrong."""
    watcher = imap.Watcher(of, lambda: later(**after))
    watcher.stop.set()  # ends after the first look, as fetching asks before each mail
    try:
        watcher.account.refresh_from_db()
        _, box = signing_in.enter(watcher.account, at_source=watcher.at_source)
    except mailbox.MailboxProblem as problem:
        watcher._note(problem)
        return str(problem)
    try:
        imap.fetch_all(watcher.account, box, at_source=watcher.at_source)
    finally:
        mailbox.leave(box)
    return ""


def let_in(box: Box, desk: Office) -> None:
    """The mail server knows the tokens that the provider gave so far."""
    box.tokens = set(desk.given)


def test_a_token_is_used_until_five_minutes_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(tokens={"access-1", "access-2"})
    with office(monkeypatch) as desk, imap_server(box) as port:
        mine = account(port)
        box.put(mail())
        assert session(mine) == ""
        assert session(mine, minutes=54) == ""
        assert desk.given == ["access-1"]
        assert session(mine, minutes=56) == ""
        assert desk.given == ["access-1", "access-2"]
        assert box.sign_ins == ["access-1", "access-1", "access-2"]
    assert RawMail.objects.count() == 1
    mine.refresh_from_db()
    assert mine.access_expires_at == later(minutes=56) + timedelta(hours=1)
    stored = mine.sealed_access_token + mine.sealed_refresh_token + mine.sealed_client_secret
    assert not {"access-2", "refresh-0", "app secret"} & {stored}
    assert "access-2" not in stored
    assert secrets.unseal(mine.sealed_refresh_token) == "refresh-0", (
        "the provider gave no new one, so the old one stays"
    )


def test_a_token_that_the_server_refuses_early_is_renewed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(tokens={"access-1"})
    with office(monkeypatch) as desk, imap_server(box) as port:
        mine = account(port)
        assert session(mine) == ""
        box.tokens = {"access-2"}
        assert session(mine, minutes=1) == ""
        box.tokens = set()
        assert "Check that IMAP is switched on" in session(mine, minutes=2)
        assert desk.given == ["access-1", "access-2", "access-3"]
        assert box.sign_ins == ["access-1", "access-1", "access-2", "access-2", "access-3"]


def test_a_sign_in_that_dies_is_told_at_once_and_only_once_and_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    lead, _ = mo(), ada()
    box = Box(tokens={"access-1", "access-2"})
    with office(monkeypatch) as desk, imap_server(box) as port:
        mine = account(port)
        session(mine)
        desk.valid.clear()
        words = session(mine, minutes=58)
        assert words == (
            "Provider has ended the sign-in of this mailbox. Sign in again with `rapport mail account sign-in help`."
        )
        asked = len(desk.asked)
        for minute in (59, 60, 61):
            assert "Sign in again" in session(mine, minutes=minute)
            intake_is_hindered.sweep(at=later(minutes=minute))
        assert len(desk.asked) == asked, "a dead token is not tried again and again"
        alert = Alert.objects.get()
        assert (alert.user, alert.kind, alert.settled_at) == (lead, Alert.Kind.MAILBOX, None)
        assert alert.headline == "Mail for help@desk.example has not been fetched since 12:00 UTC"
        assert "rapport mail account sign-in help" in alert.body
        assert OutboundMail.objects.filter(alert=alert).count() == 1, "by mail, too"
        mine.refresh_from_db()
        assert mine.failing_since == later(minutes=58)
        tokens = oauth.Tokens("access-2", "refresh-9", later(hours=3))
        accounts.sign_in_again(mine, at=later(hours=2), sign_in=accounts.SignIn(APP, tokens))
        assert session(mine, hours=2) == ""
        intake_is_hindered.sweep(at=later(hours=2))
    alert.refresh_from_db()
    mine.refresh_from_db()
    mended = MailAccount.objects.get()
    assert (mended.failing_since, mended.last_error) == (None, "")
    assert alert.settled_at == later(hours=2)
    assert hindrances.all_now(at=later(hours=2)) == []


def test_a_provider_that_is_out_of_order_is_an_outage_after_a_quarter_of_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mo()
    with office(monkeypatch) as desk, imap_server(Box(tokens={"access-1"})) as port:
        mine = account(port)
        desk.is_broken = True
        for minute in (0, 5, 14, 15, 20):
            assert "cannot be asked for a token" in session(mine, minutes=minute)
            intake_is_hindered.sweep(at=later(minutes=minute))
            assert Alert.objects.count() == (1 if minute >= 15 else 0)
        desk.is_broken = False
        assert session(mine, minutes=21) == ""
        assert desk.given == ["access-1"]
    mine.refresh_from_db()
    assert mine.sealed_refresh_token != "", "only the provider's word ends a sign-in"


def test_a_second_outage_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    mo()
    mine = account(1)
    for hour in (0, 5):
        accounts.note_problem(mine, "Nothing answers.", at=later(hours=hour))
        intake_is_hindered.sweep(at=later(hours=hour, minutes=16))
        accounts.note_fetched(mine, at=later(hours=hour + 1))
        intake_is_hindered.sweep(at=later(hours=hour + 1))
    assert Alert.objects.filter(settled_at__isnull=False).count() == 2


def test_the_browser_comes_back_with_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    with office(monkeypatch) as desk:
        asked = oauth.ask(APP, redirect_uri="http://127.0.0.1:9999/", username=USER)
        query = parse_qs(urlsplit(asked.url).query)
        assert query["code_challenge_method"] == ["S256"]
        assert query["redirect_uri"] == ["http://127.0.0.1:9999/"]
        tokens = oauth.answer(APP, asked, f"http://127.0.0.1:9999/?code={CODE}&state={asked.state}", at=NOON)
        assert tokens == oauth.Tokens("access-1", "refresh-1", NOON + timedelta(hours=1))
        assert desk.asked[-1]["code_verifier"] == asked.verifier
        with pytest.raises(oauth.OAuthProblem):
            oauth.answer(APP, asked, f"http://127.0.0.1:9999/?code={CODE}&state=somebody-elses", at=NOON)
        with pytest.raises(oauth.OAuthProblem):
            oauth.answer(APP, asked, f"http://127.0.0.1:9999/?code=wrong&state={asked.state}", at=NOON)


def test_a_code_is_typed_at_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    with office(monkeypatch) as desk:
        desk.pending = 1
        code = oauth.ask_for_code(APP, at=NOON)
        assert (code.user_code, code.url) == ("ABCD-EFGH", "https://provider.example/device")
        with pytest.raises(oauth.NotYet):
            oauth.answer_code(APP, code, at=NOON)
        assert oauth.answer_code(APP, code, at=NOON).refresh == "refresh-1"


def test_the_providers_are_asked_at_their_own_addresses() -> None:
    google, microsoft = oauth.provider_of("google"), oauth.provider_of("microsoft", "contoso")
    assert (google.host, microsoft.host) == ("imap.gmail.com", "outlook.office365.com")
    assert urlsplit(google.token_url).scheme == urlsplit(microsoft.token_url).scheme == "https"
    assert "/contoso/" in microsoft.device_url
    url = oauth.ask(oauth.App("google", "id"), redirect_uri="http://127.0.0.1:1/", username=USER).url
    assert {"access_type=offline", "prompt=consent"} <= set(urlsplit(url).query.split("&")), (
        "else no refresh token comes"
    )

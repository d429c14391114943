"""Mailboxes that are fetched: add one, sign in again, see how they are."""

import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Annotated

import typer

from rapport.config.cli import inboxes
from rapport.config.cli.house import DataOption, Problem, opened

if TYPE_CHECKING:
    from rapport.channels.email.actions.accounts import SignIn
    from rapport.channels.email.models import MailAccount
    from rapport.channels.email.oauth import App, Tokens

PASSWORD = "password"  # noqa: S105  # a kind of sign-in, not a secret
KINDS = (PASSWORD, "google", "microsoft")
BROWSER_SECONDS = 600.0
MOST_READ = 10_000
THANKS = b"<!doctype html><meta charset=utf-8><title>Rapport</title><p>Done. You can close this page."
AuthOption = Annotated[str, typer.Option(metavar="KIND", help="password, google or microsoft.")]
ClientOption = Annotated[str, typer.Option(metavar="ID", help="The client id of your app at Google or Microsoft.")]
SecretOption = Annotated[str, typer.Option(metavar="SECRET", help="Its secret, if it has one; - asks for it.")]
TenantOption = Annotated[str, typer.Option(metavar="NAME", help="Microsoft only: your tenant. Default: common.")]
PasteOption = Annotated[
    bool, typer.Option("--paste", help="Google on another machine: paste the address that the browser ends at.")
]
PasswordOption = Annotated[str, typer.Option(hide_input=True, help="Asked for when left out.")]


def add_to(mails: typer.Typer) -> None:
    accounts = typer.Typer(help="Fetch IMAP mailboxes.", no_args_is_help=True, rich_markup_mode="rich")
    accounts.command("add")(add)
    accounts.command("sign-in")(sign_in)
    accounts.command("list")(show)
    accounts.command("fetch")(fetch)
    mails.add_typer(accounts, name="account")


def add(
    host: Annotated[str, typer.Argument(metavar="HOST", help="The IMAP server: imap.example.com")],
    username: Annotated[str, typer.Argument(metavar="USER", help="The user of the mailbox.")],
    inbox: Annotated[str, typer.Option(metavar="ADDRESS", help="The inbox its mail goes to.")] = "",
    password: PasswordOption = "",
    port: Annotated[int, typer.Option(min=1, max=inboxes.PORT_MAX, help="993 with TLS, else mostly 143.")] = 993,
    security: Annotated[str, typer.Option(help="tls, starttls or plain.")] = "tls",
    folder: Annotated[str, typer.Option(help="The folder that is fetched.")] = "INBOX",
    processed: Annotated[
        str, typer.Option(metavar="FOLDER", help="Where fetched mail is moved to; '' leaves it.")
    ] = "Processed",
    auth: AuthOption = PASSWORD,
    client_id: ClientOption = "",
    client_secret: SecretOption = "",
    tenant: TenantOption = "",
    paste: PasteOption = False,
    data: DataOption = None,
) -> None:
    """Fetch an IMAP mailbox. Signs in and looks into the folder before it is kept."""
    _check_kind(auth, client_id)
    with opened(data), inboxes.one_line():
        from rapport.channels.email.actions import accounts
        from rapport.platform import clock

        place = inboxes.inbox_named(inbox)
        accounts.check_account(host, username, security=security, folder=folder, processed_folder=processed)
        account = accounts.add_account(
            inbox=place,
            host=host,
            username=username,
            password=_password(password) if auth == PASSWORD else "",
            at=clock.now(),
            port=port,
            security=security,
            folder=folder,
            processed_folder=processed,
            sign_in=_signed_in(_app(auth, client_id, client_secret, tenant), username, paste),
        )
        print(f"{account} works and is fetched into {account.inbox.address} while `rapport run` runs.")


def sign_in(
    username: Annotated[str, typer.Argument(metavar="USER", help="The user of the mailbox, as it was added.")],
    password: PasswordOption = "",
    auth: AuthOption = "",
    client_id: ClientOption = "",
    client_secret: SecretOption = "",
    tenant: TenantOption = "",
    paste: PasteOption = False,
    data: DataOption = None,
) -> None:
    """Sign in to a mailbox again, after its password changed or its sign-in has ended."""
    with opened(data), inboxes.one_line():
        from rapport.channels.email import signing_in
        from rapport.channels.email.actions import accounts
        from rapport.platform import clock

        account = _account(username)
        kind = auth or account.auth
        _check_kind(kind, client_id or account.client_id)
        app = signing_in.app_of(account) if not (auth or client_id) else _app(kind, client_id, client_secret, tenant)
        accounts.sign_in_again(
            account,
            at=clock.now(),
            password=_password(password) if kind == PASSWORD else "",
            sign_in=_signed_in(app if kind != PASSWORD else None, username, paste),
        )
        print(f"{account} lets us in again and is fetched within two minutes while `rapport run` runs.")


def show(data: DataOption = None) -> None:
    """List the mailboxes and when each was last fetched."""
    with opened(data):
        from rapport.channels.email import queries

        for account in queries.active_accounts():
            when = f"{account.fetched_at:%Y-%m-%d %H:%M} UTC" if account.fetched_at else "never"
            print(f"{account} → {account.inbox.address}: fetched {when}{_trouble(account)}")


def fetch(
    username: Annotated[str, typer.Argument(metavar="[USER]", help="Only this mailbox. [dim]Default: all[/]")] = "",
    data: DataOption = None,
) -> None:
    """Fetch now and read what came, without waiting for `rapport run`. The exit code is 1 when a mailbox fails."""
    with opened(data):
        from rapport.channels.email import fetching, intake, mailbox, queries
        from rapport.flows.mail_is_read import STORY
        from rapport.platform import clock, secrets

        chosen = [_account(username)] if username else queries.active_accounts()
        if not chosen:
            raise Problem("There is no mailbox to fetch. Add one: rapport mail account add HOST USER")
        failed = 0
        for account in chosen:
            try:
                count = fetching.fetch_once(account, at_source=clock.now)
                print(f"{account} → {account.inbox.address}: {_mails(count)} new")
            except (mailbox.MailboxProblem, secrets.BrokenSeal) as problem:
                failed += 1
                print(f"{account}: {problem}", file=sys.stderr)
        try:
            print(f"{_mails(intake.drain(STORY, limit=MOST_READ, at_source=clock.now))} read.")
        finally:
            intake.close()
        if failed:
            raise Problem("One mailbox was not fetched." if failed == 1 else f"{failed} mailboxes were not fetched.")


def _mails(count: int) -> str:
    return f"{count:,} {'mail' if count == 1 else 'mails'}"


def _trouble(account: "MailAccount") -> str:
    missing = f"; {account.missing} on the server are missing here" if account.missing else ""
    return missing + (f"; {account.last_error}" if account.last_error else "")


def _check_kind(kind: str, client_id: str) -> None:
    if kind not in KINDS:
        raise Problem(f"Choose one of {', '.join(KINDS)} with --auth, not {kind!r}.")
    if kind != PASSWORD and not client_id:
        raise Problem("Say which app signs in with --client-id; docs/mail.md tells how to register one.")


def _account(username: str) -> "MailAccount":
    from rapport.channels.email import queries

    every = queries.active_accounts()
    found = [account for account in every if account.username == username]
    if not found:
        names = ", ".join(account.username for account in every) or "none yet"
        raise Problem(f"There is no mailbox of {username}. There is: {names}")
    return found[0]


def _password(given: str) -> str:
    return given or str(typer.prompt("Password of the mailbox", hide_input=True))


def _app(kind: str, client_id: str, secret: str, tenant: str) -> "App | None":
    from rapport.channels.email.oauth import App

    if kind == PASSWORD:
        return None
    given = str(typer.prompt("Secret of the app", hide_input=True)) if secret in ("-",) else secret
    return App(kind, client_id, given, tenant)


def _signed_in(app: "App | None", username: str, paste: bool) -> "SignIn | None":
    from rapport.channels.email import oauth
    from rapport.channels.email.actions.accounts import SignIn

    if app is None:
        return None
    try:
        return SignIn(app, _by_code(app) if app.provider.device_url else _by_browser(app, username, paste))
    except oauth.OAuthProblem as problem:
        raise Problem(str(problem)) from problem


def _by_code(app: "App") -> "Tokens":
    from rapport.channels.email import oauth
    from rapport.platform import clock

    code = oauth.ask_for_code(app, at=clock.now())
    print(f"Open {code.url} in any browser, sign in as the mailbox, and type {code.user_code}", flush=True)
    while clock.now() < code.expires_at:
        time.sleep(code.interval)
        try:
            return oauth.answer_code(app, code, at=clock.now())
        except oauth.NotYet:
            continue
    raise Problem("The code has expired. Begin again.")


def _by_browser(app: "App", username: str, paste: bool) -> "Tokens":
    from rapport.channels.email import oauth
    from rapport.platform import clock

    with _Return() as back:
        asked = oauth.ask(app, redirect_uri=back.url, username=username)
        where = "" if paste else " on this machine"
        print(f"Open this address in a browser{where} and agree:\n{asked.url}", flush=True)
        came = str(typer.prompt("The address the browser ends at")) if paste else back.wait()
    return oauth.answer(app, asked, came, at=clock.now())


class _Return:
    """A page on this machine that the browser comes back to."""

    def __init__(self) -> None:
        self._came, self._path = threading.Event(), ""
        page = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if "state=" in self.path:
                    page._path = self.path
                    page._came.set()
                self.send_response(200 if "state=" in self.path else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(THANKS)

            def log_message(self, *_: object) -> None:
                return

        self._server = HTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> "_Return":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self) -> str:
        if not self._came.wait(BROWSER_SECONDS):
            raise Problem("Nobody came back from the browser within ten minutes. Begin again, perhaps with --paste.")
        sys.stdout.flush()
        return self.url.rstrip("/") + self._path

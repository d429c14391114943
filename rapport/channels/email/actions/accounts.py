"""Mailboxes that mail is fetched from, and what is known about how that goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from rapport.channels.email.models import MailAccount
from rapport.conversations.models import Inbox
from rapport.platform import events, secrets

if TYPE_CHECKING:
    from rapport.channels.email.oauth import App, Tokens


class AccountError(ValueError):
    """The mailbox cannot be used; the text says what failed and what to do."""


@dataclass(frozen=True)
class SignIn:
    """A sign-in at Google or Microsoft."""

    app: "App"
    tokens: "Tokens"


def add_account(
    *,
    inbox: Inbox,
    host: str,
    username: str,
    at: datetime,
    password: str = "",
    port: int = 993,
    security: str = MailAccount.Security.TLS,
    folder: str = "INBOX",
    processed_folder: str = "Processed",
    sign_in: SignIn | None = None,
) -> MailAccount:
    """Sign in to the mailbox, look into its folder, and keep it if both work. Raises AccountError."""
    check_account(host, username, security=security, folder=folder, processed_folder=processed_folder)
    token = sign_in.tokens.access if sign_in else ""
    _try((host, port, security, username, password, token), folder, processed_folder)
    account = MailAccount.objects.create(
        inbox=inbox,
        auth=sign_in.app.auth if sign_in else MailAccount.Auth.PASSWORD,
        host=host,
        port=port,
        security=security,
        username=username,
        sealed_password=secrets.seal(password) if password else "",
        folder=folder,
        processed_folder=processed_folder,
    )
    if sign_in:
        _keep_sign_in(account, sign_in)
    events.record("email.account_added", at=at, data={"account": account.pk, "inbox": inbox.pk})
    return account


def check_account(host: str, username: str, *, security: str, folder: str, processed_folder: str) -> None:
    """What can be said without asking the server. Raises AccountError."""
    if security not in MailAccount.Security.values:
        raise AccountError(f"Choose one of {', '.join(MailAccount.Security.values)} as security, not {security!r}.")
    if processed_folder and processed_folder == folder:
        raise AccountError("Fetched mail cannot be moved into the folder it comes from. Choose another.")
    if MailAccount.objects.filter(host=host, username=username, folder=folder).exists():
        raise AccountError(f"{username} at {host} is fetched already.")


def sign_in_again(account: MailAccount, *, at: datetime, password: str = "", sign_in: SignIn | None = None) -> None:
    """Replace the way in, if the new one works. Raises AccountError."""
    token = sign_in.tokens.access if sign_in else ""
    where = (account.host, account.port, account.security, account.username)
    _try((*where, password, token), account.folder, account.processed_folder)
    if sign_in:
        _keep_sign_in(account, sign_in)
    else:
        MailAccount.objects.filter(pk=account.pk).update(
            auth=MailAccount.Auth.PASSWORD, sealed_password=secrets.seal(password)
        )
    events.record("email.account_signed_in", at=at, data={"account": account.pk})


def _keep_sign_in(account: MailAccount, sign_in: SignIn) -> None:
    app = sign_in.app
    account.auth, account.client_id, account.tenant = app.auth, app.client_id, app.tenant
    account.sealed_client_secret = secrets.seal(app.client_secret) if app.client_secret else ""
    account.save(update_fields=["auth", "client_id", "tenant", "sealed_client_secret"])
    keep_tokens(account, sign_in.tokens)


def keep_tokens(account: MailAccount, tokens: "Tokens") -> None:
    """Seal and keep what the provider gave; a refresh token that it did not replace stays."""
    account.sealed_access_token = secrets.seal(tokens.access)
    account.access_expires_at = tokens.expires_at
    if tokens.refresh:
        account.sealed_refresh_token = secrets.seal(tokens.refresh)
    account.save(update_fields=["sealed_access_token", "access_expires_at", "sealed_refresh_token"])


def forget_tokens(account: MailAccount) -> None:
    """The provider has ended the sign-in: asking again and again with a dead token would only get us locked out."""
    account.sealed_access_token = account.sealed_refresh_token = ""
    account.access_expires_at = None
    account.save(update_fields=["sealed_access_token", "access_expires_at", "sealed_refresh_token"])


def sign_in_words(account: MailAccount) -> str:
    """How a person mends a sign-in that is over."""
    return f"Sign in again with `rapport mail account sign-in {account.username}`."


def _try(way_in: tuple[str, int, str, str, str, str], folder: str, processed_folder: str) -> None:
    """The way in has the parts of a mailbox.Login."""
    from rapport.channels.email import folders, mailbox  # what speaks IMAP is for the worker and for this moment

    login = mailbox.Login(*way_in)
    try:
        box = mailbox.connect(login)
        try:
            with mailbox.in_words(login), mailbox.deadline(box):
                folders.choose(box, folder)
                if processed_folder:
                    folders.make_folder(box, processed_folder)
        finally:
            mailbox.leave(box)
    except mailbox.MailboxProblem as problem:
        raise AccountError(str(problem)) from problem


def note_fetched(account: MailAccount, *, at: datetime, problem: str = "") -> None:
    """The mailbox was looked through; `problem` is about single mails."""
    MailAccount.objects.filter(pk=account.pk).update(fetched_at=at, last_error=problem[:500], failing_since=None)


def note_problem(account: MailAccount, problem: str, *, at: datetime) -> None:
    """The mailbox could not be looked through; shown until it can. The first failure of an outage tells its begin."""
    MailAccount.objects.filter(pk=account.pk).update(
        last_error=problem[:500], failing_since=Coalesce(F("failing_since"), Value(at))
    )


def note_reconciled(account: MailAccount, *, missing: int, at: datetime) -> None:
    """The server's mails were compared with ours; `missing` of them could not be fetched."""
    account.reconciled_at, account.missing = at, missing
    account.missing_since = (account.missing_since or at) if missing else None
    account.save(update_fields=["reconciled_at", "missing", "missing_since"])

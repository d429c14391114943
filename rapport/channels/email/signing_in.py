"""How an account gets into its mailbox: with its password, or with a token that is renewed before it runs out."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from imap_tools import BaseMailBox

from rapport.channels.email import mailbox
from rapport.channels.email.actions import accounts
from rapport.channels.email.models import MailAccount
from rapport.platform import secrets

if TYPE_CHECKING:
    from rapport.channels.email import oauth


def enter(account: MailAccount, *, at_source: Callable[[], datetime]) -> tuple[mailbox.Login, BaseMailBox]:
    """Connect and sign in. A refused token is renewed once: the provider may have ended it early.

    Raises MailboxProblem.
    """
    login = login_of(account, at=at_source())
    try:
        return login, mailbox.connect(login)
    except mailbox.SignInRefused:
        if not login.token:
            raise
        login = login_of(account, at=at_source(), anew=True)
        return login, mailbox.connect(login)


def login_of(account: MailAccount, *, at: datetime, anew: bool = False) -> mailbox.Login:
    """Raises BrokenSeal when the secret key has changed, MailboxProblem when there is no valid sign-in."""
    where = (account.host, account.port, account.security, account.username)
    if account.auth == MailAccount.Auth.PASSWORD:
        return mailbox.Login(*where, secrets.unseal(account.sealed_password))
    return mailbox.Login(*where, "", token=_token(account, at, anew))


def app_of(account: MailAccount) -> "oauth.App":
    from rapport.channels.email import oauth

    secret = secrets.unseal(account.sealed_client_secret) if account.sealed_client_secret else ""
    return oauth.App(account.auth, account.client_id, secret, account.tenant)


def _token(account: MailAccount, at: datetime, anew: bool) -> str:
    from rapport.channels.email import oauth  # its libraries are slow to import, and a password needs none

    expires = account.access_expires_at
    if not anew and account.sealed_access_token and expires and expires - oauth.FRESH_FOR > at:
        return secrets.unseal(account.sealed_access_token)
    if not account.sealed_refresh_token:
        raise mailbox.SignInRefused(accounts.sign_in_words(account))
    try:
        tokens = oauth.refresh(app_of(account), secrets.unseal(account.sealed_refresh_token), at=at)
    except oauth.SignInDied as error:
        accounts.forget_tokens(account)
        raise mailbox.SignInRefused(f"{error} {accounts.sign_in_words(account)}") from error
    except oauth.OAuthProblem as error:
        raise mailbox.MailboxProblem(str(error)) from error
    accounts.keep_tokens(account, tokens)
    return tokens.access

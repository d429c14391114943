"""Signing in to a mailbox at Google or Microsoft (OAuth 2.0): a person agrees once, and tokens do the rest.

The browser comes back to this machine (loopback address with PKCE, RFC 8252), or the person types a short code on a
page of the provider (RFC 8628; Google does not offer that for mail).
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client

from rapport.channels.email.models import MailAccount
from rapport.platform import outbound

FRESH_FOR = timedelta(minutes=5)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


class OAuthProblem(Exception):
    """The provider did not give what we asked for; the text says what to do. Trying later may help."""


class SignInDied(OAuthProblem):
    """The provider has ended the sign-in: only a person can sign in again."""


class NotYet(Exception):
    """The person has not typed the code yet."""


@dataclass(frozen=True)
class Provider:
    """Where a provider is asked. `device_url` is empty where typing a code is not offered."""

    name: str
    host: str
    authorize_url: str
    token_url: str
    device_url: str
    scope: str


@dataclass(frozen=True)
class App:
    """The registration of this Rapport at a provider."""

    auth: str
    client_id: str
    client_secret: str = ""
    tenant: str = ""

    @property
    def provider(self) -> Provider:
        return provider_of(self.auth, self.tenant)


@dataclass(frozen=True)
class Tokens:
    """`refresh` is empty when the provider leaves the old one in force."""

    access: str
    refresh: str
    expires_at: datetime


@dataclass(frozen=True)
class Asked:
    """What the person opens, and what we must remember until they are back."""

    url: str
    state: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True)
class DeviceCode:
    """What the person types where, and how many seconds apart we may ask whether they did."""

    url: str
    user_code: str
    device_code: str
    interval: float
    expires_at: datetime


def provider_of(auth: str, tenant: str = "") -> Provider:
    if auth == MailAccount.Auth.GOOGLE:
        return Provider(
            "Google",
            "imap.gmail.com",
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            "",
            "https://mail.google.com/",
        )
    base = f"https://login.microsoftonline.com/{tenant or 'common'}/oauth2/v2.0"
    scope = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
    return Provider(
        "Microsoft", "outlook.office365.com", f"{base}/authorize", f"{base}/token", f"{base}/devicecode", scope
    )


def ask(app: App, *, redirect_uri: str, username: str) -> Asked:
    """Begin a sign-in in a browser that comes back to `redirect_uri`."""
    verifier = secrets.token_urlsafe(48)
    client = OAuth2Client(None, app.client_id, scope=app.provider.scope, code_challenge_method="S256")
    more = {"access_type": "offline", "prompt": "consent"} if app.auth == MailAccount.Auth.GOOGLE else {}
    url, state = client.create_authorization_url(
        app.provider.authorize_url, code_verifier=verifier, redirect_uri=redirect_uri, login_hint=username, **more
    )
    return Asked(url, state, verifier, redirect_uri)


def answer(app: App, asked: Asked, came_back_to: str, *, at: datetime) -> Tokens:
    """Turn the address that the browser came back to into tokens. Raises OAuthProblem."""
    return _fetch(
        app,
        at,
        authorization_response=came_back_to,
        state=asked.state,
        code_verifier=asked.verifier,
        redirect_uri=asked.redirect_uri,
    )


def ask_for_code(app: App, *, at: datetime) -> DeviceCode:
    """Begin a sign-in by a code that the person types. Raises OAuthProblem."""
    told = _post(app.provider.device_url, {"client_id": app.client_id, "scope": app.provider.scope}, app)
    return DeviceCode(
        told["verification_uri"],
        told["user_code"],
        told["device_code"],
        float(told.get("interval", 5)),
        at + timedelta(seconds=float(told.get("expires_in", 900))),
    )


def answer_code(app: App, code: DeviceCode, *, at: datetime) -> Tokens:
    """The tokens once the code was typed; raises NotYet before that, OAuthProblem when it is too late."""
    return _fetch(app, at, grant_type=DEVICE_GRANT, device_code=code.device_code)


def refresh(app: App, refresh_token: str, *, at: datetime) -> Tokens:
    """New tokens for old ones. Raises SignInDied when the provider wants to see a person, else OAuthProblem."""
    return _fetch(app, at, grant_type="refresh_token", refresh_token=refresh_token, scope=app.provider.scope)


def _fetch(app: App, at: datetime, **asked: Any) -> Tokens:
    given = {"client_id": app.client_id} | ({"client_secret": app.client_secret} if app.client_secret else {})
    try:
        with outbound.client() as session:
            client = OAuth2Client(session, app.client_id)
            told = client.fetch_token(app.provider.token_url, auth=httpx.Auth(), **given, **asked)
    except AuthlibBaseError as error:
        raise _problem(app, str(error.error), str(error.description or "")) from error
    except (httpx.HTTPError, outbound.Refused, ValueError) as error:
        raise OAuthProblem(f"{app.provider.name} cannot be asked for a token ({type(error).__name__}).") from error
    if not told.get("access_token"):
        raise OAuthProblem(f"{app.provider.name} gave no token. Try again.")
    lasts = timedelta(seconds=float(told.get("expires_in") or 3600))
    return Tokens(str(told["access_token"]), str(told.get("refresh_token") or ""), at + lasts)


def _post(url: str, data: dict[str, str], app: App) -> dict[str, Any]:
    try:
        with outbound.client() as session:
            told = session.post(url, data=data).json()
    except (httpx.HTTPError, outbound.Refused, ValueError) as error:
        raise OAuthProblem(f"{app.provider.name} cannot be asked for a code ({type(error).__name__}).") from error
    if not isinstance(told, dict) or "device_code" not in told:
        words = told if isinstance(told, dict) else {}
        raise _problem(app, str(words.get("error", "no code")), str(words.get("error_description", "")))
    return told


def _problem(app: App, error: str, description: str) -> Exception:
    name = app.provider.name
    if error in ("authorization_pending", "slow_down"):
        return NotYet()
    if error in ("invalid_grant", "interaction_required", "consent_required", "login_required"):
        return SignInDied(f"{name} has ended the sign-in of this mailbox.")
    if error in ("invalid_client", "unauthorized_client"):
        return SignInDied(f"{name} does not accept the client id or secret. Check the registration of the app.")
    if error in ("access_denied", "authorization_declined"):
        return OAuthProblem(f"The sign-in was declined at {name}.")
    if error in ("expired_token", "code_expired"):
        return OAuthProblem("The code has expired. Begin again.")
    return OAuthProblem(f"{name} answered {error}: {' '.join(description.split())[:200]}")

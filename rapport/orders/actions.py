"""Writes of the orders room."""

import base64
import secrets as randomness
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from rapport.orders import queries, rules
from rapport.orders.queries import KEY, Source
from rapport.platform import actions as platform
from rapport.platform import events, secrets
from rapport.team.models import User

SECRET_BYTES = 32


class OrdersError(ValueError):
    """It cannot be done; the text says what to do."""


def keep_source(url: str, *, actor: User, at: datetime) -> str:
    """Ask at this address from now on; answers the secret when it is a new one, which is shown this once. Raises
    OrdersError."""
    checked, before, secret = _checked(url), queries.source(), ""
    if before is None:
        secret = _new_secret()
        _keep(Source(checked, secrets.seal(secret)), actor, at)
    else:
        _keep(Source(checked, before.sealed, before.sealed_old, before.old_until), actor, at)
    return secret


def forget_source(*, actor: User, at: datetime) -> None:
    """Nothing is asked any more."""
    if platform.forget_fact(KEY):
        queries.known.forget()
        events.record("orders.source_removed", at=at, actor_id=actor.pk)


def rotate(source: Source, *, actor: User, at: datetime) -> str:
    """A new secret, answered this once. For a day both sign, so that nothing is refused meanwhile."""
    secret = _new_secret()
    _keep(Source(source.url, secrets.seal(secret), source.sealed, at + rules.TWO_SECRETS_FOR), actor, at)
    return secret


def secrets_of(source: Source, *, at: datetime) -> list[str]:
    """What signs now, the newest first. Raises BrokenSeal."""
    sealed = [source.sealed, source.sealed_old] if source.has_two_secrets(at) else [source.sealed]
    return [secrets.unseal(one) for one in sealed]


def _keep(source: Source, actor: User, at: datetime) -> None:
    value = {
        "url": source.url,
        "sealed": source.sealed,
        "sealed_old": source.sealed_old,
        "old_until": source.old_until.isoformat() if source.old_until else None,
    }
    platform.remember_fact(KEY, value, at=at)
    queries.known.forget()
    events.record("orders.source_changed", at=at, actor_id=actor.pk)


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(randomness.token_bytes(SECRET_BYTES)).decode("ascii")


def _checked(url: str) -> str:
    """Where it leads is looked at on every question; here only what a person can see in it."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme != "https" or not host or parts.username or parts.password:
        raise OrdersError(_("Write an address that begins with https:// and has no user name in it."))
    return text

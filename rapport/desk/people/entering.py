"""Somebody came in, or did not: who, from where, for how long, and whether a second factor is due."""

from datetime import timedelta

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from rapport.platform import peer, queries
from rapport.platform.audit.actions import record
from rapport.platform.clock import now
from rapport.team import actions
from rapport.team import queries as team
from rapport.team.models import User
from rapport.team.rules import PARTNER_SESSION_HOURS

POLICY = "security.second_factor"
DUE = "second_factor_due"


def roles_with_second_factor() -> set[str]:
    """The roles whose people need a second factor; partners always do."""
    return {"partner", *queries.fact(POLICY).get("roles", [])}


def entered(request: HttpRequest, user: User) -> None:
    """The session is new: it is limited, listed and written down."""
    at = now()
    limit(request, user)
    if user.role in roles_with_second_factor() and not has_second_factor(user):
        request.session[DUE] = True
    browser = request.headers.get("User-Agent", "")
    request.session.save()
    actions.note_sign_in(
        user, request.session.session_key or "", address=peer.address_of(request), browser=browser, at=at
    )
    _record(request, "sign_in.succeeded", user, **_way(request, user))


def _way(request: HttpRequest, user: User) -> dict[str, str]:
    """By the company's provider; whatever else there is needs no word."""
    ways = {one["method"] for one in get_authentication_records(request, user)}
    return {"by": "provider"} if "socialaccount" in ways else {}


def limit(request: HttpRequest, user: User) -> None:
    """A partner's session ends after its hours, however busy it is."""
    if user.is_partner:
        request.session.set_expiry(now() + timedelta(hours=PARTNER_SESSION_HOURS))


def has_second_factor(user: User) -> bool:
    from allauth.mfa.models import Authenticator

    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=["totp", "webauthn"]).exists())


def is_due(request: HttpRequest, user: User) -> bool:
    """Whether this user must set a second factor up before anything else."""
    if not request.session.get(DUE):
        return False
    if has_second_factor(user):
        del request.session[DUE]
        return False
    return True


def refused(request: HttpRequest, email: str) -> None:
    """A wrong password. Of somebody unknown no more is kept than that it happened."""
    user = team.by_email(email)
    _record(request, "sign_in.failed", user)


def company_refused(request: HttpRequest, why: str, detail: str = "") -> None:
    """The company's provider sent nobody whom we let in. What it told of them is not kept."""
    _record(request, "sign_in.failed", None, by="provider", why=str(why), **({"detail": detail} if detail else {}))


def company_let_in(request: HttpRequest, user: User) -> None:
    """Somebody new, whom the company's provider vouches for."""
    _record(request, "user.let_in", user, role=str(user.role))


def joined(request: HttpRequest, user: User) -> None:
    """Somebody accepted their invitation."""
    _record(request, "user.joined", user, role=str(user.role))


def changed(request: HttpRequest, user: User, what: str) -> None:
    _record(request, f"security.{what}", user)


def _record(request: HttpRequest, action: str, user: User | None, **data: str) -> None:
    record(
        action,
        at=now(),
        actor_id=user.pk if user else None,
        actor=user.name if user else "",
        address=peer.address_of(request),
        about=user.email if user else "unknown address",
        data=data,
    )

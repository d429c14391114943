"""Who is asking: a token in the Authorization header, and nothing else."""

import math
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.http import HttpRequest
from ninja.security import HttpBearer

from rapport.api.problems import Problem, unauthorised
from rapport.platform import clock, limits, signing
from rapport.team.actions import token_used
from rapport.team.models import ApiToken, User
from rapport.team.queries import valid_token
from rapport.team.rules import May

PER_TOKEN = 600
WRONG_PER_NETWORK = 10
WINDOW = timedelta(minutes=1)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Asked(HttpRequest):
    """A request behind the door: `auth` is the user of the token. Cookies count for nothing here."""

    auth: User
    rate_headers: dict[str, str]


class Bearer(HttpBearer):
    """A right token always passes, so that nobody can lock others out; wrong ones are counted per network."""

    def authenticate(self, request: HttpRequest, token: str) -> User:
        at = clock.now()
        found = valid_token(token.strip())
        if found is None:
            _refuse(request, at)
            raise unauthorised("invalid_token")
        user = found.user
        request.rate_headers = _count(token.strip(), at)  # type: ignore[attr-defined]
        token_used(found, at=at)
        if request.method not in SAFE and found.scope == ApiToken.Scope.READ:
            raise Problem(403, "read_only_token", "This token may only read. Make one that may write, in the settings.")
        if request.method not in SAFE and not user.may(May.WRITE):
            raise Problem(403, "not_allowed", "The role of this token's user reads and changes nothing.")
        return user


def _refuse(request: HttpRequest, at: datetime) -> None:
    tries = limits.tried(f"api-wrong:{_network(request)}", window=WINDOW, at=at)
    if tries.count > WRONG_PER_NETWORK:
        detail = "Too many wrong tokens from this address. Wait a minute, then use a valid one."
        raise Problem(429, "too_many_wrong_tokens", detail, headers={"Retry-After": _seconds(tries.resets_at - at)})


def _count(token: str, at: datetime) -> dict[str, str]:
    """The rate headers of this answer. Raises Problem once the token has used up its minute."""
    tries = limits.tried(f"api:{signing.digest(token)[:40]}", window=WINDOW, at=at)
    headers = {
        "RateLimit-Limit": str(PER_TOKEN),
        "RateLimit-Remaining": str(max(PER_TOKEN - tries.count, 0)),
        "RateLimit-Reset": _seconds(tries.resets_at - at),
    }
    if tries.count > PER_TOKEN:
        wait = headers["RateLimit-Reset"]
        detail = f"More than {PER_TOKEN} requests in a minute. Wait {wait} seconds."
        raise Problem(429, "too_many_requests", detail, headers={**headers, "Retry-After": wait})
    return headers


def _seconds(span: timedelta) -> str:
    return str(max(math.ceil(span.total_seconds()), 1))


def _network(request: HttpRequest) -> str:
    """The address; of IPv6 the /64 that one household or server holds."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "unknown"
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)

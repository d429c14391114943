"""Pages whose address is the credential: whoever has the link is the customer, and no cookie is read or set."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from rapport.channels.email import practice
from rapport.platform import limits
from rapport.platform.peer import address_of

MINUTE = timedelta(minutes=1)
WRONG_A_MINUTE = 10
REQUESTS_A_MINUTE = 20
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def is_staff(request: HttpRequest) -> bool:
    """Our own people do not vote. Without a session cookie nobody is looked up and none is set."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def plays_the_customer(request: HttpRequest) -> bool:
    """While mail goes to the local postbox there are no customers but those that our own people play."""
    return "customer" in (request.GET.get("as"), request.POST.get("as")) and practice.is_open()


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def not_found(request: HttpRequest, at: datetime) -> HttpResponse:
    """Empty, short, wrong, expired: one answer, and after ten of them in a minute none."""
    if not limits.allow(f"rate-wrong:{address_of(request)}", limit=WRONG_A_MINUTE, window=MINUTE, at=at):
        return too_many()
    return answer("portal/gone.html", {}, 404)


def too_many() -> HttpResponse:
    return answer("portal/too_many.html", {}, 429, **{"Retry-After": "60"})


def answer(template: str, context: dict[str, Any], status: int = 200, **headers: str) -> HttpResponse:
    """Rendered without the request, so that no session and no cookie is touched."""
    return private(HttpResponse(render_to_string(template, context), status=status, headers=headers))


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

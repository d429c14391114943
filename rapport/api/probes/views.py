"""Three answers without a sign-in and without details: nobody learns more from them than that we are here."""

import ipaddress

import psycopg
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rapport.platform import health, signing
from rapport.platform.clock import now

CONNECT_SECONDS = 2
# Whoever passes requests on says so in one of these; then the sender is not the machine that connects to us.
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via")
_ready: set[str] = set()


@never_cache
@require_safe
def alive(_: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody, so that a database that restarts does not have us killed."""
    return _text("ok")


@never_cache
@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """The database answers and has every table; 503 otherwise."""
    return _text("ok") if _is_ready() else _text("not ready", 503)


def _is_ready() -> bool:
    """Tables are looked at until they are complete once: the code of a process never changes after that."""
    try:
        asked = {"connect_timeout": CONNECT_SECONDS, **connection.get_connection_params()}
        with psycopg.connect(**asked) as own:  # beside the pool, which would let us wait
            own.execute("SELECT 1")
        if not _ready and not health.pending_migrations():
            _ready.add("migrated")
    except Exception:
        return False
    return bool(_ready)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, for this machine or for who knows the token."""
    if not _may_read(request):
        return _text("forbidden", 403)
    from rapport.api.probes import gauges  # its library is for who reads them

    return HttpResponse(gauges.text(at=now()), content_type=gauges.CONTENT_TYPE)


def _may_read(request: HttpRequest) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.RAPPORT_METRICS_TOKEN
    if kind.lower() == "bearer":
        return bool(token) and signing.same(given.strip(), token)
    return _is_here(request.META.get("REMOTE_ADDR", "")) and not any(name in request.headers for name in PASSED_ON)


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _text(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")

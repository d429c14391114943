"""A provider brings a mail. 200 only when it is stored for good; 401 and 404 leave nothing behind."""

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rapport.channels.email.actions import Arrival, store
from rapport.platform import clock, disk

if TYPE_CHECKING:
    from rapport.channels.email import hooks

log = logging.getLogger(__name__)


@csrf_exempt  # Every request proves itself by a signature or our secret; no cookie is read.
@require_POST
def bring(request: HttpRequest, provider: str) -> HttpResponse:
    """Take one mail from a provider."""
    if not settings.RAPPORT_WEBHOOK_SECRET:
        return _said("There is no such address.", 404)
    from rapport.channels.email import hooks  # its library takes 20 MB, and most desks use no provider

    read = hooks.reader(provider)
    if read is None:
        return _said("There is no such address.", 404)
    try:
        return _take(provider, read(request, clock.now()), request)
    except hooks.NotProven:
        return _said("The signature or secret is missing, wrong or too old.", 401)
    except hooks.TooLarge:
        return _said("The request is too large.", 413)
    except hooks.NotUnderstood as problem:
        return _said(str(problem), 400)


def _take(provider: str, mail: "hooks.Brought", request: HttpRequest) -> HttpResponse:
    if not mail.raw.strip():
        return _said("The request holds no mail.", 400)
    if len(mail.raw) > disk.SMALL_BYTES and disk.is_nearly_full():
        return _later("There is little room here just now.")
    from rapport.channels.email import hooks

    at = clock.now()
    arrival = Arrival(
        key=hooks.key_of(provider, mail),
        source=provider,
        raw=mail.raw,
        received_at=at,
        envelope_from=mail.envelope_from.replace("\0", ""),
        envelope_to=[address[:320].replace("\0", "") for address in mail.envelope_to[:50]],
        peer=str(request.META.get("REMOTE_ADDR", "")),
    )
    try:
        store([arrival], at=at)
    except (DatabaseError, OSError) as error:
        log.error("a provider was asked to try later: %s", type(error).__name__)
        return _later("The mail could not be stored just now.")
    return _said("Stored.", 200)


def _later(words: str) -> HttpResponse:
    answer = _said(f"{words} Nothing is lost if it is brought again later.", 503)
    answer["Retry-After"] = "60"
    return answer


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")

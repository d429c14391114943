"""The links in mails about alerts. Opening one shows a page with a button; only the button does something."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from rapport.alerts import one_touch as alert_links
from rapport.alerts.models import Touch
from rapport.conversations import queries as conversations
from rapport.conversations.actions import ConversationError
from rapport.flows import one_touch
from rapport.flows.one_touch import Seen, State
from rapport.language import contacts
from rapport.platform import clock, limits, signing
from rapport.platform.peer import address_of
from rapport.platform.said import said
from rapport.team.models import User
from rapport.team.rules import May

MINUTE = timedelta(minutes=1)
WRONG_A_MINUTE = 10
REQUESTS_A_MINUTE = 20
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
STATUS = {State.READY: 200, State.USED: 410, State.OVER: 410, State.TAKEN: 200}


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def touch(request: HttpRequest, token: str) -> HttpResponse:
    at = clock.now()
    seen = one_touch.look(token, at=at)
    if seen is None:
        if not limits.allow(f"touch-wrong:{address_of(request)}", limit=WRONG_A_MINUTE, window=MINUTE, at=at):
            return _too_many()
        return _answer({}, 404)
    if request.method not in METHODS:
        return _answer({}, 405, Allow=", ".join(METHODS))
    key = f"touch:{signing.digest(token)[:32]}"
    if not limits.allow(key, limit=REQUESTS_A_MINUTE, window=MINUTE, at=at):
        return _too_many()
    with translation.override(seen.user.language or settings.LANGUAGE_CODE):
        return _do(request, token, seen) if request.method == "POST" else _answer(_context(seen), STATUS[seen.state])


def _do(request: HttpRequest, token: str, seen: Seen) -> HttpResponse:
    """An empty POST, which some gateways send, is no press of the button."""
    if request.POST.get("do") != seen.deed:
        return _answer(_context(seen, error=_("Press the button.")), 422)
    to = request.POST.get("to", "")
    try:
        outcome = one_touch.touch(token, to=int(to) if to.isascii() and to.isdigit() else None, at=clock.now())
    except ConversationError as problem:
        return _answer(_context(seen, error=said(str(problem))), 409)
    if outcome is None:
        return _answer({}, 404)
    after, done = outcome
    return _answer(_context(after, done=done), 200 if done else 409 if after.state == State.TAKEN else 410)


def _context(seen: Seen, *, error: str = "", done: bool = False) -> dict[str, Any]:
    user = seen.user
    shown: dict[str, Any] = {
        "seen": seen,
        "token": alert_links.token(seen.alert, seen.deed),
        "user": user,
        "headline": _harmless(said(seen.alert.headline), user),
        "customer": _harmless(str(seen.conversation.customer), user),
        "reference": seen.conversation.reference,
        "about": seen.alert.path,
        "done": done,
        "error": error,
        "state": "done" if done else seen.state,
    }
    if seen.deed == Touch.Deed.ASSIGN and seen.state == State.READY:
        shown["people"] = [one for one in conversations.who_answer(seen.conversation.inbox) if one.pk != user.pk]
    if seen.deed == Touch.Deed.CALL and done and user.may(May.CONTACT):
        shown["phones"] = one_touch.numbers(seen.conversation)
    return shown


def _harmless(words: str, user: User) -> str:
    """People of other companies see no address or number of a customer."""
    return words if user.may(May.CONTACT) else contacts.hidden(words, conversations.own_addresses())


def _too_many() -> HttpResponse:
    return _answer({"state": "too_many"}, 429, **{"Retry-After": "60"})


def _answer(context: dict[str, Any], status: int, **headers: str) -> HttpResponse:
    """Rendered without the request, so that no session and no cookie is touched."""
    page = render_to_string("desk/touch/page.html", {"state": "unknown"} | context)
    response = HttpResponse(page, status=status, headers=headers)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a live token stands in the address
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

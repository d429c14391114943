"""A customer's own page: a link by mail opens it, a cookie keeps it open for some hours. No password, no script.

The cookie is set when the link was used and not before; it goes to no other page of the site.
"""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from rapport.channels.email import portal_link
from rapport.conversations.models import Inbox, Status
from rapport.customers import actions, queries
from rapport.customers.actions.visits import VISIT_LASTS
from rapport.customers.models import Visit
from rapport.flows.ask_for_visit import TooOften, ask_for_visit, links_leave
from rapport.flows.customer_writes import WroteTooOften, customer_writes
from rapport.platform import clock, limits, signing, storage
from rapport.platform.peer import address_of
from rapport.portal.client import network_of
from rapport.portal.visit import seen
from rapport.portal.visit.forms import AnswerForm, AskForm
from rapport.web import boxed

COOKIE = "rapport_visit"
MINUTE = timedelta(minutes=1)
WRONG_A_MINUTE = 10
ANSWERS_AFTER = 0.15  # seconds; several times what asking takes
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@csrf_exempt  # Asking for a link needs nothing to ride on; what needs the cookie checks the page's own token.
def portal(request: HttpRequest) -> HttpResponse:
    """The list for who is on a visit; for everybody else a question for their address."""
    if (refused := _refused(request, "GET", "HEAD", "POST")) is not None:
        return refused
    visit = _visit(request)
    if visit is not None and request.method != "POST":
        return _list(request, visit)
    form = AskForm(request.POST if request.method == "POST" else None, auto_id="%s")
    if not form.is_bound or not form.is_valid():
        return _answer("portal/visit_ask.html", {"form": form}, 422 if form.is_bound else 200)
    return _ask(request, form)


def _ask(request: HttpRequest, form: AskForm) -> HttpResponse:
    """The same answer for every address, after the same time: to write a mail takes a moment."""
    answered_at = time.monotonic() + ANSWERS_AFTER
    response = _asked(form, network=network_of(address_of(request)))
    time.sleep(max(0.0, answered_at - time.monotonic()))
    return response


def _asked(form: AskForm, *, network: str) -> HttpResponse:
    if not links_leave():
        return _answer("portal/visit_ask.html", {"form": form, "why": "off"}, 503)
    try:
        ask_for_visit(form.cleaned_data["email"], network=network, at=clock.now())
    except TooOften:
        return _answer("portal/visit_ask.html", {"form": form, "why": "often"}, 429, **{"Retry-After": "3600"})
    return _answer("portal/visit_asked.html", {}, 200)


@csrf_exempt  # The link is the only credential. Other sites may not open a visit in somebody's browser: see `_is_ours`.
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a button, pressing the button begins, so that no scanner spends it."""
    if (refused := _refused(request, "GET", "HEAD", "POST")) is not None:
        return refused
    at = clock.now()
    visit = queries.visit_by_link(token, at)
    if visit is None:
        too_many = not limits.allow(f"enter:{address_of(request)}", limit=WRONG_A_MINUTE, window=MINUTE, at=at)
        return _answer("portal/visit_gone.html", {}, 429 if too_many else 404)
    if request.method != "POST":
        return _answer("portal/visit_enter.html", {"address": visit.identity.value}, 200)
    cookie = actions.begin_visit(token, at=at) if _is_ours(request) else None
    if cookie is None:
        return _answer("portal/visit_gone.html", {}, 404)
    _end(request)
    response = _to(reverse("portal:visit"))
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=VISIT_LASTS,
        path=reverse("portal:visit"),
        secure=settings.SERVED_OVER_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _list(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = [
        {"of": one.conversation, "at": one.at, **_state(one.conversation.status)}
        for one in seen.matters(visit.identity)
    ]
    return _answer("portal/visit_list.html", {"matters": found, **_who(request, visit)}, 200)


@csrf_exempt  # Checked by hand, so that no second cookie is needed.
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """One conversation; what is sent from here is a message in it."""
    if (refused := _refused(request, "GET", "HEAD", "POST")) is not None:
        return refused
    visit = _visit(request)
    if visit is None:
        return _to(reverse("portal:visit"))
    found = seen.matter(visit.identity, number)
    if found is None:
        return _answer("portal/visit_gone.html", {"is_in": True}, 404)
    conversation, messages = found
    form, status, why = AnswerForm(auto_id="%s", initial={"page": signing.random_token()}), 200, ""
    if request.method == "POST":
        form = AnswerForm(request.POST, auto_id="%s")
        if not _may_send(request):
            status, why = 403, "stale"
        elif not form.is_valid():
            status = 422
        else:
            try:
                customer_writes(
                    visit, conversation, form.cleaned_data["message"], page=form.cleaned_data["page"], at=clock.now()
                )
            except WroteTooOften:
                status, why = 429, "often"
            else:
                return _to(reverse("portal:matter", args=[conversation.reference]) + "?sent=1#answer")
    context = {
        "conversation": conversation,
        "said": [{"of": one, "is_mine": one.kind == "inbound"} for one in messages],
        "form": form,
        "page": form["page"].value() or signing.random_token(),
        "why": why,
        "was_sent": request.GET.get("sent") == "1",
        **_state(conversation.status),
        **_who(request, visit),
        "company": conversation.inbox.name,
    }
    return _answer("portal/visit_matter.html", context, status)


def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file of theirs, always as a download."""
    if (refused := _refused(request, "GET", "HEAD")) is not None:
        return refused
    visit = _visit(request)
    found = seen.file(visit.identity, key) if visit else None
    if found is None:
        return _answer("portal/visit_gone.html", {"is_in": visit is not None}, 404)
    try:
        data = storage.get(found.blob)
    except FileNotFoundError:
        return _answer("portal/visit_gone.html", {"is_in": True}, 404)
    response = boxed.download(data, found.name, found.content_type if found.is_image else "application/octet-stream")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


@csrf_exempt  # Checked by hand.
def leaving(request: HttpRequest) -> HttpResponse:
    """The visit ends here and wherever else its cookie is."""
    if (refused := _refused(request, "POST")) is not None:
        return refused
    if _visit(request) is not None and not _may_send(request):
        return _answer("portal/visit_gone.html", {"is_in": True}, 403)
    _end(request)
    response = _answer("portal/visit_left.html", {}, 200)
    response.delete_cookie(COOKIE, path=reverse("portal:visit"))
    return response


def _refused(request: HttpRequest, *methods: str) -> HttpResponse | None:
    if not portal_link.setting()["on"]:
        return _answer("portal/visit_closed.html", {}, 404)
    return None if request.method in methods else _answer("portal/visit_gone.html", {}, 405, Allow=", ".join(methods))


def _visit(request: HttpRequest) -> Visit | None:
    return queries.visit_by_cookie(request.COOKIES.get(COOKIE, ""), clock.now())


def _end(request: HttpRequest) -> None:
    """Whatever visit this browser was on before."""
    visit = _visit(request)
    if visit is not None:
        actions.end_visit(visit, at=clock.now())


def _form_token(request: HttpRequest) -> str:
    return signing.base32(signing.mac("portal-form", request.COOKIES.get(COOKIE, "")))


def _may_send(request: HttpRequest) -> bool:
    """The form stood on a page of this visit."""
    return _is_ours(request) and signing.same(request.POST.get("token", ""), _form_token(request))


def _is_ours(request: HttpRequest) -> bool:
    """Browsers say when another site sends a form; where the desk is not served over TLS, by its origin alone."""
    came = request.headers.get("Origin")
    is_here = came is None or came == f"{request.scheme}://{request.get_host()}" or came == settings.RAPPORT_URL
    return is_here and request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def _who(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    return {"address": visit.identity.value, "token": _form_token(request)}


def _state(status: str) -> dict[str, str]:
    """As a customer would say it: whose turn it is."""
    return {"state": {Status.WAITING: "yours", Status.DONE: "over"}.get(Status(status), "ours")}


def _to(path: str) -> HttpResponse:
    return _private(HttpResponseRedirect(path))


def _answer(template: str, context: dict[str, Any], status: int, **headers: str) -> HttpResponse:
    """Rendered without the request, so that no session and no other cookie is touched."""
    inbox = Inbox.objects.filter(is_active=True).order_by("id").values_list("name", flat=True).first()
    response = HttpResponse(
        render_to_string(template, {"company": inbox or "", **context}), status=status, headers=headers
    )
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by no cache, and after signing out not by the browser's back button either."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store, private"
    return response

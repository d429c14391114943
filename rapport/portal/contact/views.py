"""The contact form: no account, no cookie, no script; it may stand in a frame on the sites that are named."""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from rapport.channels.email.parse.limits import MAIL_BYTES
from rapport.channels.form import pages, queries
from rapport.channels.form import sites as form_sites
from rapport.channels.form.pages import Page
from rapport.conversations.models import Inbox
from rapport.flows.acknowledge import back_words, in_words
from rapport.flows.form_is_sent import FormRefused, TooOften, form_is_sent
from rapport.platform import clock
from rapport.platform.peer import address_of
from rapport.platform.said import said
from rapport.portal.client import network_of
from rapport.portal.contact.forms import TOO_LARGE, ContactForm

METHODS = ("GET", "HEAD", "POST")
WORDS_BYTES = 2 * 1024 * 1024
TOO_OLD = "This page was open for too long. Nothing was lost: press Send once more."
_BASIS = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"
TOO_QUICK = "That was quicker than a person writes. Press Send once more."


@csrf_exempt  # No cookie is read: the token in the page is signed, and there is nothing to ride on.
def contact(request: HttpRequest, place: str) -> HttpResponse:
    offered = queries.offered()
    inbox = queries.inbox_at(place, offered)
    if not offered or (place and inbox is None):
        return _answer("portal/no_form.html", {}, 404)
    if request.method not in METHODS:
        return _answer("portal/no_form.html", {}, 405, Allow=", ".join(METHODS))
    if inbox is None:
        wrong = request.GET.get("wrong") == "1"
        return _answer("portal/contact_places.html", {"places": _places(offered, wrong=wrong), "wrong": wrong}, 200)
    at = clock.now()
    if request.method != "POST":
        form = ContactForm(auto_id="%s", initial={"wrong": request.GET.get("wrong") == "1"})
        answered = _show(inbox, form, pages.new(inbox.pk, at=at), framed=is_framed(request))
    else:
        answered = _take(request, inbox, at)
    return in_frame(answered, inbox) if is_framed(request) else answered


def is_framed(request: HttpRequest) -> bool:
    return request.GET.get("frame") == "1"


def in_frame(answered: HttpResponse, inbox: Inbox) -> HttpResponse:
    """The form as it stands in a frame: on the sites that were named and here, where leads look at it, and on no other;
    with a script that says how high it is."""
    sites = " ".join(["'self'", *form_sites.may_frame(inbox)])
    answered["Content-Security-Policy"] = f"{_BASIS}; script-src 'self'; frame-ancestors {sites}"
    return answered


def embed(request: HttpRequest, place: str) -> HttpResponse:
    """The script that puts the form into a page of another site; the same for every inbox."""
    if request.method not in ("GET", "HEAD"):
        return _answer("portal/no_form.html", {}, 405, Allow="GET, HEAD")
    if queries.inbox_at(place, queries.offered()) is None:
        return _answer("portal/no_form.html", {}, 404)
    script = HttpResponse(render_to_string("portal/embed.js"), content_type="text/javascript; charset=utf-8")
    script["Cache-Control"] = "public, max-age=3600"
    return script


def _take(request: HttpRequest, inbox: Inbox, at: datetime) -> HttpResponse:
    if _length(request) > MAIL_BYTES + WORDS_BYTES:
        large = {"company": inbox.name, "why": TOO_LARGE, "framed": is_framed(request)}
        return _answer("portal/form_too_large.html", large, 413)
    show = partial(_show, inbox, framed=is_framed(request))
    form = ContactForm(request.POST, request.FILES, auto_id="%s")
    page = pages.read(form.data.get("page", ""), inbox.pk)
    if page is None or page.is_too_old(at):
        return show(form, pages.new(inbox.pk, at=at), 422, why=TOO_OLD)
    if not form.is_valid():
        return show(form, page, 422)
    if page.is_too_quick(at):
        return show(form, page, 422, why=TOO_QUICK)
    try:
        message = form_is_sent(form.sent(page), inbox, network=network_of(address_of(request)), at=at)
    except TooOften as problem:
        return show(form, page, 429, why=said(str(problem)), headers={"Retry-After": "3600"})
    except FormRefused as problem:
        form.add_error("email", said(str(problem)))
        return show(form, page, 422)
    context = {
        "company": inbox.name,
        "framed": is_framed(request),
        "reference": message.conversation.reference,
        "address": message.from_address,
    }
    return _answer(
        "portal/contact_thanks.html",
        context | {"soon": in_words(inbox.reply_target_minutes), "back": back_words(inbox, clock.now())},
        200,
    )


def _length(request: HttpRequest) -> int:
    """What the browser says it sends; the larger part of it is read only after this."""
    said = str(request.META.get("CONTENT_LENGTH") or "")
    return int(said) if said.isdigit() else 0


def _show(
    inbox: Inbox,
    form: ContactForm,
    page: Page,
    status: int = 200,
    *,
    why: str = "",
    framed: bool,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """What was typed stays; files cannot stay, browsers do not allow it, and so the page says it."""
    context = {
        "company": inbox.name,
        "form": form,
        "fields": [form[name] for name in ("name", "email", "subject", "message", "attached")],
        "page": page,
        "is_complaint": form["wrong"].value() in (True, "1", "on"),
        "why": why or next(iter(form.errors.get("website", [])), ""),
        "had_files": bool(form.files),
        "action": reverse("portal:contact_place", args=[inbox.pk]) + ("?frame=1" if framed else ""),
        "complaint_url": reverse("portal:contact_place", args=[inbox.pk])
        + ("?frame=1&wrong=1" if framed else "?wrong=1"),
        "framed": framed,
        "soon": in_words(inbox.reply_target_minutes),
        "back": back_words(inbox, clock.now()),
    }
    return _answer("portal/contact.html", context, status, **(headers or {}))


def _places(offered: list[Inbox], *, wrong: bool) -> list[dict[str, str]]:
    after = "?wrong=1" if wrong else ""
    return [
        {"name": inbox.name, "url": reverse("portal:contact_place", args=[queries.place_of(inbox, offered)]) + after}
        for inbox in offered
    ]


def _answer(template: str, context: dict[str, Any], status: int, **headers: str) -> HttpResponse:
    """Rendered without the request, so that no session and no cookie is touched."""
    response = HttpResponse(render_to_string(template, context), status=status, headers=headers)
    response.headers["Content-Security-Policy"] = _policy()
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    sites = " ".join(settings.RAPPORT_FORM_SITES) or "'none'"
    return f"{_BASIS}; frame-ancestors {sites}"

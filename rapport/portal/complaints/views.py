"""“Something wrong? Tell us”: one press from every mail. Opening the page does nothing and keeps nothing."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from rapport.channels.email import practice, wrong_link
from rapport.channels.email.wrong_link import Bound
from rapport.channels.form import pages
from rapport.channels.form.pages import Page
from rapport.feedback import queries as feedback
from rapport.flows.acknowledge import back_words, in_words
from rapport.flows.customer_complains import customer_complains
from rapport.flows.form_is_sent import FormRefused, TooOften
from rapport.platform import clock, limits, signing
from rapport.platform.peer import address_of
from rapport.platform.said import said
from rapport.portal.bearer import (
    METHODS,
    MINUTE,
    REQUESTS_A_MINUTE,
    answer,
    is_staff,
    not_found,
    plays_the_customer,
    too_many,
)
from rapport.portal.client import network_of
from rapport.portal.complaints.forms import ComplaintForm
from rapport.portal.contact.views import TOO_OLD, TOO_QUICK

OF_RATING = "r-"


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def wrong(request: HttpRequest, token: str) -> HttpResponse:
    at = clock.now()
    bound = _bound(token, at)
    if bound is None:
        return not_found(request, at)
    if request.method not in METHODS:
        return answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
    if not limits.allow(f"wrong:{signing.digest(token)[:32]}", limit=REQUESTS_A_MINUTE, window=MINUTE, at=at):
        return too_many()
    if is_staff(request) and not plays_the_customer(request):
        tried = {"as_customer": f"{request.path}?as=customer" if practice.is_open() else ""}
        return answer("portal/staff.html", tried, 403 if request.method == "POST" else 200)
    if request.method != "POST":
        return _show(request, token, bound, ComplaintForm(auto_id="%s"), pages.new(bound.about.inbox_id, at=at))
    return _take(request, token, bound, at)


def _bound(token: str, at: datetime) -> Bound | None:
    """By the link in a mail, or by that on the page of a face."""
    if not token.startswith(OF_RATING):
        return wrong_link.read(token, at)
    invite = feedback.invite_by_token(token.removeprefix(OF_RATING), at)
    if invite is None:
        return None
    return wrong_link.bound(invite.conversation, invite.recipient, "")


def _take(request: HttpRequest, token: str, bound: Bound, at: datetime) -> HttpResponse:
    form, inbox = ComplaintForm(request.POST, auto_id="%s"), bound.about.inbox
    page = pages.read(form.data.get("page", ""), inbox.pk)
    if page is None or page.is_too_old(at):
        return _show(request, token, bound, form, pages.new(inbox.pk, at=at), 422, why=TOO_OLD)
    if not form.is_valid():
        return _show(request, token, bound, form, page, 422)
    if page.is_too_quick(at):
        return _show(request, token, bound, form, page, 422, why=TOO_QUICK)
    try:
        message = customer_complains(form.sent(page), bound, network=network_of(address_of(request)), at=at)
    except TooOften as problem:
        return _show(request, token, bound, form, page, 429, why=said(str(problem)), **{"Retry-After": "3600"})
    except FormRefused as problem:
        return _show(request, token, bound, form, page, 422, why=said(str(problem)))
    context = {"company": inbox.name, "reference": message.conversation.reference}
    soon = {"soon": in_words(inbox.reply_target_minutes), "back": back_words(inbox, at)}
    return answer("portal/wrong_thanks.html", context | soon)


def _show(
    request: HttpRequest,
    token: str,
    bound: Bound,
    form: ComplaintForm,
    page: Page,
    status: int = 200,
    *,
    why: str = "",
    **headers: str,
) -> HttpResponse:
    """What was typed stays. Whoever has the link reads here nothing that was said, and not who got the mail."""
    inbox = bound.about.inbox
    context: dict[str, Any] = {
        "company": inbox.name,
        "reference": bound.about.reference,
        "token": token,
        "form": form,
        "fields": [form["message"], form["wish"]],
        "page": page,
        "plays": plays_the_customer(request),
        "why": why or next(iter(form.errors.get("website", [])), ""),
        "soon": in_words(inbox.reply_target_minutes),
        "back": back_words(inbox, clock.now()),
    }
    return answer("portal/wrong.html", context, status, **headers)

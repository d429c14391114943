"""Our reasons, to choose from, behind the links in a campaign's mail. Opening a link never chooses: only what the page
sends back does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from rapport.campaigns import queries as campaigns
from rapport.campaigns.models import Outreach
from rapport.channels.email import practice
from rapport.feedback.models import How
from rapport.flows.customer_chooses import customer_chooses, why_closed
from rapport.learning import queries as learning
from rapport.learning.models import Reason
from rapport.platform import clock, limits, signing
from rapport.platform.said import in_language_of, said
from rapport.portal.bearer import (
    METHODS,
    MINUTE,
    REQUESTS_A_MINUTE,
    answer,
    is_staff,
    not_found,
    plays_the_customer,
    private,
    too_many,
    wants_json,
)
from rapport.portal.campaigns.forms import ChoiceForm
from rapport.portal.client import client_of, is_prefetch
from rapport.surveys import actions, queries, rules
from rapport.surveys.actions import SurveyError, Told
from rapport.surveys.models import Answer, Asking, Opened


@dataclass(frozen=True)
class Link:
    """What one address of a mail names: whom we asked, and which reason, or that it is the hidden one."""

    asking: Asking
    outreach: Outreach
    reason: Reason | None = None
    is_trap: bool = False


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def choose(request: HttpRequest, token: str, what: str = "") -> HttpResponse:
    at = clock.now()
    link = _link(token, what, at)
    if link is None:
        return not_found(request, at)
    with in_language_of(link.asking.language):
        if request.method not in METHODS:
            return answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
        key = f"survey:{signing.digest(token)[:32]}"
        if not limits.allow(key, limit=REQUESTS_A_MINUTE, window=MINUTE, at=at):
            return too_many()
        if is_staff(request) and not plays_the_customer(request):
            return _as_staff(request, link, at)
        if why := why_closed(link.asking, link.outreach):
            return _closed(request, link, why)
        return _take(request, link, at) if request.method == "POST" else _open(request, link, at)


def _link(token: str, what: str, at: datetime) -> Link | None:
    """None for an address that we never made."""
    asking = queries.by_token(token, at)
    outreach = campaigns.of_asking(asking.pk) if asking is not None and asking.survey_id is None else None
    if asking is None or outreach is None or not outreach.campaign.offers_reasons:
        return None
    if what in ("", rules.TRAP):
        return Link(asking, outreach, is_trap=what == rules.TRAP)
    reason = _reason(what)
    return Link(asking, outreach, reason) if reason is not None else None


def _reason(named: str) -> Reason | None:
    """Also one that is not to choose any more: the mail that offered it is read later."""
    is_number = named.isascii() and named.isdigit() and len(named) < 5
    return learning.reason(int(named)) if is_number and str(int(named)) == named else None


def _as_staff(request: HttpRequest, link: Link, at: datetime) -> HttpResponse:
    """What our own people click counts nowhere."""
    if request.method in ("GET", "POST"):
        _observe(request, link, at, is_staff=True)
    context = {**_about(link), "as_customer": f"{request.path}?as=customer" if practice.is_open() else ""}
    return answer("portal/staff.html", context, 403 if request.method == "POST" else 200)


def _observe(request: HttpRequest, link: Link, at: datetime, *, is_staff: bool = False) -> Opened:
    return actions.observe(
        link.asking,
        method=request.method or "",
        number=link.reason.pk if link.reason else None,
        client=client_of(request),
        at=at,
        is_trap=link.is_trap,
        is_prefetch=is_prefetch(request),
        is_staff=is_staff,
    )


def _closed(request: HttpRequest, link: Link, why: str) -> HttpResponse:
    if wants_json(request):
        return private(JsonResponse({"error": why}, status=409))
    return answer("portal/why_closed.html", {**_about(link), "why": why}, 409 if request.method == "POST" else 200)


def _open(request: HttpRequest, link: Link, at: datetime) -> HttpResponse:
    seen = _observe(request, link, at)
    if request.method == "OPTIONS":
        return answer("portal/gone.html", {}, 200, Allow=", ".join(METHODS))
    return answer("portal/why.html", _question(request, link, seen, link.reason))


def _take(request: HttpRequest, link: Link, at: datetime) -> HttpResponse:
    form = ChoiceForm(request.POST)
    page = queries.page_of_key(link.asking, form.data.get("page", ""))
    reason = _reason(form.data.get("level", ""))
    if not form.is_valid() or reason is None:
        why = _("That is too long for this box. Shorten it, or reply to the mail.")
        why = why if set(form.errors) == {"comment"} else _("Choose one of the reasons, then press Send.")
        return _come_back(request, link, form, page, why, 422)
    sent = form.cleaned_data
    told = Told(reason.pk, sent["how"], sent["comment"], page, client_of(request))
    try:
        found = customer_chooses(link.outreach, told, at=at)
    except SurveyError as error:
        return _come_back(request, link, form, page, said(str(error)), 409)
    if wants_json(request):
        return private(JsonResponse({"state": found.state}))
    return answer("portal/why_thanks.html", _thanks(request, link, found, page, told))


def _thanks(request: HttpRequest, link: Link, found: Answer, page: Opened | None, told: Told) -> dict[str, Any]:
    return {
        **_about(link),
        "answer": found,
        "reason": learning.reason(found.number),
        "passed_on": told.how == How.PASSED_ON,
        "page": queries.page_key(page) if page else "",
        "plays": plays_the_customer(request),
    }


def _come_back(
    request: HttpRequest, link: Link, form: ChoiceForm, page: Opened | None, why: str, status: int
) -> HttpResponse:
    """Nothing typed is lost: the page comes back as it was sent, with the reason why."""
    if wants_json(request):
        return private(JsonResponse({"error": why}, status=status))
    context = _question(request, link, page, _reason(form.data.get("level", "")))
    return answer("portal/why.html", {**context, "error": why, "comment": form.data.get("comment", "")}, status)


def _about(link: Link) -> dict[str, Any]:
    assert link.outreach.conversation is not None  # without one there is no mail
    return {"company": link.outreach.conversation.inbox.name, "token": queries.token_of(link.asking)}


def _question(request: HttpRequest, link: Link, seen: Opened | None, named: Reason | None) -> dict[str, Any]:
    known = queries.answer_of(link.asking)
    before = learning.reason(known.number) if known is not None and known.counts else None
    chosen = named or before
    return {
        **_about(link),
        "page": queries.page_key(seen) if seen else "",
        "reasons": [(one.pk, str(one), one == chosen) for one in learning.reasons(also=chosen.pk if chosen else None)],
        "chosen": chosen,
        "before": before if before is not None and before != chosen else None,
        "comment": known.comment if known is not None and known.counts else "",
        "plays": plays_the_customer(request),
    }

"""A question that stands apart from a reply. Opening a link never answers: only what the page sends back does."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from rapport.channels.email import practice
from rapport.feedback.models import How
from rapport.flows.customer_answers import customer_answers
from rapport.flows.survey_falls_due import SPOKEN
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
from rapport.portal.client import client_of, is_prefetch
from rapport.portal.surveys.forms import AnswerForm
from rapport.surveys import actions, queries, rules
from rapport.surveys.actions import SurveyError, Told
from rapport.surveys.models import Answer, Asking, Opened, Survey

Link = tuple[int | None, bool]
MOST_CHARS = 8
TRIED_IN = ("-", *SPOKEN)


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def survey(request: HttpRequest, token: str, number: str = "") -> HttpResponse:
    at = clock.now()
    asking = queries.by_token(token, at)
    link = _link(asking, number)
    if asking is None or link is None:
        return not_found(request, at)
    with in_language_of(asking.language):
        refused = _refuse(request, asking, at) or _as_staff(request, asking, link, at)
        if refused is not None:
            return refused
        return _take(request, asking, at) if request.method == "POST" else _open(request, asking, link, at)


@csrf_exempt  # The same; and mail programs post here by themselves when somebody presses their button (RFC 8058).
def stop(request: HttpRequest, token: str) -> HttpResponse:
    at = clock.now()
    asking = queries.by_token(token, at)
    if asking is None:
        return not_found(request, at)
    with in_language_of(asking.language):
        refused = _refuse(request, asking, at)
        if refused is not None:
            return refused
        is_done = request.method == "POST" and not (is_staff(request) and not plays_the_customer(request))
        if is_done:
            how = "one_click" if "List-Unsubscribe" in request.POST else "page"
            actions.opt_out(asking.customer, how=how, at=at)
        return answer("portal/survey_stop.html", {**_about(asking), "is_done": is_done})


@csrf_exempt  # Nothing is behind it: what a mail program posts here is told the same as a person who looks.
def trial(request: HttpRequest, language: str, what: str) -> HttpResponse:
    """Where the links of a test mail lead."""
    if len(what) > MOST_CHARS or language not in TRIED_IN:
        return not_found(request, clock.now())
    with in_language_of(language if language in SPOKEN else ""):
        if request.method not in METHODS:
            return answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
        return answer("portal/survey_trial.html", {"is_stop": what == "stop", "is_wrong": what == "wrong"})


def _refuse(request: HttpRequest, asking: Asking, at: datetime) -> HttpResponse | None:
    if request.method not in METHODS:
        return answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
    key = f"survey:{signing.digest(queries.token_of(asking))[:32]}"
    return None if limits.allow(key, limit=REQUESTS_A_MINUTE, window=MINUTE, at=at) else too_many()


def _as_staff(request: HttpRequest, asking: Asking, link: Link, at: datetime) -> HttpResponse | None:
    """What our own people click counts nowhere."""
    if not is_staff(request) or plays_the_customer(request):
        return None
    if request.method in ("GET", "POST"):
        actions.observe(asking, method=request.method, number=link[0], client=client_of(request), at=at, is_staff=True)
    context = {**_about(asking), "as_customer": f"{request.path}?as=customer" if practice.is_open() else ""}
    return answer("portal/staff.html", context, 403 if request.method == "POST" else 200)


def _link(asking: Asking | None, number: str) -> Link | None:
    """The number an address names and whether it is the hidden one; None for an address that we never made."""
    if asking is None or asking.survey is None:
        return None
    if number == "":
        return None, False
    if number == rules.TRAP:
        return None, True
    return (int(number), False) if number in {str(one) for one in asking.survey.scale.numbers} else None


def _open(request: HttpRequest, asking: Asking, link: Link, at: datetime) -> HttpResponse:
    number, is_trap = link
    seen = actions.observe(
        asking,
        method=request.method or "",
        number=number,
        client=client_of(request),
        at=at,
        is_trap=is_trap,
        is_prefetch=is_prefetch(request),
    )
    if request.method == "OPTIONS":
        return answer("portal/gone.html", {}, 200, Allow=", ".join(METHODS))
    context = _question(asking, seen, number, queries.answer_of(asking))
    return answer("portal/survey.html", {**context, "plays": plays_the_customer(request)})


def _take(request: HttpRequest, asking: Asking, at: datetime) -> HttpResponse:
    form = AnswerForm(request.POST)
    page = queries.page_of_key(asking, form.data.get("page", ""))
    if not form.is_valid():
        why = _("That is too long for this box. Shorten it, or reply to the mail.")
        why = why if set(form.errors) == {"comment"} else _("Choose a number, then press Send.")
        return _come_back(request, asking, form, page, why, 422)
    sent = form.cleaned_data
    told = Told(sent["level"], sent["how"], sent["comment"], page, client_of(request))
    try:
        found = customer_answers(asking, told, at=at)
    except SurveyError as error:
        return _come_back(request, asking, form, page, said(str(error)), 409)
    if wants_json(request):
        return private(JsonResponse({"state": found.state, "number": found.number}))
    return answer("portal/survey_thanks.html", _thanks(asking, found, page, told, request))


def _thanks(asking: Asking, found: Answer, page: Opened | None, told: Told, request: HttpRequest) -> dict[str, Any]:
    one = _survey_of(asking)
    return {
        **_about(asking),
        "answer": found,
        "passed_on": told.how == How.PASSED_ON,
        "last": one.scale.last,
        "follow_up": "" if found.comment else queries.follow_up(one, asking.language, one.scale.band(found.number)),
        "token": queries.token_of(asking),
        "page": queries.page_key(page) if page else "",
        "plays": plays_the_customer(request),
    }


def _come_back(
    request: HttpRequest, asking: Asking, form: AnswerForm, page: Opened | None, why: str, status: int
) -> HttpResponse:
    """Nothing typed is lost: the page comes back as it was sent, with the reason."""
    if wants_json(request):
        return private(JsonResponse({"error": why}, status=status))
    level = str(form.data.get("level", ""))
    chosen = _link(asking, level) if level else None
    context = _question(asking, page, chosen[0] if chosen else None, None)
    context |= {"error": why, "comment": form.data.get("comment", ""), "plays": plays_the_customer(request)}
    return answer("portal/survey.html", context, status)


def _survey_of(asking: Asking) -> Survey:
    assert asking.survey is not None  # without one there is no token
    return asking.survey


def _about(asking: Asking) -> dict[str, Any]:
    assert asking.conversation is not None
    return {"company": asking.conversation.inbox.name}


def _question(asking: Asking, seen: Opened | None, number: int | None, known: Answer | None) -> dict[str, Any]:
    one, language, about = _survey_of(asking), asking.language, _about(asking)
    before = known if known is not None and known.counts else None
    chosen = number if number is not None else before.number if before else None
    return {
        **about,
        "token": queries.token_of(asking),
        "page": queries.page_key(seen) if seen else "",
        "question": queries.question(one, language, about["company"]),
        "numbers": [(each, one.scale.band(each)) for each in one.scale.numbers],
        "ends": queries.ends(one, language),
        "follow_ups": [(band, queries.follow_up(one, language, band)) for band in rules.BANDS],
        "chosen": chosen,
        "before": before.number if before and before.number != chosen else None,
        "comment": before.comment if before else "",
    }

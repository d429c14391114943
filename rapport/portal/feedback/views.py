"""The question under a reply. Opening a link never votes: only what the page sends back does."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from rapport.channels.email import practice
from rapport.feedback import actions, queries, rules
from rapport.feedback.actions import Choice, FeedbackError
from rapport.feedback.models import How, Observation, Rating, RatingInvite, Score
from rapport.flows.customer_rates import customer_rates
from rapport.learning import queries as lessons
from rapport.learning.models import Source
from rapport.platform import clock, limits, signing
from rapport.platform.peer import address_of
from rapport.platform.said import said
from rapport.portal.client import client_of, is_prefetch
from rapport.portal.feedback.forms import QUESTIONS, RateForm
from rapport.promises import queries as promises
from rapport.promises.models import Promise

MINUTE = timedelta(minutes=1)
WRONG_A_MINUTE = 10
REQUESTS_A_MINUTE = 20
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def rate(request: HttpRequest, token: str, face: str = "") -> HttpResponse:
    at = clock.now()
    invite = queries.invite_by_token(token, at)
    link = _link(face)
    if invite is None or link is None:
        return _not_found(request, at)
    if request.method not in METHODS:
        return _answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
    if not limits.allow(f"rate:{signing.digest(token)[:32]}", limit=REQUESTS_A_MINUTE, window=MINUTE, at=at):
        return _too_many()
    if _is_staff(request) and not _plays_the_customer(request):
        _note_staff(request, invite, link, at)
        context = {**_about(invite), "as_customer": f"{request.path}?as=customer" if practice.is_open() else ""}
        return _answer("portal/staff.html", context, 403 if request.method == "POST" else 200)
    return _vote(request, invite, at) if request.method == "POST" else _open(request, invite, link, at)


def _note_staff(request: HttpRequest, invite: RatingInvite, link: tuple[int | None, bool], at: datetime) -> None:
    """What our own people click counts nowhere, and is shown as not counted."""
    if request.method in ("GET", "POST"):
        actions.observe(invite, method=request.method, score=link[0], client=client_of(request), at=at, is_staff=True)


def _link(face: str) -> tuple[int | None, bool] | None:
    """The face an address names and whether it is the hidden one; None for an address that we never made."""
    if face == "":
        return None, False
    if face == str(rules.TRAP):
        return None, True
    return (int(face), False) if face in {str(score) for score in rules.SCORES} else None


def _open(request: HttpRequest, invite: RatingInvite, link: tuple[int | None, bool], at: datetime) -> HttpResponse:
    score, is_trap = link
    seen = actions.observe(
        invite,
        method=request.method or "",
        score=score,
        client=client_of(request),
        at=at,
        is_trap=is_trap,
        is_prefetch=is_prefetch(request),
    )
    if request.method == "OPTIONS":
        return _answer("portal/gone.html", {}, 200, Allow=", ".join(METHODS))
    rating = queries.rating_of(invite)
    context = {**_question(invite, seen, score, rating), "plays": _plays_the_customer(request)}
    return _answer("portal/rate.html", context)


def _vote(request: HttpRequest, invite: RatingInvite, at: datetime) -> HttpResponse:
    form = RateForm(request.POST)
    page = queries.page_of_key(invite, form.data.get("page", ""))
    if not form.is_valid():
        return _refused(request, invite, form, page, " ".join(str(e) for es in form.errors.values() for e in es), 422)
    try:
        rating = customer_rates(invite, _choice(request, form, page), at=at, reason=form.cleaned_data["reason"])
    except FeedbackError as error:
        return _refused(request, invite, form, page, said(str(error)), 409)
    if _wants_json(request):
        return _private(JsonResponse({"state": rating.state, "score": rating.score}))
    passed_on = form.cleaned_data["how"] == How.PASSED_ON
    context = {**_about(invite), **_next(invite, rating, at), "passed_on": passed_on}
    # The same for every face: to ask only the happy ones would be to choose what the public reads.
    context["public"] = lessons.public_place(invite.conversation.inbox_id)
    return _answer("portal/thanks.html", context)


def _choice(request: HttpRequest, form: RateForm, page: Observation | None) -> Choice:
    sent = form.cleaned_data
    return Choice(
        score=sent["level"],
        how=sent["how"],
        comment=sent["comment"],
        chips=form.chips,
        call_me=sent["call_me"],
        phone=sent["phone"],
        page=page,
        client=client_of(request),
    )


def _refused(
    request: HttpRequest, invite: RatingInvite, form: RateForm, page: Observation | None, why: str, status: int
) -> HttpResponse:
    """Nothing typed is lost: the page comes back as it was sent, with the reason."""
    if _wants_json(request):
        return _private(JsonResponse({"error": why}, status=status))
    sent = {name: form.data.get(name, "") for name in form.fields}
    level = int(sent["level"]) if sent["level"] in {"1", "2", "3", "4"} else None
    context = {**_question(invite, page, level, None), "error": why, "sent": sent}
    context["reasons"] = _reasons(sent["reason"])
    context["plays"] = _plays_the_customer(request)
    context["questions"] = [(name, words, sent[name]) for name, words in QUESTIONS.items()]
    return _answer("portal/rate.html", context, status)


def _about(invite: RatingInvite) -> dict[str, Any]:
    return {
        "company": invite.conversation.inbox.name,
        "author": invite.author,
        "written_at": invite.message.at,
        "is_recovery": invite.about == RatingInvite.About.RECOVERY,
    }


def _question(
    invite: RatingInvite, seen: Observation | None, score: int | None, rating: Rating | None
) -> dict[str, Any]:
    known = rating if rating is not None and rating.counts else None
    chosen = score or (known.score if known else None)
    answers = known.chips if known else {}
    given = lessons.of_source(known, Source.CUSTOMER) if known else None
    yes_no = {True: "yes", False: "no", None: ""}
    return {
        **_about(invite),
        "token": queries.token_of(invite),
        "page": queries.page_key(seen) if seen else "",
        "chosen": chosen,
        "word": _(Score(chosen).label) if chosen else "",
        "before": _(Score(known.score).label) if known and score not in (None, known.score) else "",
        "questions": [(name, words, yes_no[answers.get(name)]) for name, words in QUESTIONS.items()],
        "reasons": _reasons(str(given.reason_id) if given else ""),
        "sent": {"call_me": known.call_me, "phone": known.phone} if known else {},
    }


def _reasons(chosen: str) -> list[tuple[int, str, bool]]:
    """Number, word and whether it is chosen."""
    return [(one.pk, str(one), str(one.pk) == chosen) for one in lessons.reasons()]


def _next(invite: RatingInvite, rating: Rating, at: datetime) -> dict[str, Any]:
    """What happens now, said only where it is so."""
    kinds = [promise for promise in promises.open_of(invite.conversation) if promise.kind == Promise.Kind.FIRST_WORD]
    due = next((promise.due_at for promise in kinds if promise.due_at > at), None)
    return {"rating": rating, "due": due if rating.is_unhappy else None}


def _is_staff(request: HttpRequest) -> bool:
    """Our own people do not vote. Without a session cookie nobody is looked up and none is set."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def _plays_the_customer(request: HttpRequest) -> bool:
    """While mail goes to the local postbox there are no customers but those that our own people play."""
    return practice.is_open() and "customer" in (request.GET.get("as"), request.POST.get("as"))


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _not_found(request: HttpRequest, at: datetime) -> HttpResponse:
    """Empty, short, wrong, expired: one answer, and after ten of them in a minute none."""
    if not limits.allow(f"rate-wrong:{address_of(request)}", limit=WRONG_A_MINUTE, window=MINUTE, at=at):
        return _too_many()
    return _answer("portal/gone.html", {}, 404)


def _too_many() -> HttpResponse:
    return _answer("portal/too_many.html", {}, 429, **{"Retry-After": "60"})


def _answer(template: str, context: dict[str, Any], status: int = 200, **headers: str) -> HttpResponse:
    """Rendered without the request, so that no session and no cookie is touched."""
    return _private(HttpResponse(render_to_string(template, context), status=status, headers=headers))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

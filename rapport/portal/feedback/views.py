"""The question under a reply. Opening a link never votes: only what the page sends back does."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from rapport.channels.email import practice
from rapport.feedback import actions, queries, rules
from rapport.feedback.actions import Choice, FeedbackError
from rapport.feedback.models import How, Observation, Rating, RatingInvite
from rapport.flows.customer_rates import customer_rates
from rapport.flows.customer_says_fixed import customer_says_fixed
from rapport.learning import queries as lessons
from rapport.learning.models import Source
from rapport.platform import clock, limits, signing
from rapport.platform.gathered import Asked, gather
from rapport.platform.said import said
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
from rapport.portal.feedback import quoting
from rapport.portal.feedback.forms import QUESTIONS, RateForm
from rapport.promises import queries as promises
from rapport.promises.models import Promise

FIXED = ("fixed", "not-fixed")


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def rate(request: HttpRequest, token: str, face: str = "") -> HttpResponse:
    at = clock.now()
    invite = queries.invite_by_token(token, at)
    link = _link(invite, face)
    if invite is None and (quote := queries.quote_by_token(token)) is not None:
        return quoting.shown(request, quote.rating, quote)  # too late to answer, never to withdraw a quote
    if invite is None or link is None:
        return not_found(request, at)
    if request.method not in METHODS:
        return answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
    if not limits.allow(f"rate:{signing.digest(token)[:32]}", limit=REQUESTS_A_MINUTE, window=MINUTE, at=at):
        return too_many()
    if is_staff(request) and not plays_the_customer(request):
        _note_staff(request, invite, link, at)
        context = {**_about(invite), "as_customer": f"{request.path}?as=customer" if practice.is_open() else ""}
        return answer("portal/staff.html", context, 403 if request.method == "POST" else 200)
    if request.method != "POST":
        return _open(request, invite, link, at, is_about_matter=face in FIXED)
    return _say_fixed(request, invite, face, at) if face in FIXED else _vote(request, invite, at)


def _note_staff(request: HttpRequest, invite: RatingInvite, link: tuple[int | None, bool], at: datetime) -> None:
    """What our own people click counts nowhere, and is shown as not counted."""
    if request.method in ("GET", "POST"):
        actions.observe(invite, method=request.method, score=link[0], client=client_of(request), at=at, is_staff=True)


def _link(invite: RatingInvite | None, face: str) -> tuple[int | None, bool] | None:
    """The answer an address names and whether it is the hidden one; None for an address that we never made."""
    if invite is None:
        return None
    if face == "" or face in FIXED:
        return None, False
    if face == str(rules.TRAP):
        return None, True
    return (int(face), False) if face in {str(number) for number in range(1, invite.points + 1)} else None


def _open(
    request: HttpRequest, invite: RatingInvite, link: tuple[int | None, bool], at: datetime, *, is_about_matter: bool
) -> HttpResponse:
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
        return answer("portal/gone.html", {}, 200, Allow=", ".join(METHODS))
    context = {**_question(invite, seen, score), "plays": plays_the_customer(request)}
    return answer("portal/rate.html", {**context, "is_about_matter": is_about_matter})


def _vote(request: HttpRequest, invite: RatingInvite, at: datetime) -> HttpResponse:
    form = RateForm(request.POST, invite.points)
    page = queries.page_of_key(invite, form.data.get("page", ""))
    if not form.is_valid():
        return _refused(request, invite, form, page, " ".join(str(e) for es in form.errors.values() for e in es), 422)
    try:
        rating = customer_rates(invite, _choice(request, form, page), at=at, reason=form.cleaned_data["reason"])
    except FeedbackError as error:
        return _refused(request, invite, form, page, said(str(error)), 409)
    if wants_json(request):
        return private(JsonResponse({"state": rating.state, "score": rating.score}))
    passed_on = form.cleaned_data["how"] == How.PASSED_ON
    context = {**_about(invite), **_next(invite, rating, at), "passed_on": passed_on}
    # The same for every face: to ask only the happy ones would be to choose what the public reads.
    context["public"] = lessons.public_place(invite.conversation.inbox_id)
    context |= quoting.of(rating, queries.quote_of(rating))
    return answer("portal/thanks.html", {**context, **_matter(request, invite, page)})


def _say_fixed(request: HttpRequest, invite: RatingInvite, face: str, at: datetime) -> HttpResponse:
    """One tap on “Is it fixed?”. A face that was chosen on the same page is kept with it."""
    page = queries.page_of_key(invite, request.POST.get("page", ""))
    form = RateForm(request.POST, invite.points)
    if form.is_valid():
        with suppress(FeedbackError):  # too late to change the face: this is about something else
            customer_rates(invite, replace(_choice(request, form, page), how=How.BUTTON), at=at)
    told = customer_says_fixed(invite, is_fixed=face == "fixed", page=page, client=client_of(request), at=at)
    helper = told.conversation.assignee or invite.author
    context = {**_about(invite), **_matter(request, invite, page), "said": told, "helper": helper}
    context["public"] = lessons.public_place(invite.conversation.inbox_id)
    return answer("portal/fixed.html", context)


def _matter(request: HttpRequest, invite: RatingInvite, page: Observation | None) -> dict[str, Any]:
    """What the buttons of “Is it fixed?” need."""
    return {
        "token": queries.token_of(invite),
        "page": queries.page_key(page) if page else "",
        "plays": plays_the_customer(request),
        "stands": queries.stands_of(invite.conversation_id),
    }


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
    if wants_json(request):
        return private(JsonResponse({"error": why}, status=status))
    sent = {name: form.data.get(name, "") for name in form.fields}
    link = _link(invite, sent["level"])
    level = link[0] if link else None
    context = {**_question(invite, page, level, with_answer=False), "error": why, "sent": sent}
    context["reasons"] = [(pk, name, str(pk) == sent["reason"]) for pk, name, _ in context["reasons"]]
    context["plays"] = plays_the_customer(request)
    context["questions"] = [(name, words, sent[name]) for name, words in QUESTIONS.items()]
    return answer("portal/rate.html", context, status)


def _about(invite: RatingInvite) -> dict[str, Any]:
    return {
        "company": invite.conversation.inbox.name,
        "author": invite.author,
        "written_at": invite.message.at,
        "is_recovery": invite.about == RatingInvite.About.RECOVERY,
    }


_ASKED: dict[str, Asked[Any]] = {
    "ratings": queries.OF_INVITE,
    "stands": queries.STANDS,
    "reasons": lessons.CHOICES,
    "quotes": queries.QUOTED,
}


def _question(
    invite: RatingInvite, seen: Observation | None, score: int | None, *, with_answer: bool = True
) -> dict[str, Any]:
    """Without the answer that was given, so that what was sent now is shown."""
    found = gather(_ASKED, {"invite": invite.pk, "conversation": invite.conversation_id})
    known = next((rating for rating in found["ratings"] if with_answer and rating.counts), None)
    given = (known.choice or known.score) if known else None
    chosen = score or given
    answers = known.chips if known else {}
    why = lessons.of_source(known, Source.CUSTOMER) if known else None
    yes_no = {True: "yes", False: "no", None: ""}
    points = queries.points_of(invite, get_language() or "")
    word = {point.number: point.word for point in points}
    return {
        **_about(invite),
        "token": queries.token_of(invite),
        "wrong": f"r-{queries.token_of(invite)}",
        "page": queries.page_key(seen) if seen else "",
        "points": points,
        "is_usual": invite.scale is None,
        "chosen": chosen,
        "word": word[chosen] if chosen else "",
        "before": word[given] if given and score not in (None, given) else "",
        "questions": [(name, words, yes_no[answers.get(name)]) for name, words in QUESTIONS.items()],
        "stands": next(iter(found["stands"]), None),
        "is_quoted": bool(found["quotes"]),
        "reasons": [(one.pk, str(one), why is not None and why.reason_id == one.pk) for one in found["reasons"]],
        "sent": {"call_me": known.call_me, "phone": known.phone} if known else {},
    }


def _next(invite: RatingInvite, rating: Rating, at: datetime) -> dict[str, Any]:
    """What happens now, said only where it is so."""
    kinds = [promise for promise in promises.open_of(invite.conversation) if promise.kind == Promise.Kind.FIRST_WORD]
    due = next((promise.due_at for promise in kinds if promise.due_at > at), None)
    point = queries.point_of(invite, rating.choice or rating.score, get_language() or "")
    return {"rating": rating, "point": point, "due": due if rating.is_unhappy else None}

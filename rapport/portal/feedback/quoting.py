"""Whoever answered with words may allow that they are quoted, whatever they answered; and withdraw it with any link of
the same mail, for ever."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from rapport.feedback import actions, queries
from rapport.feedback.actions import NAME_CHARS, FeedbackError
from rapport.feedback.models import Quote, Rating
from rapport.platform import clock, limits, signing
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


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def quote(request: HttpRequest, token: str) -> HttpResponse:
    at = clock.now()
    known, invite = queries.quote_by_token(token), queries.invite_by_token(token, at)
    rating = known.rating if known else queries.rating_of(invite) if invite else None
    if rating is None or not (known or rating.may_be_quoted):
        return not_found(request, at)
    if request.method not in METHODS:
        return answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
    if not limits.allow(f"rate:{signing.digest(token)[:32]}", limit=REQUESTS_A_MINUTE, window=MINUTE, at=at):
        return too_many()
    if is_staff(request) and not plays_the_customer(request):
        return answer("portal/staff.html", about(rating), 403 if request.method == "POST" else 200)
    if request.method != "POST":
        return shown(request, rating, known)
    if request.POST.get("do") == "withdraw":
        if known is not None:
            actions.withdraw_quote(known, at=at)
        return shown(request, rating, None, was_withdrawn=True)
    if invite is None:  # too late to allow anything, never to withdraw it
        return shown(request, rating, known)
    return _allowed(request, rating, at)


def _allowed(request: HttpRequest, rating: Rating, at: datetime) -> HttpResponse:
    try:
        made = actions.allow_quote(rating, request.POST.get("name", "")[: NAME_CHARS * 2], at=at)
    except FeedbackError:
        return not_found(request, at)
    return shown(request, rating, made)


def shown(request: HttpRequest, rating: Rating, known: Quote | None, *, was_withdrawn: bool = False) -> HttpResponse:
    is_open = rating.invite.is_open(clock.now())
    context = {**about(rating), **of(rating, known, is_open=is_open), "was_withdrawn": was_withdrawn}
    return answer("portal/quote.html", {**context, "plays": plays_the_customer(request)})


def about(rating: Rating) -> dict[str, Any]:
    return {"company": rating.conversation.inbox.name, "author": rating.invite.author}


def of(rating: Rating, known: Quote | None, *, is_open: bool = True) -> dict[str, Any]:
    """What the form of a quote needs; `words` is what would be quoted, empty where there is nothing to ask for. What
    was allowed for other words, or with another face, is asked anew while that can be answered."""
    stands = known is not None and (known.words, known.score) == (rating.comment, rating.score)
    return {
        "token": queries.token_of(rating.invite),
        "quote": known if stands or not is_open else None,
        "words": rating.comment if is_open and rating.may_be_quoted else "",
    }

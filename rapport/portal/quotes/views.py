"""What customers of an inbox allowed to be quoted, as far as a lead chose it, beside how all of them answered: so that
it can be judged what was chosen. To read for everybody, as a page and as JSON for other sites."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.formats import date_format

from rapport.conversations.models import Inbox
from rapport.feedback import queries
from rapport.feedback.models import Quote
from rapport.platform import clock, limits
from rapport.platform.peer import address_of
from rapport.portal.bearer import MINUTE, answer, not_found, too_many
from rapport.portal.client import network_of
from rapport.reports import queries as reports
from rapport.reports.rules.counts import Scope, estimate, totals
from rapport.reports.rules.shares import Group
from rapport.reports.words import in_words
from rapport.web.faces import face_of

MOST, DAYS = 60, 365
A_MINUTE = 60
NOBODY = 0


@dataclass(frozen=True)
class Wall:
    inbox: Inbox
    quotes: list[Quote]
    happy: Group


def page(request: HttpRequest, inbox: int) -> HttpResponse:
    at = clock.now()
    refused, wall = _wall(request, inbox, at)
    if refused is not None or wall is None:
        return refused or not_found(request, at)
    rows = [{"quote": one, "face": face_of(one.score).word} for one in wall.quotes]
    context = {"company": wall.inbox.name, "rows": rows, "happy": wall.happy, "words": in_words(wall.happy)}
    return _open(answer("portal/quotes.html", {**context, "days": DAYS}))


def data(request: HttpRequest, inbox: int) -> HttpResponse:
    at = clock.now()
    refused, wall = _wall(request, inbox, at)
    if refused is not None or wall is None:
        return refused or not_found(request, at)
    found = estimate(wall.happy)
    share = (
        {"share": round(found.value, 3), "low": round(found.interval.low, 3), "high": round(found.interval.high, 3)}
        if found
        else {"share": None, "low": None, "high": None}
    )
    told = {
        "company": wall.inbox.name,
        "happy": {**share, "n": wall.happy.n, "days": DAYS},
        "quotes": [_told(one) for one in wall.quotes],
    }
    response = _open(JsonResponse(told))
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _told(one: Quote) -> dict[str, Any]:
    face = face_of(one.score)
    return {
        "words": one.words,
        "name": one.name,
        "face": one.score,
        "face_name": str(face.word),
        "allowed_on": date_format(one.allowed_at.astimezone(UTC), "Y-m-d"),
    }


def _wall(request: HttpRequest, inbox: int, at: datetime) -> tuple[HttpResponse | None, Wall | None]:
    """An inbox without a quote to show is as one that is not there."""
    if request.method not in ("GET", "HEAD"):
        return answer("portal/gone.html", {}, 405, Allow="GET, HEAD"), None
    if not limits.allow(f"quotes:{network_of(address_of(request))}", limit=A_MINUTE, window=MINUTE, at=at):
        return too_many(), None
    quotes = queries.quotes_shown(inbox, MOST) if inbox < 2**31 else []
    found = queries.place_of_quotes(inbox) if quotes else None
    if found is None:
        return None, None
    today = at.astimezone(UTC).date()
    scope = Scope(today - timedelta(DAYS - 1), today, (inbox,))
    return None, Wall(found, quotes, totals(reports.by_day(scope, NOBODY)).happy)


def _open(response: HttpResponse) -> HttpResponse:
    """Kept nowhere, so that what is withdrawn is gone at once; found by whoever looks for it."""
    response["Cache-Control"] = "no-store"
    if "X-Robots-Tag" in response:
        del response["X-Robots-Tag"]
    return response

"""A face in a mail that another tool sent. Opening it never rates: only what the page sends back does."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from rapport.conversations.models import Inbox
from rapport.customers.models import Identity
from rapport.feedback import faces, rules
from rapport.feedback.models import How
from rapport.flows.outside_rated import outside_rated
from rapport.learning import queries as lessons
from rapport.platform import clock, limits, signing
from rapport.platform.said import said
from rapport.portal.bearer import (
    METHODS,
    MINUTE,
    REQUESTS_A_MINUTE,
    answer,
    is_staff,
    not_found,
    private,
    too_many,
    wants_json,
)
from rapport.portal.client import client_of, is_prefetch
from rapport.portal.snippets.forms import FaceForm
from rapport.snippets import actions, queries
from rapport.snippets.actions import Chosen, SnippetError
from rapport.snippets.models import Outside, Seen, Snippet

AN_HOUR, POSTS_AN_HOUR = timedelta(hours=1), 30


@csrf_exempt  # The token in the address is the only credential and no cookie is read: there is nothing to ride on.
def face(request: HttpRequest, token: str, number: str = "") -> HttpResponse:
    at = clock.now()
    snippet, link = queries.by_token(token), _link(number)
    if snippet is None or link is None:
        return not_found(request, at)
    if request.method not in METHODS:
        return answer("portal/gone.html", {}, 405, Allow=", ".join(METHODS))
    client, identity = client_of(request), queries.identity_of(snippet, request.GET.get("c", ""))
    if not _may_go_on(request, snippet, client.network, at):
        return too_many()
    visitor = queries.visitor_of(client, identity, at)
    if is_staff(request):
        actions.observe(snippet, visitor, method=request.method or "", score=link[0], at=at, is_staff=True)
        return answer("portal/staff.html", _about(snippet), 403 if request.method == "POST" else 200)
    if request.method == "POST":
        return _take(request, snippet, identity, at)
    score, is_trap = link
    seen = actions.observe(
        snippet,
        visitor,
        method=request.method or "",
        score=score,
        at=at,
        is_trap=is_trap,
        is_prefetch=is_prefetch(request),
    )
    if request.method == "OPTIONS":
        return answer("portal/gone.html", {}, 200, Allow=", ".join(METHODS))
    return answer("portal/snippet.html", _question(request, snippet, identity, seen, score))


def _may_go_on(request: HttpRequest, snippet: Snippet, network: str, at: datetime) -> bool:
    """One snippet stands in many mails, so it is a network that is slowed down; and what it sends is counted by the
    hour, so that a copied link makes no flood of ratings."""
    key = signing.digest(f"{snippet.pk}:{network}")[:32]
    if not limits.allow(f"snippet:{key}", limit=REQUESTS_A_MINUTE, window=MINUTE, at=at):
        return False
    return request.method != "POST" or limits.allow(f"snippet-post:{key}", limit=POSTS_AN_HOUR, window=AN_HOUR, at=at)


def _link(number: str) -> tuple[int | None, bool] | None:
    if number == "":
        return None, False
    if number == str(rules.TRAP):
        return None, True
    return (int(number), False) if number in {str(score) for score in rules.SCORES} else None


def _take(request: HttpRequest, snippet: Snippet, identity: Identity | None, at: datetime) -> HttpResponse:
    form = FaceForm(request.POST)
    page = queries.page_of_key(snippet, form.data.get("page", ""))
    if page is None:
        return _come_back(request, snippet, identity, form, None, _("Please press Send once more."), 422, at)
    if not form.is_valid():
        why = _("Choose one of the faces, then press Send.")
        if "says" in form.errors:
            why = _("That is no e-mail address. Correct it, or leave it out.")
        elif "level" not in form.errors:
            why = _("That is too long for this box. Shorten it, or reply to the mail.")
        return _come_back(request, snippet, identity, form, page, why, 422, at)
    sent = form.cleaned_data
    chosen = Chosen(sent["level"], sent["how"], sent["comment"], sent["says"])
    try:
        rating = outside_rated(snippet, page, identity, chosen, at=at)
    except SnippetError as error:
        return _come_back(request, snippet, identity, form, page, said(str(error)), 409, at)
    if wants_json(request):
        return private(JsonResponse({"state": rating.state, "score": rating.score}))
    return answer("portal/snippet_thanks.html", _thanks(snippet, rating, sent["how"]))


def _come_back(
    request: HttpRequest,
    snippet: Snippet,
    identity: Identity | None,
    form: FaceForm,
    page: Seen | None,
    why: str,
    status: int,
    at: datetime,
) -> HttpResponse:
    """Nothing typed is lost: the page comes back as it was sent, with the reason, and with a key if it had none."""
    if wants_json(request):
        return private(JsonResponse({"error": why}, status=status))
    if page is None:
        visitor = queries.visitor_of(client_of(request), identity, at)
        page = actions.observe(snippet, visitor, method="POST", score=None, at=at)
    link = _link(str(form.data.get("level", "")))
    context = _question(request, snippet, identity, page, link[0] if link else None)
    sent = {name: form.data.get(name, "") for name in ("comment", "says")}
    return answer("portal/snippet.html", context | {"error": why, "sent": sent}, status)


def _about(snippet: Snippet) -> dict[str, Any]:
    inbox = _inbox()
    return {"company": inbox.name if inbox else "Rapport", "author": snippet.user}


def _inbox() -> Inbox | None:
    """Mails of other tools belong to none of ours, so it is the first that speaks for the company."""
    return Inbox.objects.filter(is_active=True).order_by("id").first()


def _question(
    request: HttpRequest, snippet: Snippet, identity: Identity | None, seen: Seen, score: int | None
) -> dict[str, Any]:
    words = {point.number: point.word for point in faces.points_of(language=get_language() or "")}
    return {
        **_about(snippet),
        "token": queries.token_of(snippet),
        "signed": request.GET.get("c", "") if identity is not None else "",
        "page": queries.page_key(seen),
        "chosen": score,
        "word": words[score] if score else "",
    }


def _thanks(snippet: Snippet, rating: Outside, how: str) -> dict[str, Any]:
    inbox = _inbox()
    # The same for every face: to ask only the happy ones would be to choose what the public reads.
    public = lessons.public_place(inbox.pk) if inbox else None
    return {**_about(snippet), "rating": rating, "passed_on": how == How.PASSED_ON, "public": public}

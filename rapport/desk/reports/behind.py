"""The conversations behind a number of the report."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, known_conversations, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.reports import present
from rapport.desk.reports.scope import wanted
from rapport.feedback.models import Rating, RatingInvite
from rapport.reports import queries
from rapport.web.faces import FACES

SIZE = 50


@staff
@require_safe
def behind(request: StaffRequest) -> HttpResponse:
    asked, part = wanted(request), request.GET.get("part", queries.ASKED)
    if part not in queries.PARTS:
        raise Http404
    faces, author = _faces(request.GET.get("faces", "")), _author(request)
    rows = queries.invites(asked.scope, part, faces=faces, author=author)
    before = read_cursor(request.GET.get("after", ""))
    found = queries.behind(rows, known_conversations(request.user), before=before, size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    kept = {name: request.GET[name] for name in ("faces", "mine", "author") if request.GET.get(name)}
    following = write_cursor(shown[-1].created_at, shown[-1].pk) if more else ""
    context = {
        "title": _title(part, faces),
        "scope_words": present.days(asked.scope.first, asked.scope.last),
        "is_mine": bool(request.GET.get("mine")),
        "report_url": asked.url(),
        "rows": [_row(one) for one in shown],
        "more_url": asked.behind(part, after=following, **kept) if following else "",
    }
    return render(request, "desk/reports/behind.html", frame(request, folder="ratings") | context)


def _faces(text: str) -> list[int]:
    found = [face.level for face in FACES if str(face.level) in text.split(",")]
    if text and not found:
        raise Http404
    return found


def _author(request: StaffRequest) -> int | None:
    """Oneself, or for leads whoever is beyond the limits."""
    named = request.GET.get("author", "")
    if not named:
        return request.user.pk if request.GET.get("mine") else None
    if not request.user.is_lead:
        raise PermissionDenied
    if not (named.isascii() and named.isdigit() and len(named) < 18):
        raise Http404
    return int(named)


def _title(part: str, faces: list[int]) -> str:
    if faces:
        return ", ".join(_(face.word) for face in FACES if face.level in faces)
    return {
        queries.ASKED: _("Asked"),
        queries.ANSWERED: _("Answered"),
        queries.SILENT: _("Not answered"),
        queries.SUSPECT: _("Not counted: probably a machine"),
        queries.FORWARDED: _("Not counted: passed on"),
        queries.STAFF: _("Not counted: our own people"),
    }[part]


def _row(one: RatingInvite) -> dict[str, Any]:
    rating: Rating | None = getattr(one, "rating", None)
    return {
        "rating": rating,
        "customer": str(one.conversation.customer),
        "subject": one.conversation.subject,
        "reference": one.conversation.reference,
        "author": one.author.name,
        "at": one.created_at,
        "url": reverse("desk:conversation", args=[one.conversation.reference]) + f"#message-{one.message_id}",
    }

"""Closed is not settled: how many of the closed conversations their customers call settled, and the others."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.conversations.models import Conversation
from rapport.desk.access import StaffRequest, inbox_ids, known_conversations, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.reports import present
from rapport.platform.clock import now
from rapport.reports import queries
from rapport.reports.rules.shares import Group

SIZE, USUAL, SPANS = 50, 90, (30, 90, 365)


@staff
@require_safe
def fixed(request: StaffRequest) -> HttpResponse:
    given, part = request.GET.get("days", ""), request.GET.get("part", queries.NO_WORD)
    days = int(given) if given in {str(span) for span in SPANS} else USUAL
    words = _words()
    if part not in words:
        raise Http404
    since, path = now() - timedelta(days=days), reverse("desk:fixed")
    counts = queries.closed(since, inbox_ids(request.user))
    known = known_conversations(request.user)
    rows = Conversation.objects.all() if known is None else known
    before = read_cursor(request.GET.get("after", ""))
    found = queries.closed_with(part, rows, since=since, before=before, size=SIZE + 1)
    last = found[SIZE - 1] if len(found) > SIZE else None
    context = {
        "tabs": present.tabs("fixed", request.user),
        "spans": _spans(path, days, part),
        "figures": _figures(counts, path, days),
        "parts": [
            {"name": name, "count": counts[key], "url": f"{path}?days={days}&part={key}", "current": key == part}
            for key, name in words.items()
        ],
        "total": sum(counts.values()),
        "rows": found[:SIZE],
        "more_url": f"{path}?days={days}&part={part}&after={write_cursor(last.last_message_at, last.pk)}"
        if last is not None
        else "",
    }
    return render(request, "desk/reports/fixed.html", frame(request, folder="ratings") | context)


def _words() -> dict[str, Any]:
    return {
        queries.NO_WORD: _("Closed, not confirmed"),
        queries.SETTLED: _("Settled, says the customer"),
        queries.NOT_SETTLED: _("Not fixed, and closed again since"),
    }


def _figures(counts: dict[str, int], path: str, days: int) -> list[present.Figure]:
    said, total = counts[queries.SETTLED] + counts[queries.NOT_SETTLED], sum(counts.values())
    settled = f"{path}?days={days}&part={queries.SETTLED}"
    return [
        present.figure(
            _("Settled"),
            Group(counts[queries.SETTLED], said),
            url=settled,
            n_url=settled,
            help=_("of the closed ones whose customer said so or not"),
        ),
        present.figure(
            _("Answered"),
            Group(said, total),
            url=settled,
            n_url=f"{path}?days={days}&part={queries.NO_WORD}",
            help=_("of all that are closed; nothing is known of the others"),
        ),
    ]


def _spans(path: str, days: int, part: str) -> list[dict[str, Any]]:
    names = {30: _("30 days"), 90: _("90 days"), 365: _("A year")}
    return [{"name": names[span], "url": f"{path}?days={span}&part={part}", "current": span == days} for span in SPANS]

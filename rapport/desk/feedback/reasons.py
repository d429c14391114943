"""Why answers were poor: how often each reason was given, by whom, and whether it became rarer."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, inbox_ids, known_conversations, staff
from rapport.desk.feedback.tabs import tabs
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.feedback.models import Rating
from rapport.learning import queries
from rapport.learning.models import Source
from rapport.learning.queries import Counted
from rapport.platform.clock import now
from rapport.reports import queries as reports
from rapport.reports.rules.change import change
from rapport.reports.rules.counts import Scope, Totals, totals
from rapport.reports.rules.shares import Group
from rapport.reports.words import changed, days, in_words

SPANS = (7, 28, 91, 364)
SIZE = 50
NOBODY = 0


@staff
@require_safe
def reasons(request: StaffRequest) -> HttpResponse:
    seen = inbox_ids(request.user)
    length = _length(request.GET.get("days", ""))
    last = now().astimezone(UTC).date()
    scope = Scope(last - timedelta(length - 1), last, None if seen is None else tuple(seen))
    before = replace(scope, first=scope.first - timedelta(length), last=scope.first - timedelta(1))
    found, answers = _of(scope)
    found_before, answers_before = _of(before)
    context = {
        "tabs": tabs("feedback-reasons"),
        "spans": [_span(number, number == length) for number in SPANS],
        "scope_words": days(scope.first, scope.last),
        "before_words": days(before.first, before.last),
        "rows": _rows(found, found_before, answers, answers_before, scope),
        "named": sum(one.n for one in found),
        "poor": _poor(answers),
        "answers": answers.answered,
        "poor_words": in_words(Group(_poor(answers), answers.answered)),
        "poor_url": _report_url(scope, part=reports.ANSWERED, faces="1,2"),
        "answers_url": _report_url(scope, part=reports.ANSWERED),
    }
    return render(request, "desk/feedback/reasons.html", frame(request, folder="feedback-review") | context)


def _of(scope: Scope) -> tuple[list[Counted], Totals]:
    return queries.reasons_in(scope.first, scope.last, scope.inboxes), totals(reports.by_day(scope, NOBODY))


def _poor(answers: Totals) -> int:
    return answers.faces[1] + answers.faces[2]


def _rows(
    found: list[Counted], found_before: list[Counted], answers: Totals, answers_before: Totals, scope: Scope
) -> list[dict[str, Any]]:
    names, named = queries.names(), sum(one.n for one in found)
    earlier = {one.reason: one.n for one in found_before}
    rows = []
    for one in found:
        was = Group(earlier.get(one.reason, 0), answers_before.answered)
        rows.append(
            {
                "name": names.get(one.reason, ""),
                "n": one.n,
                "share": in_words(Group(one.n, named)),
                "bar": round(100 * one.n / named) if named else 0,
                "before": was.hits,
                "change": changed(change(was, Group(one.n, answers.answered), looked_at=len(names))),
                "url": _url(one.reason, scope.first, scope.last),
                "sources": [
                    {
                        "name": source.label,
                        "n": getattr(one, source.value),
                        "url": _url(one.reason, scope.first, scope.last, source.value),
                    }
                    for source in Source
                ],
            }
        )
    return rows


def _length(sent: str) -> int:
    return int(sent) if sent in {str(number) for number in SPANS} else SPANS[1]


def _span(number: int, current: bool) -> dict[str, Any]:
    words = _("%(number)s weeks") % {"number": number // 7} if number > 7 else _("7 days")
    return {"name": words, "url": f"{reverse('desk:feedback-reasons')}?days={number}", "current": current}


def _url(reason: int, first: date, last: date, source: str = "") -> str:
    asked = {"since": first.isoformat(), "until": last.isoformat()} | ({"source": source} if source else {})
    return f"{reverse('desk:feedback-behind', args=[reason])}?{urlencode(asked)}"


def _report_url(scope: Scope, **more: str) -> str:
    asked = {"since": scope.first.isoformat(), "until": scope.last.isoformat(), **more}
    return f"{reverse('desk:ratings-behind')}?{urlencode(asked)}"


@staff
@require_safe
def behind(request: StaffRequest, pk: int) -> HttpResponse:
    """The answers behind a number."""
    reason, source = queries.reason(pk), request.GET.get("source", "")
    first, last = _day(request.GET.get("since", "")), _day(request.GET.get("until", ""))
    if reason is None or source not in ("", *Source.values):
        raise Http404
    found = queries.behind(
        first,
        last,
        reason=reason.pk,
        source=source,
        known=known_conversations(request.user),
        before=read_cursor(request.GET.get("after", "")),
        size=SIZE + 1,
    )
    shown, more = found[:SIZE], len(found) > SIZE
    following = write_cursor(shown[-1].changed_at, shown[-1].pk) if more else ""
    context = {
        "title": str(reason),
        "scope_words": days(first, last),
        "source": Source(source).label if source else "",
        "report_url": reverse("desk:feedback-reasons"),
        "rows": [_row(one) for one in shown],
        "more_url": f"{_url(reason.pk, first, last, source)}&after={following}" if following else "",
    }
    return render(request, "desk/feedback/behind.html", frame(request, folder="feedback-review") | context)


def _day(sent: str) -> date:
    try:
        return date.fromisoformat(sent)
    except ValueError:
        raise Http404 from None


def _row(one: Rating) -> dict[str, Any]:
    return {
        "rating": one,
        "customer": str(one.conversation.customer),
        "subject": one.conversation.subject,
        "reference": one.conversation.reference,
        "author": one.invite.author.name,
        "at": one.changed_at,
        "url": reverse("desk:conversation", args=[one.conversation.reference]) + f"#message-{one.invite.message_id}",
    }

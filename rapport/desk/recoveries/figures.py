"""How well we win people back: bounds, hours, and rises beside the natural ones."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, inbox_ids, staff
from rapport.desk.frame import frame
from rapport.desk.present.recovery import money, span_words
from rapport.desk.reports.present import in_words
from rapport.platform.clock import now
from rapport.recovery import measures, queries
from rapport.recovery.models import Outcome
from rapport.reports.rules.shares import Group
from rapport.team import queries as team

WITHIN = timedelta(days=90)


@staff
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """Of the last 90 days, in the inboxes this person sees; without a person's name, since this is no league table."""
    at, seen = now(), inbox_ids(request.user)
    cases = queries.cases(at - WITHIN, seen)
    bounds = measures.bounds(cases)
    hours = {row.pk: team.plain_hours(row) for row in team.every_hours()}
    clock = measures.clock(cases, hours, at=at)
    deltas = measures.deltas(cases)
    again, everybody = measures.repeats(cases)
    context = {
        "bounds": bounds,
        "low": _percent(bounds.low),
        "high": _percent(bounds.high),
        "clock": clock,
        "median": None if clock.median_hours is None else span_words(clock.median_hours * measures.HOUR),
        "deltas": deltas,
        "asked": _rise(deltas.asked, deltas.n_asked),
        "natural": _rise(deltas.natural, deltas.n_natural),
        "adjusted": _rise(deltas.adjusted, deltas.n_both),
        "chance": None if deltas.p is None else number_format(max(deltas.p, 0.001), 3),
        "again": again,
        "everybody": everybody,
        "answered_words": in_words(Group(bounds.won, bounds.answered)),
        "hour_words": in_words(Group(clock.within_hour, clock.n)),
        "day_words": in_words(Group(clock.within_day, clock.n)),
        "again_words": in_words(Group(again, everybody)),
        "enough": measures.ENOUGH,
        "given": [_given(one) for one in queries.given_since(at - WITHIN)] if request.user.is_lead else [],
    }
    return render(request, "desk/recoveries/figures.html", frame(request, folder="recoveries") | context)


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _rise(value: float | None, n: int) -> str:
    if value is not None and n < measures.ENOUGH:
        return _("too few answers (n = %(n)s)") % {"n": n}
    return "" if value is None else ("+" if value >= 0 else "−") + number_format(abs(value), 2)


def _given(one: queries.Given) -> dict[str, Any]:
    words = _(Outcome(one.outcome).label) if one.outcome else _("Still open")
    return {"words": words, "customers": one.customers, "worth": money(one.amount, one.currency)}

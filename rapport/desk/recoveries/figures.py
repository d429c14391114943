"""How well we win people back: bounds, hours, and rises beside the natural ones."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, inbox_ids, staff
from rapport.desk.frame import frame
from rapport.desk.present.recovery import money, span_words
from rapport.desk.reports.present import in_words
from rapport.platform.clock import now
from rapport.recovery import measures, queries
from rapport.recovery.measures import Part
from rapport.recovery.models import Outcome, Recovery
from rapport.relationships import queries as relationships
from rapport.reports.rules.shares import Group, quantile_ranks
from rapport.team import queries as team
from rapport.team.models import User
from rapport.team.opening import Hours

WITHIN, SIZE = timedelta(days=90), 50
OWN, OWN_KEPT = "own", "own-kept"  # of the loyalty that an agent sees of themselves


@staff
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """Of the last 90 days, in the inboxes this person sees; without a person's name, since this is no league table."""
    at, seen = now(), inbox_ids(request.user)
    cases = queries.cases(at - WITHIN, seen)
    bounds = measures.bounds(cases)
    hours = _hours()
    clock = measures.clock(cases, hours, at=at)
    deltas = measures.deltas(cases)
    second = measures.bounds(case for case in cases if case.is_second_chance)
    again, everybody = measures.repeats(cases)
    context = {
        "bounds": bounds,
        "low": _percent(bounds.low),
        "high": _percent(bounds.high),
        "clock": clock,
        "median": _median(clock),
        "url": reverse("desk:recovery-figures-behind"),
        "deltas": deltas,
        "asked": _rise(deltas.asked, deltas.n_asked),
        "natural": _rise(deltas.natural, deltas.n_natural),
        "adjusted": _rise(deltas.adjusted, deltas.n_both),
        "chance": None if deltas.p is None else number_format(max(deltas.p, 0.001), 3),
        "second": second,
        "second_words": in_words(Group(second.won, second.answered)),
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


@staff
@require_safe
def behind(request: StaffRequest) -> HttpResponse:
    """The recoveries that a figure counts, the newest first."""
    part = request.GET.get("part", "")
    if part not in _TITLES:
        raise Http404
    known = _counted(part, request.user)
    after = request.GET.get("after", "")
    first = known.index(int(after)) + 1 if after.isdecimal() and int(after) in known else 0
    shown = known[first : first + SIZE]
    context = {
        "title": _TITLES[part],
        "rows": [_row(one) for one in queries.in_order(shown)],
        "number": len(known),
        "more_url": f"?part={part}&after={shown[-1]}" if len(known) > first + SIZE else "",
    }
    return render(request, "desk/recoveries/behind.html", frame(request, folder="recoveries") | context)


def _counted(part: str, user: User) -> list[int]:
    at, seen = now(), inbox_ids(user)
    if part in (OWN, OWN_KEPT):
        rows = relationships.ended_by(user, seen, at, kept=part == OWN_KEPT)
        return list(rows.order_by("-closed_at", "-pk").values_list("pk", flat=True))
    cases = measures.behind(Part(part), queries.cases(at - WITHIN, seen), _hours(), at=at)
    return [case.recovery for case in cases]


_TITLES: dict[str, Any] = {
    OWN: gettext_lazy("Yours that ended 90 days ago or up to a year before"),
    OWN_KEPT: gettext_lazy("Yours whose customers are not noted as lost 90 days later"),
    Part.ALL: gettext_lazy("Every recovery"),
    Part.WON: gettext_lazy("Won back"),
    Part.ANSWERED: gettext_lazy("Answered when asked again"),
    Part.HOUR: gettext_lazy("First word within a business hour"),
    Part.DAY: gettext_lazy("First word within a business day"),
    Part.LATE: gettext_lazy("Still no first word after a day"),
    Part.ROSE_ASKED: gettext_lazy("With a face before and after the fix"),
    Part.ROSE_NATURAL: gettext_lazy("With a next rating by itself"),
    Part.ROSE_BOTH: gettext_lazy("With both"),
    Part.AGAIN: gettext_lazy("Let down before"),
    Part.SECOND: gettext_lazy("Asked for a second chance"),
}


def _row(one: Recovery) -> dict[str, Any]:
    return {
        "customer": str(one.conversation.customer),
        "reference": one.conversation.reference,
        "subject": one.conversation.subject,
        "opened_at": one.opened_at,
        "how": _(Outcome(one.outcome).label) if one.outcome else _("Still open"),
        "url": reverse("desk:recovery", args=[one.pk]),
    }


def _hours() -> dict[int, Hours]:
    return {row.pk: team.plain_hours(row) for row in team.every_hours()}


def _median(clock: measures.Clock) -> dict[str, Any]:
    """With the two waits between which half of all recoveries lies."""
    ranks = quantile_ranks(clock.n, 0.5) if clock.n >= measures.ENOUGH else None
    if ranks is None or clock.median_hours is None:
        return {"n": clock.n}
    words = [span_words(hours * measures.HOUR) for hours in (clock.spans[ranks.low - 1], clock.spans[ranks.high - 1])]
    return {"n": clock.n, "words": span_words(clock.median_hours * measures.HOUR), "low": words[0], "high": words[1]}


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _rise(value: float | None, n: int) -> str:
    if value is not None and n < measures.ENOUGH:
        return _("too few answers (n = %(n)s)") % {"n": n}
    return "" if value is None else ("+" if value >= 0 else "−") + number_format(abs(value), 2)


def _given(one: queries.Given) -> dict[str, Any]:
    words = _(Outcome(one.outcome).label) if one.outcome else _("Still open")
    return {"words": words, "customers": one.customers, "worth": money(one.amount, one.currency)}

"""How satisfied customers are, and how far that may be believed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, inbox_ids, staff
from rapport.desk.frame import frame
from rapport.desk.reports import charts, present
from rapport.desk.reports.comparison import comparison
from rapport.desk.reports.samples import beside_report
from rapport.desk.reports.scope import Wanted, spans, wanted
from rapport.feedback.queries import PLACED
from rapport.platform.clock import now
from rapport.platform.queries import fact
from rapport.relationships import queries as relationships
from rapport.reports import queries
from rapport.reports.rules import control, counts
from rapport.reports.rules.counts import RED, Row, Stretch, Totals
from rapport.reports.rules.shares import Group
from rapport.team.rules import May
from rapport.web.addresses import reverse
from rapport.web.faces import FACES

HAPPY_FACES = "4,3"


@staff
@require_safe
def report(request: StaffRequest) -> HttpResponse:
    asked = wanted(request)
    rows = queries.by_day(asked.scope, request.user.pk)
    whole = counts.totals(rows)
    context = {
        "tabs": present.tabs("ratings-report", request.user),
        "form": asked.form,
        "spans": spans(asked),
        "scope_words": present.days(asked.scope.first, asked.scope.last),
        "totals": whole,
        "figures": _figures(asked, whole),
        "faces": _faces(asked, whole),
        "excluded": _excluded(asked, whole),
        "chart": _chart(asked, counts.stretches(rows, asked.scope)),
        "mine": _mine(request, asked, rows),
        "comparison": comparison(request, asked) if whole.answered else None,
        "sample": beside_report(request, asked, whole),
        "counting": not fact(PLACED),
    }
    return render(request, "desk/reports/page.html", frame(request, folder="ratings") | context)


def _figures(asked: Wanted, found: Totals) -> list[present.Figure]:
    answered = asked.behind("answered")
    return [
        present.figure(
            _("Satisfied"),
            found.happy,
            url=asked.behind("answered", faces=HAPPY_FACES),
            n_url=answered,
            help=_("Great or Good, of those who answered"),
        ),
        present.figure(
            _("Unhappy"),
            found.red,
            url=asked.behind("answered", faces=RED),
            n_url=answered,
            help=_("Bad, of those who answered"),
        ),
        present.figure(
            _("Answered"),
            found.responded,
            url=answered,
            n_url=asked.behind("asked"),
            help=_("of those who were asked"),
        ),
    ]


def _faces(asked: Wanted, found: Totals) -> list[dict[str, Any]]:
    """How often each was chosen; the bar is in hundredths of the most frequent one."""
    most = max([*found.faces.values(), 1])
    return [
        {
            "level": face.level,
            "count": found.faces[face.level],
            "bar": round(100 * found.faces[face.level] / most, 1),
            "url": asked.behind("answered", faces=face.level),
        }
        for face in FACES
    ]


def _excluded(asked: Wanted, found: Totals) -> list[dict[str, Any]]:
    known = [
        ("suspect", found.suspect, _("probably a machine, such as a mail filter that opens every link")),
        ("forwarded", found.forwarded, _("from somebody to whom the mail was passed on")),
        ("staff", found.staff, _("clicks and answers of our own people")),
    ]
    return [{"count": count, "words": words, "url": asked.behind(part)} for part, count, words in known]


def _chart(asked: Wanted, stretches: list[Stretch], **mine: str) -> dict[str, Any]:
    """The canvas and its data table."""
    chart = control.p_chart([one.totals.happy for one in stretches])
    outside = [point.is_outside and chart.has_limits for point in chart.points]
    words = [present.stretch_words(*one) for one in zip(stretches, outside, strict=True)]
    return {
        "canvas": charts.trend(chart, stretches, words, (_("all"), _("limits"))),
        "has_limits": chart.has_limits,
        "is_stretched": chart.has_limits and chart.stretch > 1,
        "outside": sum(outside),
        "rows": [
            {
                "words": present.days(one.first, one.last),
                "asked": one.totals.asked,
                "asked_url": asked.of(one.first, one.last).behind("asked", **mine),
                "answered": one.totals.answered,
                "answered_url": asked.of(one.first, one.last).behind("answered", **mine),
                "happy": present.in_words(one.totals.happy) if one.totals.answered else "",
                "red": one.totals.red.hits,
                "red_url": asked.of(one.first, one.last).behind("answered", faces=RED, **mine),
                "limits": present.between_shares(point.low, point.high) if chart.has_limits and point.group.n else "",
                "is_outside": is_outside,
            }
            for one, point, is_outside in zip(stretches, chart.points, outside, strict=True)
            if one.totals.asked or one.totals.answered
        ],
    }


def _mine(request: StaffRequest, asked: Wanted, rows: list[Row]) -> dict[str, Any] | None:
    """What whoever looks was told about their own replies; None for those who write none."""
    found = counts.own(rows)
    if not request.user.may(May.WRITE) or not found.asked:
        return None
    kept = present.figure(
        _("Stayed with us"),
        Group(*relationships.kept_of(relationships.ended_by(request.user, inbox_ids(request.user), now()))),
        help=_("of unhappy customers whom you looked after, 90 days later"),
        url=f"{reverse('desk:recovery-figures-behind')}?part=own-kept",
        n_url=f"{reverse('desk:recovery-figures-behind')}?part=own",
    )
    # Loyalty before satisfaction; how quick one was stands nowhere here.
    return {
        "kept": kept if kept.n else None,
        "figure": present.figure(
            _("Satisfied"),
            found.happy,
            url=asked.behind("answered", faces=HAPPY_FACES, mine=1),
            n_url=asked.behind("answered", mine=1),
            help=_("with your own replies"),
        ),
        "chart": _chart(asked, counts.stretches(rows, asked.scope, counts.own), mine="1"),
    }

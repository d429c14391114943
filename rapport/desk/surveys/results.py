"""What surveys brought: figures with n, response rate and interval, every decision, and the people behind both."""

from datetime import UTC, date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, inbox_ids, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.reports import present
from rapport.platform.clock import now
from rapport.reports.rules.shares import Group, is_enough, net_promoter
from rapport.surveys import queries
from rapport.surveys.models import Asking, Survey, Why
from rapport.surveys.queries import Outcome

SIZE = 50
SPANS = (30, 90, 365)
USUAL = 90


@staff
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every survey with its headline."""
    seen, days, surveys = inbox_ids(request.user), _days(request), queries.every()
    found = queries.outcomes(surveys, since=_since(days), inboxes=seen)
    open_calls = queries.calls_open(surveys, inboxes=seen)
    context = {
        "tabs": present.tabs("surveys", request.user),
        "spans": _spans(reverse("desk:surveys"), days),
        "surveys": [
            {
                "survey": one,
                "figure": headline(one, found[one.pk], days),
                "answered": answered(one, found[one.pk], days),
                "planned": found[one.pk].planned,
                "calls": open_calls.get(one.pk, 0),
                "url": _url("survey", one, days),
            }
            for one in surveys
        ],
    }
    return render(request, "desk/surveys/index.html", frame(request, folder="ratings") | context)


@staff
@require_safe
def survey(request: StaffRequest, pk: int) -> HttpResponse:
    one, days, seen = survey_of(pk), _days(request), inbox_ids(request.user)
    since = _since(days)
    found = queries.outcomes([one], since=since, inboxes=seen)[one.pk]
    context = {
        "survey": one,
        "question": queries.question(one, "", one.inbox.name if one.inbox else _("us")),
        "when": in_words(one),
        "spans": _spans(reverse("desk:survey", args=[one.pk]), days),
        "total": found.total,
        "figures": [headline(one, found, days), answered(one, found, days)],
        "numbers": _numbers(one, found, days),
        "bands": _bands(one, found, days),
        "suspect": found.suspect,
        "suspect_url": behind_url(one, days, queries.SUSPECT),
        "planned": found.planned,
        "skipped": [
            {"count": count, "words": Why(why).label, "url": behind_url(one, days, queries.SKIPPED, because=why)}
            for why, count in sorted(found.skipped.items(), key=lambda row: -row[1])
        ],
        "words": [_row(row) for row in queries.with_words(one, since=since, inboxes=seen)],
        "calls": queries.calls_open([one], inboxes=seen).get(one.pk, 0),
    }
    return render(request, "desk/surveys/survey.html", frame(request, folder="ratings") | context)


@staff
@require_safe
def behind(request: StaffRequest, pk: int) -> HttpResponse:
    """The people behind a number, the newest first."""
    one, days, part = survey_of(pk), _days(request), request.GET.get("part", queries.ASKED)
    because, numbers = request.GET.get("because", ""), _chosen(one, request.GET.get("numbers", ""))
    if part not in queries.PARTS or (because and because not in Why.values):
        raise Http404
    rows = queries.askings(one, since=_since(days), inboxes=inbox_ids(request.user))
    before = read_cursor(request.GET.get("after", ""))
    found = queries.behind(rows, part, numbers=numbers, because=because, before=before, size=SIZE + 1)
    shown, kept = found[:SIZE], {"numbers": request.GET.get("numbers", ""), "because": because}
    last = shown[-1] if len(found) > SIZE else None
    context = {
        "survey": one,
        "title": _title(part, numbers, because),
        "days": days,
        "back": _url("survey", one, days),
        "rows": [_row(row) for row in shown],
        "more_url": behind_url(one, days, part, after=write_cursor(last.decided_at, last.pk), **kept)
        if last is not None and last.decided_at
        else "",
    }
    return render(request, "desk/surveys/behind.html", frame(request, folder="ratings") | context)


def _since(days: int) -> date:
    """Counts are of whole days, in UTC; a list behind a number begins with the same one."""
    return now().astimezone(UTC).date() - timedelta(days=days)


def survey_of(pk: int) -> Survey:
    found = queries.survey(pk)
    if found is None:
        raise Http404
    return found


def headline(one: Survey, found: Outcome, days: int) -> present.Figure:
    """The net promoter score, or how many found it easy; too few answers carry neither."""
    easy, n = found.total.of(one.scale, "high"), found.total.n
    links = {
        "url": behind_url(one, days, queries.ANSWERED, numbers=_of_band(one, "high")),
        "n_url": behind_url(one, days, queries.ANSWERED),
    }
    if one.kind == "ces":
        help_ = _("chose 6 or 7 of 7")
        return present.figure(_("Found it easy"), Group(easy, n), help=help_, **links)
    score = net_promoter(easy, found.total.of(one.scale, "low"), n)
    value, interval = (
        (points(score.value), _between(score.interval.low, score.interval.high)) if is_enough(n) else ("", "")
    )
    help_ = _("Net promoter score: those who chose 9 or 10 less those who chose 0 to 6, in points of a hundred")
    return present.Figure(_("Would recommend"), value, interval, n, easy, help=help_, **links)


def points(share: float) -> str:
    return f"{round(100 * share):+d}".replace("-", "−")


def _between(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": points(low), "high": points(high)}


def answered(one: Survey, found: Outcome, days: int) -> present.Figure:
    return present.figure(
        _("Answered"),
        Group(found.total.n, found.total.asked),
        url=behind_url(one, days, queries.ANSWERED),
        n_url=behind_url(one, days, queries.ASKED),
        help=_("of those who were asked"),
    )


def in_words(one: Survey) -> str:
    """When it is asked, as a sentence."""
    words = [
        ngettext(
            "%(way)s, %(days)s day after a conversation is closed",
            "%(way)s, %(days)s days after a conversation is closed",
            one.after_days,
        )
        % {"way": one.get_way_display(), "days": one.after_days}
    ]
    if one.every_days:
        words.append(
            ngettext("each customer once a day", "each customer once in %(days)s days", one.every_days)
            % {"days": one.every_days}
        )
    if one.share < 100:
        words.append(_("a random %(share)s %% of them") % {"share": one.share})
    words.append(one.inbox.name if one.inbox else _("every inbox"))
    return "; ".join(words)


def _numbers(one: Survey, found: Outcome, days: int) -> list[dict[str, Any]]:
    """How often each number was chosen; the bar is in hundredths of the most frequent one."""
    most = max([*found.total.counts.values(), 1])
    return [
        {
            "number": number,
            "count": found.total.counts.get(number, 0),
            "bar": round(100 * found.total.counts.get(number, 0) / most, 1),
            "url": behind_url(one, days, queries.ANSWERED, numbers=number),
        }
        for number in reversed(one.scale.numbers)
    ]


def _bands(one: Survey, found: Outcome, days: int) -> list[dict[str, Any]]:
    return [
        {
            "words": _("%(first)s to %(last)s") % {"first": numbers[0], "last": numbers[-1]},
            "count": found.total.of(one.scale, band),
            "share": present.in_words(Group(found.total.of(one.scale, band), found.total.n)),
            "url": behind_url(one, days, queries.ANSWERED, numbers=",".join(map(str, numbers))),
        }
        for band in ("high", "middle", "low")
        for numbers in [[each for each in one.scale.numbers if one.scale.band(each) == band]]
    ]


def _of_band(one: Survey, band: str) -> str:
    return ",".join(str(number) for number in one.scale.numbers if one.scale.band(number) == band)


def behind_url(one: Survey, days: int, part: str, **more: Any) -> str:
    kept = {name: str(value) for name, value in more.items() if value != ""}
    return f"{reverse('desk:survey-behind', args=[one.pk])}?{urlencode({'days': days, 'part': part} | kept)}"


def _url(view: str, one: Survey, days: int) -> str:
    return f"{reverse(f'desk:{view}', args=[one.pk])}?days={days}"


def _days(request: StaffRequest) -> int:
    given = request.GET.get("days", "")
    return int(given) if given in {str(span) for span in SPANS} else USUAL


def _spans(path: str, days: int) -> list[dict[str, Any]]:
    names = {30: _("30 days"), 90: _("90 days"), 365: _("A year")}
    return [{"name": names[span], "url": f"{path}?days={span}", "current": span == days} for span in SPANS]


def _chosen(one: Survey, text: str) -> list[int]:
    found = [number for number in one.scale.numbers if str(number) in text.split(",")]
    if text and not found:
        raise Http404
    return found


def _title(part: str, numbers: list[int], because: str) -> str:
    if because:
        return _("Not asked: %(why)s") % {"why": Why(because).label}
    if numbers:
        return _("Answered %(numbers)s") % {"numbers": ", ".join(map(str, numbers))}
    return {
        queries.ASKED: _("Asked"),
        queries.ANSWERED: _("Answered"),
        queries.SILENT: _("Not answered"),
        queries.SUSPECT: _("Not counted: probably a machine"),
        queries.SKIPPED: _("Not asked"),
    }[part]


def _row(one: Asking) -> dict[str, Any]:
    conversation = one.conversation
    return {
        "asking": one,
        "answer": getattr(one, "answer", None),
        "customer": str(conversation.customer if conversation else one.customer),
        "reference": conversation.reference if conversation else "",
        "subject": conversation.subject if conversation else "",
        "because": one.get_skipped_because_display() if one.skipped_because else "",
        "url": reverse("desk:conversation", args=[conversation.reference]) if conversation else "",
    }

"""The figures of the work itself: how much, and how long customers waited; beside it, before it, how it was for them.

Speed never stands alone, and nobody is put in an order: a page is about inboxes, or about one person, whose figures
only that person and leads see.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rapport.conversations.models import Conversation
from rapport.desk.access import StaffRequest, known_conversations, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.reports import charts, present
from rapport.desk.reports.forms import NO_TYPE
from rapport.desk.reports.report import HAPPY_FACES
from rapport.desk.reports.work_export import MOST_DAYS
from rapport.desk.reports.work_scope import Wanted, spans, wanted
from rapport.feedback.models import Channel
from rapport.reports import queries as ratings
from rapport.reports import work as queries
from rapport.reports.models import Work
from rapport.reports.rules import counts as rated
from rapport.reports.rules.counts import start_of, step_of
from rapport.reports.rules.work import FEWEST_FOR_TENTH, Measure, State, Wait
from rapport.reports.work import Counts
from rapport.team.rules import May

SIZE, MOST_NAMES = 50, 15
_TITLES = {
    "came": gettext_lazy("Came in"),
    "asked": gettext_lazy("Customers’ messages"),
    "replied": gettext_lazy("Replies"),
    "closed": gettext_lazy("Closed"),
    "reopened": gettext_lazy("Opened again"),
    "first": gettext_lazy("First reply given"),
    "next": gettext_lazy("Next reply given"),
    "resolution": gettext_lazy("Closed since"),
    "first_open": gettext_lazy("Wait for a first reply"),
    "first_let": gettext_lazy("Ended without a first reply"),
    "next_open": gettext_lazy("Wait for a next reply"),
    "next_let": gettext_lazy("Ended without a next reply"),
    "unresolved": gettext_lazy("Not closed yet"),
}
VOLUME = ("came", "asked", "replied", "closed", "reopened")


@staff
@require_safe
def work(request: StaffRequest) -> HttpResponse:
    asked = wanted(request)
    rows = queries.days(asked.scope, step_of(asked.scope.days))
    total = _sum(rows)
    waits = queries.waits(asked.scope, total)
    is_narrowed = bool(asked.scope.narrowed)
    apart = [_by_inbox(asked, rows), *([] if is_narrowed else _apart(asked))]
    context = {
        "asked": asked,
        "form": asked.form,
        "spans": spans(asked),
        "tabs": _tabs(request, asked),
        "scope_words": present.days(asked.scope.first, asked.scope.last),
        "is_any": total != Counts() or any(wait.n for wait in waits.values()),
        "is_of_person": asked.scope.person is not None,
        "satisfied": _satisfied(asked),
        "reopened": total.reopened,
        "reopened_url": asked.behind("reopened"),
        "closed": total.closed,
        "volume": [
            {"name": _TITLES[part], "count": getattr(total, part), "url": asked.behind(part)} for part in _parts(asked)
        ],
        "chart": _chart(asked, rows),
        "waits": [_wait(asked, measure, wait) for measure, wait in waits.items()],
        "fewest": FEWEST_FOR_TENTH,
        "apart": apart,
        "any_tag": not is_narrowed and bool(apart[-1]["rows"]),
        "headings": [_TITLES[part] for part in _parts(asked)],
        "export_url": asked.url("work-export"),
        "may_take_waits": asked.scope.days <= MOST_DAYS,
    }
    return render(request, "desk/reports/work.html", frame(request, folder="work") | context)


def _parts(asked: Wanted) -> tuple[str, ...]:
    """What there is of it: what comes in is nobody's."""
    return VOLUME if asked.scope.person is None else ("replied", "closed")


def _sum(rows: Iterable[tuple[date, int, Counts]]) -> Counts:
    total = Counts()
    for _day, _inbox, one in rows:
        total += one
    return total


def _tabs(request: StaffRequest, asked: Wanted) -> list[dict[str, Any]]:
    """Everybody's work, and for who writes their own."""
    if not request.user.may(May.WRITE):
        return []
    whole = asked.without_people
    return [
        {"name": _("Everybody’s"), "url": _address(whole), "current": asked.scope.person is None},
        {"name": _("Your own"), "url": _address(whole | {"mine": "1"}), "current": asked.is_mine},
    ]


def _address(kept: dict[str, str]) -> str:
    return f"{reverse('desk:work')}?{urlencode(kept)}"


def _satisfied(asked: Wanted) -> present.Figure:
    """What customers said in the same time and inboxes; ratings know no tags, and types only by month."""
    scope = asked.scope
    author = scope.person or 0
    found = ratings.by_day(rated.Scope(scope.first, scope.last, scope.inboxes, channel=scope.channel), author)
    happy = (rated.own(found) if author else rated.totals(found)).happy
    whose = {"author": author} if author and not asked.is_mine else {}
    answered = asked.url("ratings-behind", part="answered", **whose)
    satisfied = asked.url("ratings-behind", part="answered", faces=HAPPY_FACES, **whose)
    names = [_("of those who answered")]
    if scope.tag is not None or scope.type is not None:
        names.append(_("with any tag and type"))
    return present.figure(_("Satisfied"), happy, url=satisfied, n_url=answered, help=", ".join(names))


def _chart(asked: Wanted, rows: list[tuple[date, int, Counts]]) -> dict[str, Any]:
    """Two bars for each stretch of time, and the table of it."""
    days = asked.scope.days
    sums: dict[date, Counts] = {}
    for day, _inbox, one in rows:
        found = sums.setdefault(start_of(day, days), Counts())
        found += one
    parts = _parts(asked)
    pair = ("came", "closed") if asked.scope.person is None else ("replied", "closed")
    stretches = rated.stretches([], rated.Scope(asked.scope.first, asked.scope.last))
    table, bars = [], []
    for stretch in stretches:
        found = sums.get(start_of(stretch.first, days), Counts())
        span, words = asked.of(stretch.first, stretch.last), present.days(stretch.first, stretch.last)
        table.append(
            {
                "words": words,
                "cells": [{"count": getattr(found, part), "url": span.behind(part)} for part in parts],
            }
        )
        said = ", ".join(f"{_TITLES[part]}: {getattr(found, part)}" for part in pair)
        bars.append((stretch.first, (getattr(found, pair[0]), getattr(found, pair[1])), f"{words}. {said}"))
    return {"canvas": charts.bars(bars), "rows": table, "full": _TITLES[pair[0]], "hatched": _TITLES[pair[1]]}


_NAMES = {
    Measure.FIRST: gettext_lazy("First reply"),
    Measure.NEXT: gettext_lazy("Next reply"),
    Measure.RESOLUTION: gettext_lazy("Until closed"),
}


def _wait(asked: Wanted, measure: Measure, wait: Wait) -> dict[str, Any]:
    name = measure.name.lower()
    still = "unresolved" if measure == Measure.RESOLUTION else f"{name}_open"
    tenth = wait.n >= FEWEST_FOR_TENTH
    return {
        "name": _NAMES[measure],
        "n": wait.n,
        "url": asked.behind(name),
        "cells": [
            words(wait.within(share, office=office), in_days=not office) if share < 0.9 or tenth else ""
            for office in (True, False)
            for share in (0.5, 0.9)
        ],
        "still": wait.still,
        "still_url": asked.behind(still),
        "let": None if measure == Measure.RESOLUTION else wait.let,
        "let_url": asked.behind(f"{name}_let"),
    }


def words(seconds: float | None, *, in_days: bool) -> str:
    """A wait: minutes, hours, and by the clock days; a business day has as many hours as each says."""
    if seconds is None:
        return ""
    span = timedelta(seconds=seconds)
    if span < timedelta(minutes=59.5):
        return _("%(number)s min") % {"number": round(span / timedelta(minutes=1))}
    is_long = in_days and span >= timedelta(days=3)
    number = round(span / timedelta(days=1) if is_long else span / timedelta(hours=1), 1)
    name = _("%(number)s days") if is_long else _("%(number)s h")
    return name % {"number": number_format(number, 0 if number.is_integer() or number >= 100 else 1)}


def _by_inbox(asked: Wanted, rows: list[tuple[date, int, Counts]]) -> dict[str, Any]:
    sums: dict[int, Counts] = {}
    for _day, inbox, one in rows:
        found = sums.setdefault(inbox, Counts())
        found += one
    named = [(str(pk), asked.inboxes.get(pk, "–"), counts) for pk, counts in sums.items()]
    return _table(asked, _("By inbox"), "inbox", sorted(named, key=lambda one: one[1].lower()))


def _apart(asked: Wanted) -> list[dict[str, Any]]:
    found, channels = queries.apart(asked.scope), dict(Channel.choices)
    return [
        _table(
            asked, _("By channel"), "channel", [(key, str(channels.get(key, key)), n) for key, n in found["channel"]]
        ),
        _table(
            asked,
            _("By type"),
            "type",
            [(key or NO_TYPE, asked.types.get(key, key) or _("Without a type"), n) for key, n in found["type"]],
        ),
        _table(asked, _("By tag"), "tag", [(name, name, n) for name, n in found["tag"]]),
    ]


def _table(asked: Wanted, title: str, name: str, rows: list[tuple[str, str, Counts]]) -> dict[str, Any]:
    return {
        "title": title,
        "rows": [
            {
                "words": words,
                "url": asked.url(**{name: value}),
                "cells": [
                    {"count": getattr(found, part), "url": asked.behind(part, **{name: value})}
                    for part in _parts(asked)
                ],
            }
            for value, words, found in rows[:MOST_NAMES]
        ],
        "more": max(0, len(rows) - MOST_NAMES),
    }


@staff
@require_safe
def behind(request: StaffRequest) -> HttpResponse:
    """What a number counts, each with its conversation, the newest first."""
    asked, part = wanted(request), request.GET.get("part", "")
    if part not in queries.PARTS:
        raise Http404
    before = read_cursor(request.GET.get("after", ""))
    found = queries.page(asked.scope, part, before=before, size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    known = known_conversations(request.user)
    rows = Conversation.objects.all() if known is None else known
    talks = rows.select_related("customer").in_bulk({one.conversation_id for one in shown})
    context = {
        "title": _TITLES[part],
        "scope_words": _scope_words(asked),
        "report_url": asked.url(),
        "rows": [_row(one, talks[one.conversation_id]) for one in shown if one.conversation_id in talks],
        "more_url": asked.behind(part, after=write_cursor(shown[-1].at, shown[-1].pk)) if more else "",
    }
    return render(request, "desk/reports/work_behind.html", frame(request, folder="work") | context)


def _scope_words(asked: Wanted) -> str:
    """What the list is about, as the form says it."""
    said = [present.days(asked.scope.first, asked.scope.last)]
    for name in ("inbox", "tag", "type", "channel", "person"):
        value = asked.kept.get(name)
        if value and name in asked.form.fields:
            choices = dict(getattr(asked.form.fields[name].widget, "choices", ()))
            said.append(str(choices.get(value, value)))
    return " · ".join([*said, *([_("your own")] if asked.is_mine else [])])


def _row(one: Work, talk: Conversation) -> dict[str, Any]:
    url = reverse("desk:conversation", args=[talk.reference])
    waited = ""
    if one.state == State.ENDED and one.waited is not None and one.office is not None:
        said = {"span": words(one.waited, in_days=True), "office": words(one.office, in_days=False)}
        both = _("after %(span)s, %(office)s of them business hours")
        waited = (_("after %(span)s") if one.office == one.waited else both) % said
    return {
        "customer": str(talk.customer),
        "subject": talk.subject,
        "reference": talk.reference,
        "at": one.at,
        "waited": waited,
        "url": f"{url}#message-{one.message_id}" if one.message_id else url,
    }

"""Who stayed after a bad patch, by whether we won them back, and the customers behind each number."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, asked_ids, inbox_ids, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.losses import counted_words
from rapport.desk.present.names import name_of
from rapport.desk.reports.present import in_words
from rapport.relationships import queries
from rapport.relationships.models import BadPatch
from rapport.relationships.queries import Cohort
from rapport.relationships.rules import HORIZON, LANDMARK
from rapport.reports.rules.shares import Group

SIZE = 50
RECENT = "recent"
PARTS: dict[str, tuple[Q, Callable[[], str]]] = {
    "all": (Q(), lambda: _("All of them")),
    "came": (Q(came_again=True), lambda: _("Came again")),
    "kept": (Q(is_lost=False), lambda: _("Not noted as lost")),
}


def table(rows: QuerySet[BadPatch]) -> dict[str, Any]:
    found, recent = queries.cohorts(rows)
    return {
        "rows": [
            _row(_("Won back within %(days)s days") % {"days": LANDMARK.days}, "1", found.get(True, Cohort())),
            _row(_("Not won back by then"), "0", found.get(False, Cohort())),
        ],
        "recent": recent,
        "recent_url": f"{reverse('desk:losses-stayed')}?part={RECENT}",
        "landmark": LANDMARK.days,
        "horizon": HORIZON.days,
        "too_early": (LANDMARK + HORIZON).days,
        "counted": counted_words(queries.counted_at()),
    }


def _row(name: str, won: str, one: Cohort) -> dict[str, Any]:
    address = reverse("desk:losses-stayed")
    return {
        "name": name,
        "n": one.n,
        "came": one.came,
        "kept": one.kept,
        "came_words": in_words(Group(one.came, one.n)),
        "kept_words": in_words(Group(one.kept, one.n)),
        "urls": {part: f"{address}?won={won}&part={part}" for part in PARTS},
    }


@staff
@require_safe
def behind(request: StaffRequest) -> HttpResponse:
    """The customers behind a number of the table."""
    won, part = request.GET.get("won", ""), request.GET.get("part", "")
    rows, title = _wanted(queries.patches(inbox_ids(request.user), asked_ids(request.user)), won, part)
    found = queries.page_of_patches(rows, after=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    kept = f"part={part}" + (f"&won={won}" if won else "")
    address = reverse("desk:losses-stayed")
    following = f"{address}?{kept}&after={write_cursor(shown[-1].began_at, shown[-1].pk)}" if more else ""
    context = {"title": title, "rows": [_shown(one) for one in shown], "more_url": following}
    return render(request, "desk/losses/stayed.html", frame(request, folder="losses") | context)


def _wanted(rows: QuerySet[BadPatch], won: str, part: str) -> tuple[QuerySet[BadPatch], str]:
    if part == RECENT and not won:
        return rows.filter(is_recent=True), _("Too recent to be judged")
    if part not in PARTS or won not in ("0", "1"):
        raise Http404
    condition, name = PARTS[part]
    group = _("Won back within %(days)s days") % {"days": LANDMARK.days} if won == "1" else _("Not won back by then")
    return rows.filter(condition, is_recent=False, is_won_back=won == "1"), f"{group}: {name()}"


def _shown(one: BadPatch) -> dict[str, Any]:
    return {
        "name": name_of(one.customer),
        "customer": one.customer,
        "reference": one.conversation.reference,
        "subject": one.conversation.subject,
        "at": one.began_at,
        "is_lost": one.is_lost,
    }

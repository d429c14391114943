"""The figures of the work as a file for a spreadsheet: each day and inbox, or each wait; no customer, no person."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.contrib import messages as flash
from django.db import transaction
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.conversations.models import FIRST_NUMBER
from rapport.desk.access import StaffRequest, staff
from rapport.desk.audit import wrote
from rapport.desk.reports.work_scope import Wanted, wanted
from rapport.platform.sheets import cell
from rapport.reports import work as queries
from rapport.reports.rules.work import Measure, State
from rapport.reports.work import Counts

MOST_DAYS = 100  # of a million conversations a year, some tens of megabytes
PARTS = (*Counts.__dataclass_fields__,)
WAIT = (
    "began_at", "conversation", "inbox", "channel", "type", "tags", "wait", "state", "seconds", "business_seconds"
)  # fmt: skip


@staff
@require_POST
def export(request: StaffRequest) -> HttpResponseBase:
    """What the page was about; that it was taken away is in the audit log."""
    asked, of_waits = wanted(request), request.POST.get("of") == "waits"
    if of_waits and asked.scope.days > MOST_DAYS:
        flash.error(request, _("Each wait can be taken along for at most 100 days at a time. Choose a shorter time."))
        return redirect(asked.url())
    with transaction.atomic():
        wrote(request, "export.work", of="waits" if of_waits else "days", **asked.kept)
    lines = _waits(asked) if of_waits else _days(asked)
    answer = StreamingHttpResponse(map(_line, lines), content_type="text/csv; charset=utf-8")
    name = f"work-{'waits' if of_waits else 'days'}-{asked.scope.first}-{asked.scope.last}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _days(asked: Wanted) -> Iterator[Iterable[object]]:
    yield ("day", "inbox", *PARTS)
    for day, inbox, found in sorted(queries.days(asked.scope), key=lambda one: one[:2]):
        yield (day, asked.inboxes.get(inbox, inbox), *(getattr(found, part) for part in PARTS))


def _waits(asked: Wanted) -> Iterator[Iterable[object]]:
    yield WAIT
    for one in queries.every_wait(asked.scope):
        yield (
            one.at.isoformat(),
            f"R-{FIRST_NUMBER + one.conversation_id}",
            asked.inboxes.get(one.inbox_id, one.inbox_id),
            one.channel,
            asked.types.get(one.type, one.type),
            ", ".join(one.tags),
            Measure(one.measure or Measure.FIRST).name.lower(),
            State(one.state or State.OPEN).name.lower(),
            one.waited,
            one.office,
        )


def _line(cells: Iterable[object]) -> str:
    """In which no cell is a formula (S26)."""
    line = io.StringIO()
    csv.writer(line).writerow(map(cell, cells))
    return line.getvalue()

"""Which replies a report is about: as the address asks, within what whoever looks may see."""

from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.conversations import queries as conversations
from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.reports.forms import UNKNOWN, ScopeForm
from rapport.platform.clock import now
from rapport.reports import queries
from rapport.reports.rules.counts import Scope

USUAL_DAYS = 90


@dataclass(frozen=True)
class Wanted:
    """What was asked for, and the form that says it. `kept` are the parameters by which other pages mean the same."""

    scope: Scope
    form: ScopeForm
    kept: dict[str, str]

    def url(self, view: str = "ratings-report", **more: Any) -> str:
        return f"{reverse(f'desk:{view}')}?{urlencode(self.kept | {name: str(value) for name, value in more.items()})}"

    def behind(self, part: str, **more: Any) -> str:
        """The conversations behind a number."""
        return self.url("ratings-behind", part=part, **more)

    def of(self, first: date, last: date) -> "Wanted":
        """The same for another time."""
        kept = self.kept | {"since": first.isoformat(), "until": last.isoformat()}
        return Wanted(replace(self.scope, first=first, last=last), self.form, kept)


def wanted(request: StaffRequest) -> Wanted:
    """What is not understood is said beside its field, and the usual time is shown instead."""
    today = now().astimezone(UTC).date()
    seen = inbox_ids(request.user)
    inboxes = list(conversations.visible_inboxes(request.user).order_by("name").values_list("pk", "name"))
    languages, channels = queries.offered(seen)
    usual = {"since": today - timedelta(USUAL_DAYS - 1), "until": today}
    form = ScopeForm(request.GET or usual, inboxes=inboxes, languages=languages, channels=channels, today=today)
    said = form.cleaned_data if form.is_valid() else {}
    last = said.get("until") or today
    first = said.get("since") or last - timedelta(USUAL_DAYS - 1)
    scope = Scope(
        first,
        last,
        (int(said["inbox"]),) if said.get("inbox") else None if seen is None else tuple(seen),
        "" if said.get("language") == UNKNOWN else said.get("language") or None,
        said.get("channel") or None,
    )
    kept = {name: said[name] for name in ("inbox", "language", "channel") if said.get(name)}
    return Wanted(scope, form, {"since": first.isoformat(), "until": last.isoformat()} | kept)


def spans(asked: Wanted) -> list[dict[str, Any]]:
    """The times that are one click away."""
    today = now().astimezone(UTC).date()
    found = []
    for name, days in ((_("30 days"), 30), (_("90 days"), 90), (_("12 months"), 365)):
        span = asked.of(today - timedelta(days - 1), today)
        current = (span.scope.first, span.scope.last) == (asked.scope.first, asked.scope.last)
        found.append({"name": name, "url": span.url(), "current": current})
    return found

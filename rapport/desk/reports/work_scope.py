"""Which work is asked about: as the address says, within what whoever looks may see."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.conversations import queries as conversations
from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.reports.forms import NO_TYPE, WorkForm
from rapport.labels import queries as labels
from rapport.platform import queries as platform
from rapport.platform import sql
from rapport.platform.clock import now
from rapport.reports.work import FILLED, Scope
from rapport.team import queries as team
from rapport.team.models import User
from rapport.team.rules import May

USUAL_DAYS = 90


@dataclass(frozen=True)
class Wanted:
    """What was asked for, and the form that says it. `kept` are the parameters by which other pages mean the same."""

    scope: Scope
    form: WorkForm
    kept: dict[str, str]
    inboxes: dict[int, str]
    types: dict[str, str]
    is_counting: bool

    def url(self, view: str = "work", **more: Any) -> str:
        return f"{reverse(f'desk:{view}')}?{urlencode(self.kept | {name: str(value) for name, value in more.items()})}"

    def behind(self, part: str, **more: Any) -> str:
        """The conversations behind a number."""
        return self.url("work-behind", part=part, **more)

    def of(self, first: date, last: date) -> "Wanted":
        """The same for another time."""
        kept = self.kept | {"since": first.isoformat(), "until": last.isoformat()}
        return replace(self, scope=replace(self.scope, first=first, last=last), kept=kept)

    @property
    def is_mine(self) -> bool:
        return "mine" in self.kept

    @property
    def without_people(self) -> dict[str, str]:
        return {name: value for name, value in self.kept.items() if name not in ("person", "mine")}


def wanted(request: StaffRequest) -> Wanted:
    """What is not understood is said beside its field, and the usual time is shown instead. The figures of one person
    are for leads and for that person."""
    user, today = request.user, now().astimezone(UTC).date()
    if request.GET.get("person") and not user.is_lead:
        raise PermissionDenied
    seen = inbox_ids(user)
    inboxes = dict(conversations.visible_inboxes(user).order_by("name").values_list("pk", "name"))
    asked = sql.together({"labels": labels.EVERYTHING, "facts": platform.FACTS}, {"facts": [FILLED]})
    known = labels.read(asked["labels"])
    usual = {"since": today - timedelta(USUAL_DAYS - 1), "until": today}
    is_own = bool(request.GET.get("mine")) and user.may(May.WRITE)
    form = WorkForm(
        request.GET if set(request.GET) - {"mine"} else usual,
        inboxes=list(inboxes.items()),
        tags=list(known.tags),
        types=known.type_names,
        people=_people(user),
        is_own=is_own,
        today=today,
    )
    said = form.cleaned_data if form.is_valid() else {}
    last = said.get("until") or today
    first = said.get("since") or last - timedelta(USUAL_DAYS - 1)
    kept = {name: said[name] for name in ("inbox", "tag", "type", "channel", "person") if said.get(name)}
    person = int(kept["person"]) if "person" in kept else None
    if is_own:
        kept, person = kept | {"mine": "1"}, user.pk
    scope = Scope(
        first,
        last,
        (int(kept["inbox"]),) if "inbox" in kept else None if seen is None else tuple(seen),
        kept.get("tag"),
        "" if kept.get("type") == NO_TYPE else kept.get("type"),
        kept.get("channel"),
        person,
    )
    kept = {"since": first.isoformat(), "until": last.isoformat()} | kept
    is_counting = not json.loads(asked["facts"] or "{}").get(FILLED, {}).get("done")
    return Wanted(scope, form, kept, inboxes, known.type_names, is_counting)


def _people(user: User) -> list[tuple[int, str]] | None:
    """Whom leads may ask about, by name."""
    return [(one.pk, one.name) for one in team.everybody() if one.may(May.WRITE)] if user.is_lead else None


def spans(asked: Wanted) -> list[dict[str, Any]]:
    """The times that are one click away."""
    today = now().astimezone(UTC).date()
    found = []
    for name, days in ((_("30 days"), 30), (_("90 days"), 90), (_("12 months"), 365)):
        span = asked.of(today - timedelta(days - 1), today)
        current = (span.scope.first, span.scope.last) == (asked.scope.first, asked.scope.last)
        found.append({"name": name, "url": span.url(), "current": current})
    return found

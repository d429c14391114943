"""Who was told that a customer is unhappy, when, and when more people are."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.alerts.models import Rung

Who = Rung.Who


def told(rungs: Iterable[Rung], names: Mapping[int, str]) -> dict[str, Any] | None:
    """What `web/_told.html` expects; None when nobody was told. `names` are those of the active users."""
    rows = sorted(rungs, key=lambda rung: (rung.told_at, rung.who))
    if not rows:
        return None
    people = {user for rung in rows for user in rung.told if user in names}
    climbing = [rung for rung in rows if rung.ended_at is None]
    due = min((rung.due_at for rung in climbing if rung.due_at is not None), default=None)
    count = len(people)
    return {
        "id": f"told-{rows[0].conversation_id}",
        "words": ngettext("%(count)s person was told", "%(count)s people were told", count) % {"count": count},
        "rows": [_row(rung, names) for rung in rows],
        "due": due,
        "to": _above(climbing) if due else "",
        "is_top": bool(climbing) and due is None,
    }


def _row(rung: Rung, names: Mapping[int, str]) -> dict[str, Any]:
    words = {Who.FIRST: _("At once"), Who.LEADS: _("Nobody took it: every lead")}
    return {
        "words": words.get(Who(rung.who), _("Nobody took it: the owners")),
        "names": ", ".join(sorted(names[user] for user in rung.told if user in names)),
        "at": rung.told_at,
    }


def _above(climbing: list[Rung]) -> str:
    return _("every lead") if min(rung.who for rung in climbing) == Who.FIRST else _("the owners")

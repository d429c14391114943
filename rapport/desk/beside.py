"""What stands beside every page and is the user's own: the newest alerts and the views; asked once a request."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from rapport.alerts import queries as alerts
from rapport.alerts.models import Alert
from rapport.desk.access import known_conversations
from rapport.platform.gathered import Asked, gather
from rapport.search import queries as search
from rapport.search.queries import Shown
from rapport.team.models import User

ALERTS_SHOWN = 12


@dataclass(frozen=True)
class Beside:
    """Alerts the newest first, views in their order."""

    alerts: list[Alert]
    views: list[Shown]


@cache
def _questions(role: str) -> dict[str, Asked[Any]]:
    def newest(user: int) -> Any:
        asking = User(pk=user, role=role)
        return alerts.of(asking, known_conversations(asking))[:ALERTS_SHOWN]

    return {"alerts": Asked(newest), "views": search.views(role)}


def beside(user: User) -> Beside:
    """Kept with the user object, which lives no longer than a request."""
    known: Beside | None = user.__dict__.get("beside")
    if known is None:
        found = gather(_questions(user.role), {"user": user.pk})
        views = [Shown(view, view.total) for view in found["views"]]
        known = user.__dict__["beside"] = Beside(found["alerts"], views)
    return known

"""What stands beside every page and is the user's own: the newest alerts and the views; asked once a request."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from rapport.alerts import queries as alerts
from rapport.alerts.models import Alert
from rapport.conversations import queries as conversations
from rapport.conversations.models import Ask, Conversation
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
    return {"alerts": Asked(lambda user: _newest(User(pk=user, role=role))), "views": search.views(role)}


def _newest(user: User) -> QuerySet[Alert]:
    """What `alerts.of` gives, looked up alert by alert: "among the conversations that somebody sees" would make
    PostgreSQL gather all of these first."""
    rows = alerts.of(user)
    if not user.is_lead:
        own = Conversation.objects.filter(pk=OuterRef("conversation_id"))
        seen = Q(conversation_id=None) | Q(of_inbox__in=conversations.visible_inboxes(user).values("id"))
        if user.is_collaborator:
            seen |= Q(conversation_id__in=Ask.objects.filter(user=user).values("conversation_id"))
        rows = rows.alias(of_inbox=Subquery(own.values("inbox_id")[:1])).filter(seen)
    return rows[:ALERTS_SHOWN]


def beside(user: User) -> Beside:
    """Kept with the user object, which lives no longer than a request."""
    known: Beside | None = user.__dict__.get("beside")
    if known is None:
        found = gather(_questions(user.role), {"user": user.pk})
        known = user.__dict__["beside"] = Beside(found["alerts"], search.shown(found["views"]))
    return known

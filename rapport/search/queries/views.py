"""The views of a user."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from rapport.conversations.queries import visible_inboxes
from rapport.platform.gathered import Asked
from rapport.search.models import View, ViewCount
from rapport.team.models import Team, User


@dataclass(frozen=True)
class Shown:
    """A view as one user sees it, with how many open conversations it has for this user."""

    view: View
    count: int


@cache
def views(role: str) -> Asked[View]:
    """Those of a user of this role, in their order; `total` is the count. Nothing is counted here: the worker does."""

    def made(user: int) -> QuerySet[View]:
        asking = User(pk=user, role=role)
        seen = Q(inbox__isnull=False) if asking.is_lead else Q(inbox__in=visible_inboxes(asking).values("id"))
        counted = ViewCount.objects.filter(Q(user=user) | seen, view=OuterRef("pk")).order_by()
        total = Subquery(counted.values("view").annotate(total=Sum("count")).values("total"), IntegerField())
        return _seen(asking).annotate(total=Coalesce(total, 0)).order_by("position", "id")

    return Asked(made)


def views_of(user: User) -> list[Shown]:
    return shown(views(user.role).rows(user=user.pk))


def shown(rows: Iterable[View]) -> list[Shown]:
    """The rows of `views`."""
    return [Shown(view, view.total) for view in rows]  # type: ignore[attr-defined]  # the annotation


def _seen(user: User) -> QuerySet[View]:
    theirs = Q(owner=user) | Q(audience=View.Audience.ALL)
    teams = Team.objects.filter(members=user).values("id")
    return View.objects.filter(theirs | Q(audience=View.Audience.TEAM, team__in=teams))


def seen_by(view: View, user: User) -> bool:
    """Whether this user has the view; for users whose teams are at hand."""
    if view.owner_id == user.pk or view.audience == View.Audience.ALL:
        return True
    return view.audience == View.Audience.TEAM and any(team.pk == view.team_id for team in user.teams.all())

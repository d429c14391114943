"""The views of a user."""

from collections.abc import Sequence
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


def views_of(user: User, inbox_ids: Sequence[int] | None) -> list[Shown]:
    """In their order, in one query. `inbox_ids` None: every inbox. Nothing is counted here: the worker does."""
    mine = Q(user=user) if inbox_ids is None else Q(user=user) | Q(inbox__in=inbox_ids)
    counted = ViewCount.objects.filter(
        mine | Q(inbox__isnull=False) if inbox_ids is None else mine, view=OuterRef("pk")
    )
    total = counted.order_by().values("view").annotate(total=Sum("count")).values("total")
    rows = _seen(user).annotate(total=Subquery(total, output_field=IntegerField()))
    return [Shown(view, view.total or 0) for view in rows.order_by("position", "id")]


@cache
def views(role: str) -> Asked[View]:
    """The same for a user of this role; `total` is the count."""

    def made(user: int) -> QuerySet[View]:
        asking = User(pk=user, role=role)
        seen = Q(inbox__isnull=False) if asking.is_lead else Q(inbox__in=visible_inboxes(asking).values("id"))
        counted = ViewCount.objects.filter(Q(user=user) | seen, view=OuterRef("pk")).order_by()
        total = Subquery(counted.values("view").annotate(total=Sum("count")).values("total"), IntegerField())
        return _seen(asking).annotate(total=Coalesce(total, 0)).order_by("position", "id")

    return Asked(made)


def _seen(user: User) -> QuerySet[View]:
    theirs = Q(owner=user) | Q(audience=View.Audience.ALL)
    teams = Team.objects.filter(members=user).values("id")
    return View.objects.filter(theirs | Q(audience=View.Audience.TEAM, team__in=teams))


def seen_by(view: View, user: User) -> bool:
    """Whether this user has the view; for users whose teams are at hand."""
    if view.owner_id == user.pk or view.audience == View.Audience.ALL:
        return True
    return view.audience == View.Audience.TEAM and any(team.pk == view.team_id for team in user.teams.all())

"""Views: searches that are kept, and how many open conversations each has."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from rapport.platform import events, live
from rapport.search.models import View, ViewCount
from rapport.search.queries.counting import counts_of
from rapport.search.queries.views import views_of
from rapport.team.models import Team, User

MOST_OF_ONE = 50
APART = 1024.0


class ViewError(Exception):
    """It cannot be done; the text says why."""


@dataclass(frozen=True)
class ViewForm:
    """What somebody says of a view. `team` is only for those of a team."""

    name: str
    query: str
    icon: str = "bookmark"
    order: str = View.Order.TIME
    audience: str = View.Audience.OWNER
    team: Team | None = None
    columns: list[str] = field(default_factory=list)


@transaction.atomic
def keep(said: ViewForm, *, owner: User, at: datetime) -> View:
    """A new view, at the end. Raises ViewError when there are too many."""
    if View.objects.filter(owner=owner).count() >= MOST_OF_ONE:
        raise ViewError(gettext("You have %(most)s views. Remove one that you do not need.") % {"most": MOST_OF_ONE})
    last = View.objects.aggregate(last=Max("position"))["last"] or 0.0
    made = View.objects.create(owner=owner, position=last + APART, created_at=at, **asdict_of(said))
    _tell("search.view_kept", made, owner, at)
    return made


@transaction.atomic
def change(view: View, said: ViewForm, *, actor: User, at: datetime) -> None:
    """Raises ViewError for people who may not."""
    _must_be_allowed(view, actor)
    before = view.audience
    for name, value in asdict_of(said).items():
        setattr(view, name, value)
    view.save()
    _tell("search.view_changed", view, actor, at, wider=before)


@transaction.atomic
def remove(view: View, *, actor: User, at: datetime) -> None:
    """Raises ViewError for people who may not. Sealed before, it can be brought back."""
    _must_be_allowed(view, actor)
    _tell("search.view_removed", view, actor, at)
    view.delete()


@transaction.atomic
def bring_back(view: View, *, actor: User, at: datetime) -> View:
    """What was removed, as it was; the one that is there again already. Raises ViewError."""
    known = View.objects.filter(pk=view.pk).first()
    if known is not None:
        return known
    _must_be_allowed(view, actor)
    if view.team_id and not Team.objects.filter(pk=view.team_id).exists():
        raise ViewError(gettext("The team of this view is gone."))
    view.save(force_insert=True)
    _tell("search.view_brought_back", view, actor, at)
    return view


@transaction.atomic
def move(view: View, *, up: bool, actor: User, at: datetime) -> None:
    """Past its neighbour, as this user sees the views. Raises ViewError for people who may not."""
    _must_be_allowed(view, actor)
    shown = [one.view for one in views_of(actor)]
    here = [one.pk for one in shown].index(view.pk)
    target = here - 1 if up else here + 1
    if not 0 <= target < len(shown):
        return
    beyond = target - 1 if up else target + 1
    edge = shown[target].position + (-APART if up else APART)
    further = shown[beyond].position if 0 <= beyond < len(shown) else edge
    view.position = (shown[target].position + further) / 2
    view.save(update_fields=["position"])
    _tell("search.view_moved", view, actor, at)


def asdict_of(said: ViewForm) -> dict[str, object]:
    team = said.team if said.audience == View.Audience.TEAM else None
    return {**{name: value for name, value in asdict(said).items() if name != "team"}, "team": team}


def _must_be_allowed(view: View, actor: User) -> None:
    if not view.is_changed_by(actor):
        raise ViewError(gettext("This view belongs to somebody else. Ask them, or keep one of your own."))


def _tell(name: str, view: View, actor: User, at: datetime, *, wider: str = View.Audience.OWNER) -> None:
    events.record(name, at=at, actor_id=actor.pk, data={"view": view.pk})
    if view.audience == View.Audience.OWNER == wider:
        live.changed(["views"], user_ids=[view.owner_id])
        return
    live.changed(["views"], user_ids=list(User.objects.filter(is_active=True).values_list("pk", flat=True)))


def count_views(*, today: date) -> int:
    """Count the open conversations of every view anew, and tell the pages whose numbers changed; answers how many
    views changed. Only the worker calls it."""
    changed = 0
    known: dict[int, dict[tuple[int | None, int | None], int]] = {}
    for pk, inbox, user, count in ViewCount.objects.values_list("view_id", "inbox_id", "user_id", "count"):
        known.setdefault(pk, {})[inbox, user] = count
    for view in View.objects.select_related("owner"):
        changed += _count(view, known.get(view.pk, {}), today)
    return changed


def _count(view: View, before: Mapping[tuple[int | None, int | None], int], today: date) -> bool:
    after = counts_of(view, today=today)
    different = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    if not different:
        return False
    with transaction.atomic():
        for inbox, user in different:
            row = ViewCount.objects.filter(view=view, inbox=inbox, user=user)
            if (inbox, user) not in after:
                row.delete()
            elif not row.update(count=after[inbox, user]):
                ViewCount.objects.create(view=view, inbox_id=inbox, user_id=user, count=after[inbox, user])
        _show(different)
    return True


def _show(different: set[tuple[int | None, int | None]]) -> None:
    for inbox in {inbox for inbox, _ in different if inbox is not None}:
        live.changed(["views"], inbox_id=inbox)
    if users := [user for _, user in different if user is not None]:
        live.changed(["views"], user_ids=users)

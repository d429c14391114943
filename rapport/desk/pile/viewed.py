"""The lists of views: searches that were kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from rapport.desk.access import StaffRequest, inbox_ids
from rapport.desk.beside import beside
from rapport.desk.pile import found, names
from rapport.desk.pile.paging import addressed, write_cursor
from rapport.desk.pile.words import Words
from rapport.desk.present import kept
from rapport.desk.present.columns import chosen
from rapport.desk.present.rows import pile_rows
from rapport.platform.clock import now
from rapport.search import queries
from rapport.search.models import View
from rapport.search.queries import Shown
from rapport.search.rules import NotUnderstood, read
from rapport.team.models import User
from rapport.triage import queries as triage
from rapport.web.addresses import reverse

KEYS = 9
ORDERS: dict[str, queries.Order] = {
    View.Order.TIME: queries.NEWEST,
    View.Order.OLDEST: queries.OLDEST,
    View.Order.WAITING: queries.LONGEST_WAITING,
}


def views(user: User) -> list[Shown]:
    """All of this user, with their counts."""
    return beside(user).views


def view_of(user: User, name: str) -> View | None:
    """The view behind the name of a list, if this user has it."""
    if not name.startswith(names.VIEW):
        return None
    return next((one.view for one in views(user) if names.of_view(one.view.pk) == name), None)


def section(user: User, folder: str) -> dict[str, Any]:
    """The views in the sidebar; the first nine open by g and a number."""
    links = [
        {
            "name": one.view.name,
            "url": reverse("desk:view", args=[one.view.pk]),
            "icon": one.view.icon,
            "count": one.count,
            "current": folder == names.of_view(one.view.pk),
            "key": f"g {number}" if number <= KEYS else "",
            "tone": "plain",
        }
        for number, one in enumerate(views(user), start=1)
    ]
    return {
        "title": _("Views") if links else "",
        "title_url": reverse("desk:views"),
        "id": "views",
        "refresh_url": f"{reverse('desk:views-part')}?folder={folder}",
        "links": links,
    }


def shown(
    request: StaffRequest, view: View, *, after: tuple[datetime, int] | None, current: int | None, size: int
) -> dict[str, Any]:
    """One page, in the order that the view asks for."""
    name = names.of_view(view.pk)
    if view.order == View.Order.RANK:
        context = _by_rank(request, view, name, after, current, size)
    else:
        context = found.shown(
            request,
            name,
            view.query,
            after=after,
            current=current,
            size=size,
            order=ORDERS[view.order],
            columns=view.columns,
        )
        context["list_url"] = addressed(name, [], "", current)["list_url"]
        context["query"] = ""
    said: Words = context["list_words"]
    return context | {"list_words": Words(view.name, said.empty_title, said.empty_text), "view": view}


def everything(request: StaffRequest, view: View, most: int) -> list[int]:
    """Every conversation of its list, not only those on the screen."""
    if view.order != View.Order.RANK:
        return found.ids(request.user, view.query, most, ORDERS[view.order])
    try:
        among = queries.matching(request.user, read(view.query, today=found.today()))
        with queries.time_limit():
            placed = triage.standings(inbox_ids(request.user), size=most, among=among)
    except (NotUnderstood, queries.TooSlow):
        return []
    return [one.conversation_id for one in placed]


def _by_rank(
    request: StaffRequest,
    view: View,
    name: str,
    after: tuple[datetime, int] | None,
    current: int | None,
    size: int,
) -> dict[str, Any]:
    words = Words(view.name, _("Nobody here waits"), _("Whoever waits for us and is of this view stands here."))
    try:
        among = queries.matching(request.user, read(view.query, today=found.today()))
        with queries.time_limit():
            placed = triage.standings(inbox_ids(request.user), after=after, size=size + 1, among=among)
    except NotUnderstood as problem:
        placed, words = [], found.not_understood(problem)
    except queries.TooSlow:
        placed, words = [], found.too_slow()
    page, more = placed[:size], len(placed) > size
    rows: Sequence[dict[str, Any] | str]
    if view.columns:  # kept rows show what every list shows
        placements = triage.placed([one.conversation_id for one in page])
        there = [placements[one.conversation_id] for one in page if one.conversation_id in placements]
        shown = pile_rows(there, folder=name, current=current)
        rows = chosen(shown, [one.conversation for one in there], view.columns)
    else:
        rows = kept.rows(page, folder=name, current=current, at=now())
    following = write_cursor(page[-1].rank_key, page[-1].conversation_id) if more else ""
    return addressed(name, rows, following, current) | {"list_words": words}

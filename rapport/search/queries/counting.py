"""How many open conversations a view has, for whoever may see them."""

from datetime import date

from django.db.models import Count

from rapport.conversations.models import Conversation, Status
from rapport.conversations.queries import visible_to
from rapport.search.models import View
from rapport.search.queries.finding import asked_of
from rapport.search.queries.limit import TooSlow, time_limit
from rapport.search.queries.views import seen_by
from rapport.search.rules import NotUnderstood, Query, read
from rapport.team.models import User

MILLISECONDS = 5000
Counts = dict[tuple[int | None, int | None], int]


def counts_of(view: View, *, today: date) -> Counts:
    """By inbox; by user when the question is different for each. None at all for what takes too long or names what
    is gone: the list itself says so."""
    try:
        query = read(view.query, today=today)
        with time_limit(MILLISECONDS):
            return _by_user(view, query) if query.is_personal else _by_inbox(view, query)
    except (NotUnderstood, TooSlow):
        return {}


def _by_inbox(view: View, query: Query) -> Counts:
    rows = asked_of(view.owner, query, Conversation.objects.filter(status=Status.OPEN))
    counted = rows.order_by().values_list("inbox_id").annotate(count=Count("pk"))
    return {(inbox, None): count for inbox, count in counted}


def _by_user(view: View, query: Query) -> Counts:
    users = [one for one in User.objects.filter(is_active=True).prefetch_related("teams") if seen_by(view, one)]
    found = {user.pk: asked_of(user, query, visible_to(user)).filter(status=Status.OPEN).count() for user in users}
    return {(None, pk): count for pk, count in found.items() if count}

"""The list that a search found, the newest first, each row with what was asked for marked in it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.desk.access import StaffRequest
from rapport.desk.pile.paging import addressed, write_cursor
from rapport.desk.pile.words import Words
from rapport.desk.present.columns import chosen
from rapport.desk.present.rows import conversation_rows
from rapport.platform.clock import now
from rapport.search import queries
from rapport.search.queries import NEWEST, Found, Order, TooSlow
from rapport.search.rules import NotUnderstood, read
from rapport.team.models import User


def title() -> str:
    return _("Search")


def today() -> date:
    return timezone.localdate(now())


def shown(
    request: StaffRequest,
    name: str,
    text: str,
    *,
    after: tuple[datetime, int] | None,
    current: int | None,
    size: int,
    order: Order = NEWEST,
    columns: Sequence[str] = (),
) -> dict[str, Any]:
    """One page. What cannot be searched for is said instead of rows."""
    words, found = _asked(request, text, after, size, order)
    page, more = found[:size], len(found) > size
    following = write_cursor(page[-1].at, page[-1].conversation.pk) if more else ""
    rows = conversation_rows([one.conversation for one in page], folder=name, current=current)
    for row, one in zip(rows, page, strict=True):
        row |= _why(one)
    rows = chosen(rows, [one.conversation for one in page], columns)
    return addressed(name, rows, following, current) | {
        "list_words": words,
        "query": text,
        "list_url": "",  # found once: it does not run again because the pile changed
        "list_count": "" if more or after else len(page),
    }


def ids(user: User, text: str, most: int, order: Order = NEWEST) -> list[int]:
    """All of it; nothing of what cannot be searched for."""
    try:
        query = read(text, today=today())
        return [] if query.is_empty else queries.ids(user, query, most=most, order=order)
    except (NotUnderstood, TooSlow):
        return []


def _asked(
    request: StaffRequest, text: str, after: tuple[datetime, int] | None, size: int, order: Order
) -> tuple[Words, list[Found]]:
    """What the list says of itself, and what was found: one more than a page when there is another page."""
    try:
        query = read(text, today=today())
        if query.is_empty:
            return Words(title(), _("What do you look for?"), _("Write words, names or a number into the field.")), []
        return _nothing(), queries.page(request.user, query, before=after, size=size + 1, order=order)
    except NotUnderstood as problem:
        return not_understood(problem), []
    except TooSlow:
        return too_slow(), []


def not_understood(problem: NotUnderstood) -> Words:
    return Words(title(), _("This cannot be searched for"), _(problem.words) % problem.values)


def too_slow() -> Words:
    advice = _("Add a word, or narrow it down: after:30d looks at the last 30 days only, inbox: at one inbox.")
    return Words(title(), _("This search takes too long"), advice)


def _nothing() -> Words:
    advice = _("No conversation has all of this. Leave a word out, or write only its beginning with a star: bra*.")
    return Words(title(), _("Nothing is found"), advice)


def _why(one: Found) -> dict[str, Any]:
    """Rendered rows are kept by their values, so these are plain tuples."""
    return {
        "found_subject": tuple(one.subject),
        "found_words": tuple(one.words),
        "found_author": one.author,
    }

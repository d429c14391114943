"""Conversations that a question asks for, the newest first, each with why it was found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Value

from rapport.conversations.models import Conversation
from rapport.conversations.queries import label_names, take_names, visible_to
from rapport.platform import sql
from rapport.search.queries.filters import NEWEST_SCORE, condition
from rapport.search.queries.limit import time_limit
from rapport.search.queries.ways import is_common, looked_up, total
from rapport.search.rules import Query
from rapport.search.rules.showing import Piece, marked
from rapport.team.models import User

PAGE = 50
MESSAGES_READ = 8
SIGNS_READ = 10_000

_MESSAGES = """
SELECT asked.id, m.from_name, m.from_address, m.body FROM unnest(%s::bigint[]) AS asked(id)
CROSS JOIN LATERAL (
  SELECT from_name, from_address, left(CASE reply_text WHEN '' THEN text ELSE reply_text END, %s) AS body
  FROM conversations_message WHERE conversation_id = asked.id ORDER BY at DESC, id DESC LIMIT %s) m
"""


class Order(NamedTuple):
    """By which moment, then by which number; each is the order of an index, forwards or backwards."""

    at: str
    pk: str
    falls: bool

    def of(self, *, walks: bool) -> tuple[Any, str]:
        """Where nothing is walked, the same order but not that of the index: what was looked up is few, and is sorted
        instead of met on a walk."""
        at = F(self.at) if walks else F(self.at) + Value(timedelta())
        return (at.desc(), f"-{self.pk}") if self.falls else (at.asc(), self.pk)

    def after(self, at: datetime, pk: int) -> Q:
        """What follows; the first condition is where the walk in the index begins."""
        beyond = "lt" if self.falls else "gt"
        begins = Q(**{f"{self.at}__{beyond}e": at})
        return begins & (Q(**{f"{self.at}__{beyond}": at}) | Q(**{self.at: at, f"{self.pk}__{beyond}": pk}))


NEWEST = Order("document__at", "document__conversation", falls=True)
OLDEST = Order("document__at", "document__conversation", falls=False)
LONGEST_WAITING = Order("waiting_since", "pk", falls=False)


@dataclass(frozen=True)
class Found:
    """A conversation, when somebody last wrote in it as far as the search knows, and the words that were asked for:
    in the subject, or in a text with the name of who wrote it."""

    conversation: Conversation
    at: datetime
    subject: list[Piece] = field(default_factory=list)
    words: list[Piece] = field(default_factory=list)
    author: str = ""


def matching(user: User, query: Query) -> QuerySet[Conversation]:
    """Everything that this user may know of and the question asks for. Raises NotUnderstood for unknown names."""
    return asked_of(user, query, visible_to(user))


def asked_of(
    user: User, query: Query, rows: QuerySet[Conversation], *, by_walking: bool | None = None
) -> QuerySet[Conversation]:
    """Those of the rows that the question asks for, as this user means it. Raises NotUnderstood for unknown names."""
    rows = rows.filter(merged_into=None)
    if any(one.key == "rating" or (one.key == "is" and one.value in ("happy", "unhappy")) for one in query.filters):
        rows = rows.alias(newest_score=NEWEST_SCORE)
    conditions = [condition(user, one) for one in query.filters]
    if query.texts:
        walks = is_common(query, total()) if by_walking is None else by_walking
        conditions.append(Q(document__words__match=query.tsquery) if walks else Q(pk__in=looked_up(query)))
    return rows.filter(reduce(lambda one, other: one & other, conditions, Q()))


def page(
    user: User,
    query: Query,
    *,
    before: tuple[datetime, int] | None = None,
    size: int = PAGE,
    order: Order = NEWEST,
) -> list[Found]:
    """One keyset page; `before` is the last row's (at, conversation id). Raises NotUnderstood and TooSlow."""
    with time_limit() as known:
        walks = not query.texts or is_common(query, known)
        asked = _in(order, asked_of(user, query, visible_to(user), by_walking=walks))
        rows = asked.annotate(found_at=F(order.at))
        if before is not None:
            rows = rows.filter(order.after(*before))
        related = rows.select_related("customer", "assignee", "inbox").annotate(**label_names())
        shown = list(related.order_by(*order.of(walks=walks))[:size])
        for one in shown:
            take_names(one, one)
        return _explained(shown, query)


def _in(order: Order, rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Whoever does not wait has no place in an order by waiting."""
    return rows.filter(waiting_since__isnull=False) if order is LONGEST_WAITING else rows


def ids(user: User, query: Query, *, most: int, order: Order = NEWEST) -> list[int]:
    """The first of all that is found, as many as can be worked on at once. Raises NotUnderstood and TooSlow."""
    with time_limit() as known:
        walks = not query.texts or is_common(query, known)
        rows = _in(order, asked_of(user, query, visible_to(user), by_walking=walks))
        return list(rows.order_by(*order.of(walks=walks)).values_list("pk", flat=True)[:most])


def _explained(shown: Sequence[Conversation], query: Query) -> list[Found]:
    texts = _texts([one.pk for one in shown]) if query.texts else {}
    return [_found(one, query, texts.get(one.pk, [])) for one in shown]


def _found(one: Conversation, query: Query, texts: Sequence[tuple[str, str, str]]) -> Found:
    at = one.found_at  # type: ignore[attr-defined]
    subject = marked(one.subject, query, within=("", "subject")) or []
    for name, _, body in texts:
        if words := marked(body, query):
            return Found(one, at, subject, words, name)
    for name, address, _ in texts:
        if words := marked(f"{name} {address}", query, within=("", "from")):
            return Found(one, at, subject, words)
    return Found(one, at, subject)


def _texts(pks: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """Author, address and words of the newest messages of each, the newest first."""
    texts: dict[int, list[tuple[str, str, str]]] = {}
    for pk, *said in sql.rows(_MESSAGES, [list(pks), SIGNS_READ, MESSAGES_READ]):
        name, address, body = said
        texts.setdefault(pk, []).append((name, address, body))
    return texts

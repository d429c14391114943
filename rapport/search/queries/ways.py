"""Which way leads to the newest matches soonest. PostgreSQL would have to choose, but takes reading the words of a long
document for as cheap as reading a number.

A common word is met soon by walking back in time and reading document after document; every other one is looked up in
the index of words, and the few conversations that have it are sorted.
"""

import json

from rapport.platform import sql
from rapport.search.models import Document
from rapport.search.rules import Query

PAGE = 50
READ_MICROSECONDS, LOOK_UP_MICROSECONDS = 20.0, 3.0
_ALL = 2_000_000_000
_TOTAL = "SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'search_document'::regclass"


def total() -> float:
    """About how many conversations can be found."""
    return float((sql.row(_TOTAL, []) or (1.0,))[0])


def is_common(query: Query, total: float) -> bool:
    """Whether these words are met sooner by walking than by looking them up, among so many conversations."""
    plan = json.loads(Document.objects.filter(words__match=query.tsquery).explain(format="json"))
    expected = max(1.0, float(plan[0]["Plan"]["Plan Rows"]))
    return PAGE * total / expected * READ_MICROSECONDS < expected * LOOK_UP_MICROSECONDS


def looked_up(query: Query) -> object:
    """The conversations with these words, from the index alone; the limit keeps PostgreSQL from reading instead."""
    return Document.objects.filter(words__match=query.tsquery).values("pk")[:_ALL]

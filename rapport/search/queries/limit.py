"""A search may not keep others waiting: it has a time limit of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from psycopg.errors import QueryCanceled

from rapport.platform import sql

MILLISECONDS = 2000
# How like a word of a name must be to what was asked; two letters that changed places are like enough.
LIKENESS = 0.45
_LIMIT = """
SELECT set_config('statement_timeout', %s, true), set_config('pg_trgm.word_similarity_threshold', %s, true),
  (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'search_document'::regclass)
"""


class TooSlow(Exception):
    """The search was given up."""


@contextmanager
def time_limit(milliseconds: int = MILLISECONDS) -> Iterator[float]:
    """Each statement within may take this long; told is about how many conversations there are. Raises TooSlow."""
    try:
        with transaction.atomic():
            found = sql.row(_LIMIT, [str(milliseconds), str(LIKENESS)])
            yield float(found[2]) if found else 1.0
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise

"""A new database gets all tables as they stand today at once; going there migration by migration takes ten seconds.

`structure.sql` is what PostgreSQL says of a database that was migrated, with the rows migrations write; `python -m
bench.structure` makes it anew, and a test fails when it is not what the migrations give. Migrations that are not in it
are applied afterwards as always.
"""

from pathlib import Path

from django.db import connection, transaction

FILE = Path(__file__).with_name("structure.sql")
SCHEMA = "public"
# Older servers do not know all of its words: they are migrated step by step.
FIRST_SERVER = 18_00_00

_IS_NEW = """
SELECT current_schema() = %s AND NOT EXISTS (
  SELECT FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind IN ('r', 'v', 'm', 'S', 'p', 'f'))
"""


def fits() -> bool:
    """Whether the database is empty and understands the file."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_NEW, [SCHEMA, SCHEMA])
        (is_new,) = cursor.fetchone()
        return bool(is_new) and cursor.connection.info.server_version >= FIRST_SERVER


def lay(words: str) -> None:
    """All or nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute(words)

"""Plain SQL for the few statements that run for every mail, where building one takes the ORM longer than running it
takes PostgreSQL. A statement is a constant; every value is a parameter.

Values travel beside the statement, so PostgreSQL plans it once for each connection. Where it cannot tell the type of a
value it must be written: `%s::bigint[] IS NULL`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

PREPARED_AT = 3  # askings on one connection


class PreparedCursor(psycopg.Cursor[Any]):
    """Unlike the ORM's cursors, which write values into the text of the statement."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        connection.prepare_threshold = PREPARED_AT  # the ORM switches it off, and never prepares by itself


def prepared(kind: type[PreparedCursor]) -> Any:
    """Such a cursor on the ORM's connection, in its transaction and seen by whatever counts queries."""
    connection.ensure_connection()
    cursor: Any = kind(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def rows(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of the answer."""
    with prepared(PreparedCursor) as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def row(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The first row of the answer; None when there is none."""
    with prepared(PreparedCursor) as cursor:
        cursor.execute(statement, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def run(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> None:
    """For statements that answer nothing."""
    with prepared(PreparedCursor) as cursor:
        cursor.execute(statement, values)


def together(questions: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to several small questions in one go, by name. Each is a constant SELECT of one value, kept by the
    room it asks, and takes its parameters by name."""
    columns = ", ".join(f'({question}) AS "{name}"' for name, question in questions.items())
    with prepared(PreparedCursor) as cursor:
        cursor.execute(f"SELECT {columns}", values)
        return dict(zip(questions, cursor.fetchone(), strict=True))

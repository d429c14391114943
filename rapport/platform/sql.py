"""Plain SQL for the few statements that run for every mail, where building one takes the ORM longer than running it
takes PostgreSQL. A statement is a constant; every value is a parameter.

Values travel beside the statement, so PostgreSQL plans it once for each connection. Where it cannot tell the type of a
value it must be written: `%s::bigint[] IS NULL`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection
from psycopg.pq import ExecStatus

PREPARED_AT = 3  # askings on one connection
# How PostgreSQL plans what is prepared. By itself it compares what a plan for any values is said to cost with one made
# for these values, and plans large statements of small questions anew each time, which takes longer than answering.
AS_IT_LIKES, ONCE = b"auto", b"force_generic_plan"
EITHER = None  # of what is small: as the connection stands


class PreparedCursor(psycopg.Cursor[Any]):
    """Unlike the ORM's cursors, which write values into the text of the statement."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        connection.prepare_threshold = PREPARED_AT  # the ORM switches it off, and never prepares by itself


def prepared(kind: type[PreparedCursor], plans: bytes | None = AS_IT_LIKES) -> Any:
    """Such a cursor on the ORM's connection, in its transaction and seen by whatever counts queries."""
    connection.ensure_connection()
    if plans is not None:
        _plan(connection.connection, plans)
    cursor: Any = kind(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def _plan(raw: Any, plans: bytes) -> None:
    """Said only when it changes. A rollback takes it back unnoticed, which costs time and nothing else."""
    if raw.__dict__.get("plans", AS_IT_LIKES) == plans:
        return
    with connection.wrap_database_errors:
        answer = raw.pgconn.exec_(b"SET plan_cache_mode = " + plans)
    if answer.status == ExecStatus.COMMAND_OK:  # else the statement itself will say what is wrong
        raw.plans = plans


def rows(
    statement: str, values: Sequence[Any] | Mapping[str, Any], plans: bytes | None = AS_IT_LIKES
) -> list[tuple[Any, ...]]:
    """All rows of the answer."""
    with prepared(PreparedCursor, plans) as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def row(
    statement: str, values: Sequence[Any] | Mapping[str, Any], plans: bytes | None = AS_IT_LIKES
) -> tuple[Any, ...] | None:
    """The first row of the answer; None when there is none."""
    with prepared(PreparedCursor, plans) as cursor:
        cursor.execute(statement, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def run(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> None:
    """For statements that answer nothing."""
    with prepared(PreparedCursor) as cursor:
        cursor.execute(statement, values)


def together(
    questions: Mapping[str, str], values: Mapping[str, Any], plans: bytes | None = AS_IT_LIKES
) -> dict[str, Any]:
    """The answers to several small questions in one go, by name. Each is a constant SELECT of one value, kept by the
    room it asks, and takes its parameters by name."""
    columns = ", ".join(f'({question}) AS "{name}"' for name, question in questions.items())
    with prepared(PreparedCursor, plans) as cursor:
        cursor.execute(f"SELECT {columns}", values)
        return dict(zip(questions, cursor.fetchone(), strict=True))

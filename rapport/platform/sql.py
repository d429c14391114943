"""Plain SQL for the few statements that run for every mail, where building one takes the ORM longer than running it
takes PostgreSQL. A statement is a constant; every value is a parameter."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of the answer."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def row(statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of the answer; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def run(statement: str, values: Sequence[Any]) -> None:
    """For statements that answer nothing."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def together(questions: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to several small questions in one go, by name. Each is a constant SELECT of one value, kept by the
    room it asks, and takes its parameters by name."""
    columns = ", ".join(f'({question}) AS "{name}"' for name, question in questions.items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", values)
        return dict(zip(questions, cursor.fetchone(), strict=True))

"""Fills an empty desk straight by SQL: first the rows, without indexes and triggers, then the indexes."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.db.models import Field, JSONField
from psycopg import sql
from psycopg.types.json import Jsonb

from bench.scale import statements
from bench.scale.words import SYLLABLES, paragraphs
from rapport.platform import db

PARAGRAPHS = 20_000
# Tables whose indexes are taken away while they are filled.
LARGE = (
    "customers_customer",
    "customers_identity",
    "conversations_conversation",
    "conversations_message",
    "conversations_attachment",
    "search_document",
    "email_outboundmail",
    "feedback_ratinginvite",
    "feedback_rating",
    "surveys_asking",
    "surveys_answer",
    "platform_event",
    "reports_work",
    "triage_placement",
)


def fill(folder: Path, conversations: int) -> None:
    """Into the running database of this data folder, which must hold nothing but what `migrate` makes."""
    with connection_to(folder) as connection:
        with with_defaults(connection), without_indexes(connection, folder):
            words_loaded(connection)
            for name, statement in statements.FIRST:
                say(name, lambda statement=statement: run(connection, statement, conversations))
            say("messages", lambda: _side_by_side(folder, statements.MESSAGES, conversations))
            say("statistics", lambda: connection.execute("ANALYZE"))
            for name, statement in statements.REST:
                say(name, lambda statement=statement: run(connection, statement, conversations))
        say("vacuum", lambda: connection.execute("VACUUM (ANALYZE, PARALLEL 2)"))
        connection.execute("CHECKPOINT")


def connection_to(folder: Path) -> psycopg.Connection:
    """Without triggers: what they would have written is a step of the filling."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    if not apps.ready:
        django.setup()
    connection = psycopg.connect(db.url(folder), autocommit=True)
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '512MB'")
    connection.execute("SET work_mem = '128MB'")
    connection.execute("SET max_parallel_maintenance_workers = 2")
    return connection


@contextmanager
def with_defaults(connection: psycopg.Connection) -> Iterator[None]:
    """The statements name what matters; for the rest the database knows meanwhile what the models would have written."""
    known = [
        (model._meta.db_table, str(field.column), value)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if model._meta.managed and not field.null and not field.primary_key and (value := _default(field)) is not None
    ]
    change = sql.SQL("ALTER TABLE {} ALTER COLUMN {} {}")
    for table, column, value in known:
        told = sql.SQL("SET DEFAULT {}").format(sql.Literal(value))
        connection.execute(change.format(sql.Identifier(table), sql.Identifier(column), told))
    yield
    for table, column, _ in known:
        connection.execute(change.format(sql.Identifier(table), sql.Identifier(column), sql.SQL("DROP DEFAULT")))


def _default(field: "Field[Any, Any]") -> Any:
    """None when there is none that a column can have."""
    value = field.get_default()
    if isinstance(field, JSONField):
        return Jsonb(value) if value is not None else None
    return value if isinstance(value, str | bool | int | list) else None


def words_loaded(connection: psycopg.Connection) -> None:
    connection.execute("CREATE UNLOGGED TABLE bench_words (id int PRIMARY KEY, words text)")
    with connection.cursor().copy("COPY bench_words FROM STDIN") as copy:
        for number, words in enumerate(paragraphs(PARAGRAPHS)):
            copy.write_row((number, words))


def run(connection: psycopg.Connection, statement: str, conversations: int, part: int = 0) -> None:
    values = {"n": conversations, "paragraphs": PARAGRAPHS, "part": part, "syllables": _array(SYLLABLES)}
    for one in (statement % values).split(";\n"):
        if one.strip():
            connection.execute(one)


def _array(words: list[str]) -> str:
    return "ARRAY[" + ",".join(f"'{word}'" for word in words) + "]"


def _side_by_side(folder: Path, statement: str, conversations: int) -> None:
    def half(part: int) -> None:
        with connection_to(folder) as connection:
            run(connection, statement, conversations, part)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(half, (0, 1)))


@contextmanager
def without_indexes(connection: psycopg.Connection, folder: Path) -> Iterator[None]:
    """Indexes and unique constraints but the primary keys go, and come back when the rows are there."""
    unique = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
        [list(LARGE)],
    ).fetchall()
    for table, name, _ in unique:
        connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(*map(sql.Identifier, (table, name))))
    indexes = connection.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i JOIN pg_index x ON x.indexrelid = i.indexname::regclass "
        "WHERE NOT x.indisprimary AND i.tablename = ANY(%s)",
        [list(LARGE)],
    ).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    wanted = [definition for _, definition in indexes]
    wanted += [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for table, name, definition in unique]
    say(f"{len(wanted)} indexes", lambda: _each(folder, wanted))


def _each(folder: Path, wanted: list[str]) -> None:
    with connection_to(folder) as connection:
        for statement in wanted:
            connection.execute(statement)


def say(name: str, work: object) -> None:
    began = time.perf_counter()
    assert callable(work)
    work()
    print(f"  {name}: {time.perf_counter() - began:.0f} s", flush=True)


def fill_once(folder: Path, steps: Iterable[tuple[str, str]], number: int, tables: Sequence[str]) -> None:
    """Every statement in turn, about so many of what it is about, and how many rows `tables` have then; nothing when
    the last of them had rows before, as in a folder that was kept."""
    with psycopg.connect(db.url(folder)) as asking:
        if asking.execute(f"SELECT 1 FROM {tables[-1]} LIMIT 1").fetchone():
            return
    began = time.perf_counter()
    with connection_to(folder) as connection:
        with with_defaults(connection), without_indexes(connection, folder):
            words_loaded(connection)
            for name, statement in steps:
                say(name, lambda statement=statement: run(connection, statement, number))
        say("vacuum", lambda: connection.execute("VACUUM (ANALYZE, PARALLEL 2)"))
        connection.execute("CHECKPOINT")
        for table in tables:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            print(f"  {table}: {row[0] if row else 0} rows")
    print(f"filled in {time.perf_counter() - began:.0f} s")

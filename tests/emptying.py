"""What a test committed is taken away after it. Django truncates every table and makes all permissions anew each time;
here only tables that hold rows are emptied, which is several times as quick, and what migrations wrote is there again:
tests that commit run between others.
"""

from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.test import TransactionTestCase

# What `migrate` fills, and no test touches.
KEPT = {"django_content_type", "auth_permission", "django_site", "django_migrations"}
# Tables of the queue, which Django does not manage.
QUEUE = {"procrastinate_jobs", "procrastinate_events"}
MANY = 500
# What migrations wrote, as COPY writes it, by table.
WRITTEN: dict[str, bytes] = {}


@cache
def _tables() -> list[str]:
    found = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*found, *QUEUE} - KEPT)


def remember() -> None:
    """What is there before the first test."""
    WRITTEN.clear()
    with connection.cursor() as cursor:
        for name in _filled(cursor):
            with cursor.copy(f'COPY "{name}" TO STDOUT') as copied:
                WRITTEN[name] = b"".join(bytes(part) for part in copied)


def empty() -> None:
    """Delete all rows of all tables, in any order, as a replica would, which asks no foreign key; put back what
    migrations wrote."""
    large = []
    with connection.cursor() as cursor:
        filled = _filled(cursor)
        if not filled:
            return
        cursor.execute("SET session_replication_role = replica")
        for name in filled:
            cursor.execute(f'DELETE FROM "{name}"')
            large += [name] if cursor.rowcount > MANY else []
        for name, rows in WRITTEN.items():
            with cursor.copy(f'COPY "{name}" FROM STDIN') as copied:
                copied.write(rows)
        cursor.execute("SET session_replication_role = origin")
        for name in large:
            cursor.execute(f'VACUUM "{name}"')


def _filled(cursor: Any) -> list[str]:
    """Planned once for a connection: that takes several times what looking takes."""
    try:
        cursor.execute("EXECUTE filled")
    except DatabaseError:
        looks = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in _tables())
        cursor.execute(f"PREPARE filled AS {' UNION ALL '.join(looks)}")
        cursor.execute("EXECUTE filled")
    return [name for (name,) in cursor.fetchall()]


@cache
def _may_be_a_replica() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _connected() -> None:
    if connection.connection is not None and not connection.is_usable():
        connection.close()


def make_quick() -> None:
    """Only a superuser may be a replica; with another user Django's own way stays."""
    slow = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: TransactionTestCase) -> None:
        _connected()
        if _may_be_a_replica():
            empty()
        else:
            slow(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    # A new connection knows no table yet: the next test would take three times as long. One that was cut is not kept.
    TransactionTestCase._should_reload_connections = lambda _: False  # type: ignore[attr-defined]
    setup = TransactionTestCase._fixture_setup.__func__  # type: ignore[attr-defined]

    def checked(tests: type[TransactionTestCase]) -> None:
        _connected()
        setup(tests)

    TransactionTestCase._fixture_setup = classmethod(checked)  # type: ignore[attr-defined]

"""Brings the database up to date; costs one query when it already is."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rapport.config import structure

LOCK = 0x7261_7070  # any number, the same in every Rapport


def pending() -> int:
    """How many migrations are not applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> int:
    """Applies what is pending and answers how many that were; safe when several programs start at once."""
    if not pending():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        number = pending()
        if structure.fits():
            structure.lay(structure.FILE.read_text())
        if pending():
            call_command("migrate", interactive=False, verbosity=0)
        return number
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

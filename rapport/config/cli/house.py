"""Opens the house for one command: settings, database, Django; and closes it again."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from rapport.config import folder
from rapport.config.env import env_str

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder. [dim]Default: RAPPORT_DATA or ./rapport-data[/]"),
]


class Problem(Exception):
    """An expected error; the text says what to do about it."""

    def __init__(self, text: str, exit_code: int = 1) -> None:
        super().__init__(text)
        self.exit_code = exit_code


def use_data(data: Path | None) -> None:
    """Must come before the settings are read."""
    if data is not None:
        os.environ["RAPPORT_DATA"] = str(data.expanduser().absolute())


@contextlib.contextmanager
def opened(data: Path | None, *, may_create: bool = False, empty: bool = False) -> Iterator[None]:
    """The database runs and Django is set up inside. It uses the server of a `rapport run` when there is one.

    `empty` leaves a new database without any table.
    """
    use_data(data)
    folder.remember_port()
    os.environ.setdefault("RAPPORT_DB_POOL", "0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.config.settings"
    with _database(may_create):
        import django
        from django.db import OperationalError, connection

        from rapport.config import migrating, reach

        django.setup()
        try:
            if not empty:
                migrating.migrate()
            yield
        except OperationalError as problem:
            raise Problem(reach.database_problem(problem)) from problem
        finally:
            connection.close()


@contextlib.contextmanager
def _database(may_create: bool) -> Iterator[None]:
    from rapport.platform import db

    there = folder.data_folder()
    if not may_create and not env_str("RAPPORT_DATABASE_URL") and not db.cluster_of(there).exists():
        raise Problem(f"There is no Rapport in {there}. Start it with `rapport run`, or say where it is: --data DIR")
    from rapport.config import settings

    if settings.RAPPORT_DATABASE_URL:
        yield
        return
    server = db.ensure_running(settings.RAPPORT_DATA)
    try:
        yield
    finally:
        server.stop()

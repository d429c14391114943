"""Whether the database can be reached, and what to tell when it cannot."""

import time
from urllib.parse import urlsplit

import psycopg
from django.db import OperationalError, connection

from rapport.config import settings

CONNECT_SECONDS = 5


def try_database() -> None:
    """Raises OperationalError with the server's own words; a pool would only say that its time is over."""
    try:
        psycopg.connect(**{"connect_timeout": CONNECT_SECONDS, **connection.get_connection_params()}).close()
    except psycopg.OperationalError as problem:
        raise OperationalError(str(problem)) from problem


def wait_for_database(seconds: float) -> None:
    """Our own server starts beside us, so it gets time; another one is either there or not."""
    deadline = time.monotonic() + (0 if settings.RAPPORT_DATABASE_URL else seconds)
    while True:
        try:
            return try_database()
        except OperationalError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def database_problem(problem: Exception) -> str:
    """One line without a password; `problem` is what the driver said."""
    lines = str(problem).strip().splitlines()
    reason = lines[-1].strip() if lines else type(problem).__name__
    if not settings.RAPPORT_DATABASE_URL:
        return f"The database in {settings.RAPPORT_DATA} cannot be reached: {reason}"
    return f"The database at {_place()} cannot be reached: {reason} (check RAPPORT_DATABASE_URL)"


def _place() -> str:
    parts = urlsplit(settings.RAPPORT_DATABASE_URL)
    entry = settings.DATABASES["default"]
    port = f":{parts.port}" if parts.port else ""
    return f"{entry['HOST'] or 'localhost'}{port}"

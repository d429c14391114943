"""PostgreSQL's own programs for copies, and connections beside Django's."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import conninfo, pq

from rapport.platform import db

_LIBPQ = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
_SYSTEM = Path("/usr/lib/postgresql")


class BackupProblem(Exception):
    """A copy could not be made or brought back; the text says why and what to do."""


def connect(database: str = "") -> "psycopg.Connection[Any]":
    """A connection of its own, in autocommit, to our database or another one on its server."""
    return psycopg.connect(conninfo.make_conninfo(**_place(database)), autocommit=True)


def server_major() -> int:
    with connect() as own:
        return own.info.server_version // 10000


def run(program: str, *arguments: str, database: str = "", server: int) -> None:
    """Run a program on our database, or another one on its server. Raises BackupProblem with what it said last."""
    place = _place(database)
    password = str(place.pop("password", "") or "")
    where = conninfo.make_conninfo(**place)
    # A password among the arguments could be read by everybody on this machine.
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PGPASSWORD": password}
    done = subprocess.run(
        [str(find(program, server)), *arguments, f"--dbname={where}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.strip().splitlines() if "error" in line.lower()] or ["it said nothing"]
        raise BackupProblem(f"{program} failed: {said[0]}")


def find(program: str, server: int) -> Path:
    """The program of the server's own version, else the next newer one: an older one cannot read a newer server."""
    known = {_major(path): path for path in _candidates(program) if path.exists()}
    fitting = sorted(major for major in known if major >= server)
    if not fitting:
        newest = max(known, default=0)
        raise BackupProblem(
            f"The database is PostgreSQL {server}, and the newest {program} here is {newest or 'missing'}. "
            f"Install the client programs of PostgreSQL {server} (Debian: postgresql-client-{server})."
        )
    return known[fitting[0]]


def _candidates(program: str) -> list[Path]:
    """The one that comes with us counts last, so that it wins over others of its version."""
    found = shutil.which(program)
    return [
        *([Path(found)] if found else []),
        *_SYSTEM.glob(f"*/bin/{program}"),
        db.programs() / program,
    ]


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


def _place(database: str) -> dict[str, Any]:
    found = {name: value for name, value in connection.get_connection_params().items() if name in _LIBPQ and value}
    return {**found, "dbname": database or found["dbname"]}

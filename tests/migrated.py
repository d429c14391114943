"""A database that was migrated once is copied by later runs: migrating costs more than most tests.

Kept in the temporary folder under a digest of every migration, of the settings, which name the apps, and of the lock
file; a change to any of them begins afresh.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "rapport_migrated"
MOST_KEPT = 12


@cache
def _place() -> Path:
    found = hashlib.sha256()
    for path in sorted((ROOT / "rapport").rglob("migrations/*.py")):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    for path in (ROOT / "rapport" / "config" / "settings.py", ROOT / "uv.lock"):
        found.update(path.read_bytes())
    return Path(tempfile.gettempdir()) / f"rapport-migrated-{os.getuid()}-{found.hexdigest()[:16]}"


def take(server: Path) -> None:
    """Begin with the kept cluster, if there is one."""
    if not _place().is_dir() or server.exists():
        return
    copied = subprocess.run(["cp", "-a", str(_place()), str(server)], check=False)
    if copied.returncode:
        shutil.rmtree(server, ignore_errors=True)
    else:
        os.utime(_place())


def is_worth_keeping(url: str) -> bool:
    """Whether this run made a template that no earlier one kept. Only that stays in the cluster."""
    if _place().exists():
        return False
    with psycopg.connect(url, autocommit=True) as connection:
        names = [row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE '%test%'")]
        for name in names:
            with suppress(psycopg.errors.ObjectInUse):
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
    return found is not None


def keep(server: Path) -> None:
    """For the next run; a few states of other branches stay. Two runs at once keep one."""
    kept = sorted(_place().parent.glob(f"rapport-migrated-{os.getuid()}-*"), key=lambda path: path.stat().st_mtime)
    for old in kept[:-MOST_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    with suppress(OSError):
        server.rename(_place())


def make(url: str, name: str) -> bool:
    """The test database `name` from the template. False when there is no template yet, or the server is not ours."""
    if _is_foreign():
        return False
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return False
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        )
    return True


def remember(url: str, name: str) -> None:
    """Make the template from a test database that was just migrated; another worker may have done so."""
    if _is_foreign():
        return
    with psycopg.connect(url, autocommit=True) as connection, suppress(psycopg.Error):
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(TEMPLATE), sql.Identifier(name))
        )


def _is_foreign() -> bool:
    return bool(os.environ.get("RAPPORT_TEST_DATABASE_URL"))

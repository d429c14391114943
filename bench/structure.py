"""Writes `rapport/config/structure.sql`, with which a new database begins: run it after every new migration.

`--check` writes nothing, says how the file differs from what the migrations give, and ends with 1 if it does.
"""

import difflib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rapport.platform import db

DUMP = ("--no-owner", "--no-privileges", "--no-comments", "--inserts", "--rows-per-insert=1000")
# Of the connection, of one version of pg_dump, and for people who read all of it.
LEFT_OUT = re.compile(r"--|\\|SET |SELECT pg_catalog\.set_config|$")
APPLIED = re.compile(r"^(\t\(\d+, '\w+', '\w+', )'[^']+'(\)[,;])$", re.MULTILINE)
MOST_SHOWN = 60
PACKAGE = Path(__file__).parents[1] / "rapport"


def said_of(url: str) -> str:
    """What PostgreSQL says of this database, without what differs from one time to the next."""
    command = [str(db.programs() / "pg_dump"), *DUMP, url]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line for line in words.splitlines() if not LEFT_OUT.match(line)]
    return APPLIED.sub(r"\1'now'\2", "\n".join(lines)) + "\n"


def main(arguments: list[str]) -> int:
    folder = Path(tempfile.mkdtemp(prefix="rapport-structure-"))
    server = db.ensure_running(folder, durable=False)
    try:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "rapport.config.settings",
            "RAPPORT_DATABASE_URL": server.url,
            "RAPPORT_SECRET_KEY": "a key of no desk at all",
            "RAPPORT_DB_POOL": "0",
        }
        return _compare(server.url) if "--check" in arguments else _write(server.url)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def seal(words: str) -> str:
    """The first line of the file: from which migrations it was made, and that nobody has changed it since."""
    from django.db.migrations.loader import MigrationLoader

    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("migrations/*.py")):
        found.update(f"{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    # Those of the libraries by name: they do not change once they are published.
    found.update(repr(sorted(MigrationLoader(None).disk_migrations)).encode())
    return f"-- {found.hexdigest()} {hashlib.sha256(words.encode()).hexdigest()}\n"


def is_sealed(text: str) -> bool:
    """Whether the file was made from today's migrations, and is as it was made."""
    first, _, words = text.partition("\n")
    return f"{first}\n" == seal(words)


def _write(url: str) -> int:
    from rapport.config import structure

    words = _migrated(url)
    structure.FILE.write_text(seal(words) + words)
    return 0


def _compare(url: str) -> int:
    """Both ways: what the migrations give, and what a database says that was made from the file."""
    from rapport.config import structure

    written = structure.FILE.read_text().partition("\n")[2]
    found = {"migrations": _migrated(url), "the file": _laid(written, url)}
    for name, words in found.items():
        differ = list(difflib.unified_diff(written.splitlines(), words.splitlines(), "structure.sql", name, "", "", 1))
        if differ:
            print(*differ[:MOST_SHOWN], "Run `python -m bench.structure`.", sep="\n")
            return 1
    return 0


def _migrated(url: str) -> str:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    # PostgreSQL writes some conditions in other words once it has read its own.
    return _laid(said_of(url), url)


def _laid(words: str, url: str) -> str:
    from django.db import connection

    from rapport.config import structure

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    assert structure.fits()
    structure.lay(words)
    connection.close()
    return said_of(url)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

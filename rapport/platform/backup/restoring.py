"""Brings a backup back, into an empty place only, and counts that everything arrived."""

import contextlib
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from rapport.platform.backup import making, manifest, programs
from rapport.platform.backup.manifest import BLOBS, DUMP, Manifest
from rapport.platform.backup.programs import BackupProblem

SCRATCH = "rapport_proof_"
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
_SEQUENCES = "SELECT schemaname, sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass(frozen=True)
class Source:
    folder: Path
    manifest: Manifest


@contextlib.contextmanager
def opened(source: Path, work: Path | None = None) -> Iterator[Source]:
    """A backup folder, a `.tar`, or the newest backup in a folder of several; checked. A tar is unpacked below `work`.

    Raises BackupProblem.
    """
    if not source.exists():
        raise BackupProblem(f"There is no {source}.")
    if source.is_dir():
        several = making.backups_in(source)
        folder = source if (source / manifest.NAME).exists() or not several else several[0]
        yield _checked(folder)
        return
    with tempfile.TemporaryDirectory(prefix="rapport-restore-", dir=work) as unpacked:
        try:
            with tarfile.open(source) as tar:
                _unpack(tar, Path(unpacked).resolve())
        except (tarfile.TarError, OSError) as problem:
            raise BackupProblem(f"{source} cannot be unpacked: {problem}. Take another backup.") from problem
        yield _checked(Path(unpacked))


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Files and folders and nothing else, none of them outside. `extractall` checks that only since Python 3.11.4."""
    for member in tar:
        place = (folder / member.name).resolve()
        if not place.is_relative_to(folder) or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"no backup holds {member.name!r}")
        if member.isdir():
            place.mkdir(parents=True, exist_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        packed = tar.extractfile(member)
        assert packed is not None  # it is a file
        with packed, place.open("xb") as file:
            shutil.copyfileobj(packed, file)
        place.chmod(member.mode & 0o700)


def _checked(folder: Path) -> Source:
    found = manifest.read(folder)
    manifest.check(folder, found)
    return Source(folder, found)


def database(source: Source) -> None:
    """Fill our own, empty database. Raises BackupProblem, and then it is still empty."""
    with programs.connect() as own:
        if making.count_rows(own):
            raise BackupProblem("The database is not empty. Restore into an empty one.")
        [others] = own.execute(_OTHERS).fetchone() or (0,)
        if others:
            raise BackupProblem("Somebody else is connected to the database. Stop Rapport first.")
        server = own.info.server_version // 10000
    if server < source.manifest.server:
        words = f"The backup is of PostgreSQL {source.manifest.server}, and the database is PostgreSQL {server}."
        raise BackupProblem(f"{words} Restore into one that is as new.")
    _load(source, "", server)
    with programs.connect() as own:
        _compare(source.manifest, making.count_rows(own))


def _load(source: Source, name: str, server: int) -> None:
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments")
    programs.run("pg_restore", *options, str(source.folder / DUMP), database=name, server=server)


def _compare(wanted: Manifest, found: dict[str, int]) -> None:
    wrong = [name for name, number in wanted.rows.items() if found.get(name) != number]
    if wrong:
        name = wrong[0]
        raise BackupProblem(
            f"{len(wrong)} tables did not come back whole: {name} has {found.get(name, 0)} rows and should have "
            f"{wanted.rows[name]}. Take another backup."
        )


def blobs(source: Source, into: Path) -> int:
    """Copy every attachment below the folder and look at its bytes; answers how many are damaged."""
    damaged = 0
    for blob in manifest.blobs_in(source.folder / BLOBS):
        copy = into / BLOBS / blob.parent.name / blob.name
        copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(blob, copy)
        damaged += manifest.digest_of(copy) != blob.parent.name + blob.name
    return damaged


def step_over_numbers() -> None:
    """Rows made after the backup are lost, but their numbers are known outside: the address in a mail names its
    conversation. So numbers go on beyond any that can have been given: past twice the last one and a thousand."""
    with programs.connect() as own:
        for schema, name, last in own.execute(_SEQUENCES).fetchall():
            if name.startswith(("django_", "procrastinate_")):
                continue
            sequence = sql.Identifier(schema, name).as_string(own)
            own.execute("SELECT setval(%s::regclass, %s)", [sequence, last * 2 + 1000])


def prove(folder: Path) -> Manifest:
    """Restore the backup into a scratch database, count its rows, and drop it. Raises BackupProblem."""
    with opened(folder) as source, programs.connect() as own:
        _need_room(source)
        for (old,) in own.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [SCRATCH]):
            own.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        name = f"{SCRATCH}{secrets.token_hex(4)}"
        try:
            own.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as problem:
            words = "The database user may not create the scratch database that proves a backup."
            raise BackupProblem(f"{words} Allow it: ALTER USER … CREATEDB") from problem
        try:
            _load(source, name, own.info.server_version // 10000)
            with programs.connect(name) as scratch:
                _compare(source.manifest, making.count_rows(scratch))
        finally:
            own.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        return source.manifest


def _need_room(source: Source) -> None:
    """Our own server keeps the scratch database in the data folder, where mail needs the room more."""
    if settings.RAPPORT_DATABASE_URL:
        return
    with programs.connect() as own:
        [size] = own.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    total, _, free = shutil.disk_usage(settings.RAPPORT_DATA)
    if free - size < total // 10:
        raise BackupProblem(
            f"The backup {source.folder.name} was made and not proven: there is too little room for a scratch database."
        )

"""Makes a backup while everything runs: database and row counts of one moment, then every attachment."""

import os
import shutil
import tarfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from psycopg import sql

from rapport.platform import signing
from rapport.platform.backup import programs
from rapport.platform.backup.manifest import BLOBS, DUMP, KEY, NAME, Manifest, blobs_in, digest_of, write
from rapport.platform.backup.programs import BackupProblem

PREFIX = "rapport-"
KEPT = 7
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


@dataclass(frozen=True)
class Made:
    path: Path
    manifest: Manifest
    size: int


def name_of(at: datetime) -> str:
    return f"{PREFIX}{at:%Y%m%d-%H%M%S}"


def backups_in(folder: Path) -> list[Path]:
    """Whole backups, the newest first."""
    return sorted((path.parent for path in folder.glob(f"{PREFIX}*/{NAME}")), reverse=True)


def make(target: Path, *, at: datetime) -> Made:
    """A `.tar` file, or a folder `rapport-<time>` below the target in which attachments that the newest backup there
    has too are linked to it. Raises BackupProblem. What exists under the final name is whole."""
    is_tar = target.suffix == ".tar"
    final = target if is_tar else target / name_of(at)
    if final.exists():
        raise BackupProblem(f"{final} exists already. Choose another name.")
    draft = final.with_name(f".{final.name}.part")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        try:
            manifest = _fill(draft, at, None if is_tar else next(iter(backups_in(target)), None))
            _finish(draft, final, is_tar)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            draft.with_suffix(".tar.part").unlink(missing_ok=True)
    except OSError as problem:
        raise BackupProblem(f"{final} cannot be written: {problem.strerror or problem}.") from problem
    return Made(final, manifest, _size(final))


def _fill(draft: Path, at: datetime, before: Path | None) -> Manifest:
    server, rows = _dump(draft / DUMP)
    files = {DUMP: digest_of(draft / DUMP)}
    key = Path(settings.RAPPORT_DATA) / KEY
    if not settings.RAPPORT_SECRET_KEY and key.exists():
        shutil.copyfile(key, draft / KEY)
        (draft / KEY).chmod(0o600)
        files[KEY] = digest_of(draft / KEY)
    manifest = Manifest(at, server, rows, files, 0, 0, key_fingerprint())
    manifest = _keep_blobs(draft, before, manifest)
    write(draft, manifest)
    return manifest


def key_fingerprint() -> str:
    return signing.mac("backup", "key").hex()


def _dump(path: Path) -> tuple[int, dict[str, int]]:
    """The counts and the dump see the same moment."""
    with programs.connect() as own:
        server = own.info.server_version // 10000
        own.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        [snapshot] = own.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        rows = count_rows(own)
        programs.run(
            "pg_dump",
            "--format=custom",
            "--compress=1",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={path}",
            server=server,
        )
    path.chmod(0o600)
    return server, rows


def count_rows(own: Any) -> dict[str, int]:
    """Rows of every table, by name."""
    found: dict[str, int] = {}
    for (table,) in own.execute(_TABLES).fetchall():
        [number] = own.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        found[table] = number
    return found


def _keep_blobs(draft: Path, before: Path | None, manifest: Manifest) -> Manifest:
    """Blobs never change, so one that the backup before has is the same."""
    number, size, damaged = 0, 0, []
    for blob in blobs_in(Path(settings.RAPPORT_DATA) / BLOBS):
        copy = draft / BLOBS / blob.parent.name / blob.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        known = before / BLOBS / blob.parent.name / blob.name if before else None
        if known is None or not _linked(known, copy):
            shutil.copyfile(blob, copy)
            if digest_of(copy) != blob.parent.name + blob.name:
                damaged.append(f"{blob.parent.name}/{blob.name}")
        number, size = number + 1, size + copy.stat().st_size
    return replace(manifest, blobs=number, blob_bytes=size, damaged=tuple(damaged))


def _linked(known: Path, copy: Path) -> bool:
    try:
        os.link(known, copy)
    except OSError:
        return False  # it is not there, or the file system knows no links
    return True


def _finish(draft: Path, final: Path, is_tar: bool) -> None:
    _sync_all(draft)
    if is_tar:
        packed = draft.with_suffix(".tar.part")
        with packed.open("xb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            os.fchmod(file.fileno(), 0o600)
            tar.add(draft, arcname=".")
        _sync(packed)
        packed.rename(final)
    else:
        draft.rename(final)
    _sync(final.parent)


def _sync_all(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in ([path] if path.is_file() else path.rglob("*")) if one.is_file())


def thin_out(folder: Path, *, keep: int = KEPT) -> int:
    """Delete all but the newest; answers how many went."""
    old = backups_in(folder)[keep:]
    for path in old:
        gone = path.with_name(f".{path.name}.part")
        path.rename(gone)  # half a deleted backup must not look like a whole one
        shutil.rmtree(gone, ignore_errors=True)
    return len(old)

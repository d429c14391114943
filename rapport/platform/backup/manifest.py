"""What a backup holds: enough to know that nothing is missing and nothing has changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from rapport.platform.backup.programs import BackupProblem

NAME = "manifest.json"
DUMP = "database.dump"
KEY = "secret.key"
BLOBS = "blobs"
FORMAT = 1
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """`files` maps names to SHA-256; blobs are named by theirs. `damaged` are blobs whose bytes were not what their
    name says when they were copied; `key` recognises the secret key without telling it."""

    made_at: datetime
    server: int
    rows: Mapping[str, int]
    files: Mapping[str, str]
    blobs: int
    blob_bytes: int
    key: str
    format: int = FORMAT
    damaged: tuple[str, ...] = field(default=())

    @property
    def row_count(self) -> int:
        return sum(self.rows.values())


def write(folder: Path, manifest: Manifest) -> None:
    (folder / NAME).write_text(json.dumps(asdict(manifest), default=datetime.isoformat, indent=1) + "\n")


def read(folder: Path) -> Manifest:
    """Raises BackupProblem when it is missing, broken, or of another kind."""
    try:
        found = json.loads((folder / NAME).read_text())
        if found["format"] != FORMAT:
            raise BackupProblem(f"{folder} was made by a newer Rapport. Restore it with that one.")
        found["made_at"], found["damaged"] = datetime.fromisoformat(found["made_at"]), tuple(found["damaged"])
        return Manifest(**found)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BackupProblem(f"{folder} is no backup, or not a whole one: its {NAME} cannot be read.") from problem


def check(folder: Path, manifest: Manifest) -> None:
    """Raises BackupProblem when a file is missing or not what it was."""
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.exists():
            raise BackupProblem(f"{name} is missing in {folder}. Take another backup.")
        if digest_of(path) != digest:
            raise BackupProblem(f"{name} in {folder} is damaged: its checksum is wrong. Take another backup.")
    there = sum(1 for _ in blobs_in(folder / BLOBS))
    if there != manifest.blobs:
        raise BackupProblem(f"{folder} holds {there} attachments and should hold {manifest.blobs}. Take another one.")


def digest_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def blobs_in(folder: Path) -> list[Path]:
    """Every blob below a folder, without those that are just being written."""
    return sorted(path for path in folder.glob("[0-9a-f][0-9a-f]/*") if not path.name.startswith("."))

"""Blobs on disk under their content's hash: written once, whole, durable, outside any served folder."""

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")


def _root() -> Path:
    return Path(settings.RAPPORT_DATA) / "blobs"


def key_of(data: bytes) -> str:
    """The key under which this content is stored: its SHA-256, split after two digits."""
    name = hashlib.sha256(data).hexdigest()
    return f"{name[:2]}/{name[2:]}"


def put(data: bytes) -> str:
    """Store the bytes durably (file and folder synced before this returns) and answer their key."""
    key = key_of(data)
    path = _root() / key
    with suppress(FileNotFoundError):
        os.utime(path)  # whoever throws away what was not needed for long must see that it is
        return key
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(path, data)
    return key


def get(key: str) -> bytes:
    """The bytes behind a key. Raises FileNotFoundError when they are gone and ValueError for a malformed key."""
    return path_of(key).read_bytes()


def path_of(key: str) -> Path:
    """Where a blob lies. Raises ValueError for anything that is not a key."""
    if not _KEY.fullmatch(key):
        raise ValueError("not a storage key")
    return _root() / key


def delete(key: str) -> None:
    """Throw the bytes away; nobody may hold the key any more."""
    path_of(key).unlink(missing_ok=True)


def delete_unless_put(key: str, *, since: datetime) -> None:
    """Throw the bytes away unless somebody stored the same ones meanwhile, who may not have said so yet."""
    path = path_of(key)
    with suppress(FileNotFoundError):
        if path.stat().st_mtime < since.timestamp():
            path.unlink()


def write_durably(path: Path, data: bytes) -> None:
    """Replace the file by these bytes in one step that survives a power cut."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

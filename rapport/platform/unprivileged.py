"""PostgreSQL refuses to run as root. Here is whom it runs as instead, and what that user must be able to reach."""

import contextlib
import os
import pwd
import stat
from pathlib import Path
from typing import Any


class DatabaseError(Exception):
    """PostgreSQL could not be prepared or started; the text says why and is meant for the operator."""


def user_for(folder: Path, name: str) -> pwd.struct_passwd | None:
    """None unless we are root: then the owner of the folder, or the system user of that name, or one with no rights."""
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid:
        return pwd.getpwuid(folder.stat().st_uid)
    for candidate in (name, "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(candidate)
    raise DatabaseError(
        f"PostgreSQL cannot run as root and there is no other user. Create one: useradd --system {name}"
    )


def run_as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """Arguments for subprocess; the environment is bare, so that no key or password of ours reaches the child."""
    arguments: dict[str, Any] = {"env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}, "cwd": "/"}
    if user:
        arguments |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return arguments


def let_in(user: pwd.struct_passwd, *folders: Path) -> None:
    """Gives others the right to pass through (not to list) these folders and those above them."""
    for folder in folders:
        for step in (folder, *folder.parents):
            found = step.stat()
            if found.st_uid != user.pw_uid and not found.st_mode & stat.S_IXOTH:
                step.chmod(found.st_mode | stat.S_IXOTH)

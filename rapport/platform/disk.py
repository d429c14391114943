"""How much room the data folder has left: at one tenth people are warned, at one twentieth large mails wait outside."""

import errno
import shutil
from enum import Enum
from pathlib import Path

from django.conf import settings

WARN_SHARE = 0.10
STOP_SHARE = 0.05
SMALL_BYTES = 1024 * 1024
DISK_FULL = "53100"


class Room(Enum):
    PLENTY = "plenty"
    LOW = "low"
    NEARLY_FULL = "nearly full"


def free_share(path: Path | None = None) -> float:
    """What part of the disk under the data folder is free, 0 to 1; 1 when nobody can tell."""
    try:
        total, _, free = shutil.disk_usage(path or settings.RAPPORT_DATA)
    except OSError:
        return 1.0
    return free / total if total else 1.0


def room() -> Room:
    """How urgent it is."""
    share = free_share()
    if share <= STOP_SHARE:
        return Room.NEARLY_FULL
    return Room.LOW if share <= WARN_SHARE else Room.PLENTY


def is_nearly_full() -> bool:
    return room() is Room.NEARLY_FULL


def is_out_of_room(error: BaseException) -> bool:
    """Whether an error says that a disk, ours or the database's, is full: never the fault of a mail."""
    seen: BaseException | None = error
    while seen is not None:
        if getattr(seen, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            return True
        if getattr(seen, "sqlstate", None) == DISK_FULL:
            return True
        seen = seen.__cause__
    return False

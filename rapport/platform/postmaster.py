"""What can be seen of a PostgreSQL server from its folder, without speaking its protocol."""

import hashlib
import os
import socket
import tempfile
import time
from pathlib import Path

import psutil

from rapport.platform.unprivileged import DatabaseError

SOCKET_FILE = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100


def socket_dir(cluster: Path) -> Path:
    """The cluster itself (mode 0700), or a short folder when the system could not hold so long a socket path."""
    if len(os.fsencode(cluster / SOCKET_FILE)) <= LONGEST_SOCKET_PATH:
        return cluster
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"rapport-{os.getuid()}-{digest}"


def is_answering(cluster: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_dir(cluster) / SOCKET_FILE))
        except OSError:
            return False
    return True


def is_in_use(cluster: Path, patience: float) -> bool:
    """True once a live server is ready, waiting at most `patience` seconds while it starts or stops; False without one.

    Only after False may postmaster.pid be removed. A server in another container answers, though its process is unseen.
    """
    deadline = time.monotonic() + patience
    while server_is_alive(cluster):
        if is_answering(cluster) and status(cluster) == "ready":
            return True
        if time.monotonic() > deadline:
            raise DatabaseError(
                f"A PostgreSQL is busy in {cluster} and does not get ready; see postgres.log beside it."
            )
        time.sleep(0.02)
    return is_answering(cluster)


def server_is_alive(cluster: Path) -> bool:
    """A process number may belong to another program after a crash, so its command line must name this cluster."""
    lines = pid_lines(cluster)
    if not lines or not lines[0].strip().isdigit():
        return False
    try:
        return str(cluster) in psutil.Process(int(lines[0])).cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def status(cluster: Path) -> str:
    lines = pid_lines(cluster)
    return lines[7].strip() if len(lines) > 7 else ""


def pid_lines(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []

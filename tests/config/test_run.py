"""`rapport run`, the real one: it starts, answers, stops cleanly, comes back, and leaves nothing behind."""

import contextlib
import re
import signal
import smtplib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.config.running import Running, command, free_ports, words_of
from tests.patience import PATIENCE, wait_for

pytestmark = pytest.mark.lab
PARTS = ("web", "worker", "listener")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that has been used and left once."""
    data = tmp_path_factory.mktemp("run") / "data"
    with Running(data) as rapport:
        rapport.wait_until_ready()
        assert (
            command("user", "add", "mo@example.com", "--password", "a long enough word", "--data", str(data)).stderr
            == ""
        )
        assert rapport.stop(signal.SIGINT) == 0
    return data


@pytest.fixture(scope="module")
def up(folder: Path) -> Iterator[Running]:
    with Running(copy_of(folder)) as rapport:
        yield rapport.wait_until_ready()


def test_it_says_where_it_is_and_where_its_data_is(up: Running) -> None:
    assert f"Rapport is ready at {up.url}" in up.said
    assert str(up.data) in up.said
    assert f"127.0.0.1:{up.smtp}" in up.said


def test_without_a_terminal_its_words_are_plain(up: Running) -> None:
    assert "\x1b" not in up.said


def test_it_answers(up: Running) -> None:
    assert up.get("/account/login/").status_code == 200


def test_it_answers_beside_hundreds_who_keep_their_line_open(up: Running) -> None:
    """Every browser does, and one of its lines is the event stream."""
    with contextlib.ExitStack() as lines:
        for _ in range(150):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", up.http), timeout=PATIENCE))
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert line.recv(12) == b"HTTP/1.1 200"
        assert up.get("/account/login/").status_code == 200


def test_it_takes_mail(up: Running) -> None:
    with smtplib.SMTP("127.0.0.1", up.smtp, timeout=PATIENCE) as client:
        assert client.noop()[0] == 250


def test_data_is_there_after_a_second_start(up: Running) -> None:
    again = command("user", "add", "mo@example.com", "--data", str(up.data))
    assert "mo@example.com is already a user" in again.stderr


def test_a_command_beside_it_leaves_the_database_running(up: Running) -> None:
    assert len(command("token", "create", "mo@example.com", "--data", str(up.data)).stdout.split()) == 1
    assert up.get("/account/login/").status_code == 200
    assert "stopped" not in up.said


def test_a_second_one_on_the_same_folder_is_refused(up: Running) -> None:
    http, smtp = free_ports(2)
    second = command("run", "--http", str(http), "--smtp", str(smtp), "--data", str(up.data))
    assert second.returncode == 1
    assert second.stderr.strip() == (
        f"rapport: Rapport already runs with the data folder {up.data}. Stop it first, or choose another: --data DIR"
    )


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_falls_is_started_again(up: Running, part: str) -> None:
    fallen = up.part(part)
    fallen.kill()
    wait_for(lambda: f"The {part} stopped unexpectedly (SIGKILL)" in up.said)
    wait_for(lambda: any(part in words_of(one) and one.pid != fallen.pid for one in up.family()))
    wait_for(lambda: _answers(up.http) and _answers(up.smtp))
    assert up.get("/account/login/").status_code == 200


def test_the_database_that_falls_is_started_again(up: Running) -> None:
    keeper = next(one for one in up.family() if "rapport-postgres" in words_of(one))
    server = next(one for one in keeper.children() if one.name() == "postgres")
    server.kill()
    wait_for(lambda: "The database stopped. It starts again." in up.said)
    wait_for(lambda: up.get("/account/login/").status_code == 200)
    assert command("token", "create", "mo@example.com", "--data", str(up.data)).returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_stops_cleanly_when_asked(folder: Path, number: signal.Signals) -> None:
    with Running(copy_of(folder)) as rapport:
        family = rapport.wait_until_ready().family()
        assert rapport.stop(number) == 0
        assert _gone(family)
    assert "Traceback" not in rapport.said + rapport.log
    assert "did not stop in time" not in rapport.said


def test_it_leaves_no_orphan_when_it_is_killed(folder: Path) -> None:
    with Running(copy_of(folder)) as rapport:
        family = rapport.wait_until_ready().family()
        rapport.process.kill()
        rapport.process.wait()
        assert _gone(family)


def test_a_link_of_the_command_signs_in_once_at_the_port_it_runs_on(up: Running) -> None:
    link = command("login", "mo@example.com", "--data", str(up.data)).stdout.strip()
    assert link.startswith(up.url)
    with httpx.Client(follow_redirects=True, timeout=PATIENCE) as browser:
        assert sign_in(browser, link).status_code == 200
        assert browser.get(f"{up.url}/pile/").url.path == "/pile/"
    assert httpx.get(link, timeout=PATIENCE).status_code == 404


def test_it_stops_cleanly_though_an_event_stream_is_open(folder: Path) -> None:
    with Running(copy_of(folder)) as rapport, httpx.Client(follow_redirects=True, timeout=PATIENCE) as browser:
        rapport.wait_until_ready()
        link = command("login", "mo@example.com", "--data", str(rapport.data)).stdout.strip()
        sign_in(browser, link)
        with browser.stream("GET", f"{rapport.url}/live/") as stream:
            assert stream.status_code == 200
            family = rapport.family()
            assert rapport.stop(signal.SIGINT) == 0
        assert _gone(family)
    assert "Traceback" not in rapport.said + rapport.log
    assert "did not stop in time" not in rapport.said


def sign_in(browser: httpx.Client, link: str) -> httpx.Response:
    page = browser.get(link)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text
    return browser.post(link, data={"csrfmiddlewaretoken": token[1]})


def test_it_can_be_stopped_while_it_starts(tmp_path: Path) -> None:
    with Running(tmp_path / "data") as rapport:
        wait_for(lambda: any("web" in words_of(one) for one in rapport.family()))
        family = rapport.family()
        assert rapport.stop(signal.SIGINT) == 0
        assert _gone(family)
    assert "Traceback" not in rapport.said


@pytest.mark.parametrize("option", ["--http", "--smtp"])
def test_a_taken_port_is_one_line(tmp_path: Path, option: str) -> None:
    ports = dict(zip(("--http", "--smtp"), map(str, free_ports(2)), strict=True))
    with socket.create_server(("127.0.0.1", int(ports[option]))):
        done = command("run", *(part for pair in ports.items() for part in pair), "--data", str(tmp_path / "data"))
    taken = int(ports[option])
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip() == (
        f"rapport: Port {taken} is taken by another program. Choose another: rapport run {option} {taken + 1}"
    )


def test_a_port_asked_for_twice_is_one_line(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    done = command("run", "--http", str(port), "--smtp", str(port), "--data", str(tmp_path / "data"))
    assert done.stderr.strip() == f"rapport: Port {port} is asked for twice: for the web pages and for mail (SMTP)."


def test_an_unreachable_database_is_one_line_without_its_password(tmp_path: Path) -> None:
    http, smtp, nobody = free_ports(3)
    url = f"postgresql://rapport:hidden-word@127.0.0.1:{nobody}/rapport"
    arguments = ("run", "--http", str(http), "--smtp", str(smtp), "--data", str(tmp_path / "data"))
    done = command(*arguments, RAPPORT_DATABASE_URL=url)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"rapport: The database at 127.0.0.1:{nobody} cannot be reached: ")
    assert "check RAPPORT_DATABASE_URL" in done.stderr
    assert "hidden-word" not in done.stderr + done.stdout


def test_a_data_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("run", "--data", str(tmp_path / "file" / "data"))
    assert done.returncode == 1
    assert done.stderr.startswith("rapport: The data folder ")
    assert len(done.stderr.splitlines()) == 1


def copy_of(folder: Path) -> Path:
    """A stopped data folder copied with its owners, as an operator would: no test waits for migrations again."""
    copy = folder.with_name(f"copy-{len(list(folder.parent.iterdir()))}")
    subprocess.run(["cp", "-a", str(folder), str(copy)], check=True)
    return copy


def _gone(family: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    return not any(words_of(one) for one in alive)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True

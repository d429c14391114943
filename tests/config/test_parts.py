"""The pieces of the supervisor that need no running Rapport."""

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from rapport.config import settings
from rapport.config.run import children, ports, summary
from rapport.config.run.children import Child
from rapport.config.run.reload import Sources

STATE = {
    "conversations": 62,
    "waiting": 9,
    "recoveries": 2,
    "users": 5,
    "founding": "",
    "links": [],
    "filled": False,
    "inboxes": ["a@b.example"],
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    now = {"now": 0.0}
    monkeypatch.setattr("time.monotonic", lambda: now["now"])
    return now


@pytest.fixture
def falling(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Child, list[str]]]:
    """A child that falls as soon as it is started."""

    class Fallen:
        returncode = 3

        def poll(self) -> int:
            return 3

    said: list[str] = []
    monkeypatch.setattr(children, "spawn", lambda *_: Fallen())
    yield Child("worker", 0, {}, None, said.append), said


def test_a_child_that_keeps_falling_is_started_later_and_later(
    falling: tuple[Child, list[str]], clock: dict[str, float]
) -> None:
    child, said = falling
    child.start()
    for _ in range(2000):
        clock["now"] += 0.1
        child.watch(clock["now"])
    waits = [float(line.rsplit("in ", 1)[1].removesuffix(" s.")) for line in said]
    assert waits[:7] == [0.5, 1, 2, 4, 8, 16, 30]
    assert set(waits[7:]) <= {30}
    assert said[0] == "The worker stopped unexpectedly (exit code 3). It starts again in 0.5 s."


def test_a_fall_after_a_calm_time_counts_as_the_first(
    falling: tuple[Child, list[str]], clock: dict[str, float]
) -> None:
    child, said = falling
    child.falls = 6
    child.start()
    clock["now"] += children.CALM_SECONDS + 1
    child.watch(clock["now"])
    assert said == ["The worker stopped unexpectedly (exit code 3). It starts again in 0.5 s."]


def test_a_free_port_is_fine_and_zero_is_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        free = int(held.getsockname()[1])
    ports.check(
        "127.0.0.1",
        [ports.Port(free, "--http", "pages"), ports.Port(0, "--smtp", "mail"), ports.Port(0, "--lmtp", "mail")],
    )


def test_a_port_shared_by_others_is_still_taken() -> None:
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        held.listen()
        number = int(held.getsockname()[1])
        with pytest.raises(ports.PortProblem, match=f"Port {number} is taken by another program"):
            ports.check("127.0.0.1", [ports.Port(number, "--http", "pages")])


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (errno.EACCES, r"Port 80 may be used by root only. .*: rapport run --http 8080"),
        (errno.EADDRNOTAVAIL, r"This machine has no address 127.0.0.1 .*RAPPORT_HOST"),
    ],
)
def test_other_port_problems_have_their_own_words(monkeypatch: pytest.MonkeyPatch, problem: int, words: str) -> None:
    monkeypatch.setattr(ports, "_try", lambda *_: problem)
    with pytest.raises(ports.PortProblem, match=words):
        ports.check("127.0.0.1", [ports.Port(80, "--http", "pages")])


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ports.PortProblem, match="This machine has no address"):
        ports.check("203.0.113.7", [ports.Port(8000, "--http", "pages")])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "It goes on where it was: 62 conversations, 9 waiting, 2 recoveries open."),
        ({"conversations": 1, "recoveries": 1}, "It goes on where it was: 1 conversation, 9 waiting, 1 recovery open."),
        ({"filled": True}, "The sample company has moved in: 62 conversations, 9 waiting, 2 recoveries open."),
        ({"conversations": 0}, "No conversations yet."),
    ],
)
def test_it_says_where_it_stands(changes: dict[str, object], words: str) -> None:
    assert summary.where_it_stands({**STATE, **changes}) == words


def test_a_start_without_people_or_inbox_says_how_to_add_them() -> None:
    text = "\n".join(summary.lines({**STATE, "users": 0, "inboxes": []}, None, sample=False))
    assert "rapport user add" in text
    assert "rapport inbox add" in text


def test_a_mistyped_setting_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MISSPELT", ["This is no setting and is ignored. Did you mean that?"])
    assert "Did you mean that?" in "\n".join(summary.lines(STATE, None, sample=False))


def test_the_first_start_of_all_leads_to_the_setting_up() -> None:
    first = {**STATE, "users": 0, "inboxes": [], "founding": "http://127.0.0.1:8000/start/abc/"}
    text = "\n".join(summary.lines(first, None, sample=False))
    assert "http://127.0.0.1:8000/start/abc/" in text
    assert "rapport user add" not in text


def test_the_line_that_sends_a_mail_is_a_mail() -> None:
    line = summary.sending("help@shop.example")
    letter = os.popen(line.partition(" | ")[0]).read()
    assert letter.startswith("From: Kim <kim@example.com>\nTo: help@shop.example\n")
    assert "\n\nThey squeal." in letter


def test_a_change_of_the_code_is_seen_once(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("1")
    sources = Sources(tmp_path)
    assert not sources.changed()
    os.utime(file, ns=(1, 1))
    assert sources.changed()
    assert not sources.changed()

"""Mails are read in a child: in order, ahead of the caller, and whatever happens to the child."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from rapport.channels.email import parser_pool
from rapport.channels.email.parse import Inbound, parse
from rapport.channels.email.parser_pool import ParseFailure, ParserPool
from tests.channels.email.mails import HEAD, b64, multipart, part
from tests.patience import PATIENCE, wait_for

FILE = part(
    b64(bytes(range(256)) * 1200), b"Content-Type: application/pdf; name=a.pdf", b"Content-Transfer-Encoding: base64"
)
MAILS = [
    HEAD + b"\r\nHello\r\n",
    HEAD + multipart("mixed", part(b"see"), FILE, FILE),
    b"",
    b"\x00\xff" * 100,
    HEAD + b"Date: Wed, 17 May 2000 19:35:05 -0400\r\nAuto-Submitted: auto-replied\r\n\r\nAway",
    b"From: MAILER-DAEMON@x.example\r\nSubject: failure notice\r\n\r\n<rex@gone.example> 5.1.1",
]
POISON = b"POISON"


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    with ParserPool(timeout=PATIENCE) as made:
        yield made


@pytest.fixture
def poisonable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children that hang, die or babble on special mails, as a bug in a reader would make them."""
    code = (
        "import os, sys, time\n"
        "from rapport.channels.email import parse_child as child\n"
        "def answer(raw, real=child.answer):\n"
        "    if raw == b'POISON hang': time.sleep(600)\n"
        "    if raw == b'POISON die': os._exit(3)\n"
        "    if raw == b'POISON babble': return b'x' * 40\n"
        "    if raw == b'POISON memory': bytearray(1 << 30)\n"
        "    return real(raw)\n"
        "def guarded(raw):\n"
        "    try: return answer(raw)\n"
        "    except MemoryError: return child.pack_failure('reading it takes more memory than allowed')\n"
        "child.answer = guarded\n"
        "child.main()\n"
    )
    monkeypatch.setattr(parser_pool, "_COMMAND", [sys.executable, "-c", code])


def test_a_child_reads_as_the_parent_would(pool: ParserPool) -> None:
    assert [pool.parse(raw) for raw in MAILS] == [parse(raw) for raw in MAILS]


def test_many_mails_come_back_in_order(pool: ParserPool) -> None:
    assert list(pool.parse_many(MAILS * 20)) == [parse(raw) for raw in MAILS] * 20


def test_mails_larger_than_any_pipe_pass(pool: ParserPool) -> None:
    large = HEAD + multipart("mixed", *[FILE] * 20)
    assert [mail.attachments[19].size for mail in pool.parse_many([large] * 3) if isinstance(mail, Inbound)] == [
        307200
    ] * 3


def test_the_child_works_while_the_parent_does(pool: ParserPool) -> None:
    results = pool.parse_many(MAILS * 4)
    next(results)
    time.sleep(0.5)
    started = time.process_time()
    assert len(list(results)) == len(MAILS) * 4 - 1
    assert time.process_time() - started < 30


@pytest.mark.usefixtures("poisonable")
@pytest.mark.parametrize("poison", [b"POISON hang", b"POISON die", b"POISON babble", b"POISON memory"])
def test_f10_a_poisonous_mail_costs_only_itself(poison: bytes) -> None:
    with ParserPool(timeout=3) as pool:
        results = list(pool.parse_many([MAILS[0], poison, MAILS[1], MAILS[4]]))
        assert [type(result) for result in results] == [Inbound, ParseFailure, Inbound, Inbound]
        assert results[2] == parse(MAILS[1])
        with pytest.raises(ParseFailure) as failure:
            pool.parse(poison)
        assert failure.value.reason
        assert pool.parse(MAILS[0]) == parse(MAILS[0])


@pytest.mark.usefixtures("busy")
def test_f10_a_mail_that_takes_too_much_work_is_given_up_and_its_reader_lives() -> None:
    with ParserPool(timeout=PATIENCE) as pool:
        results = list(pool.parse_many([MAILS[0], b"BUSY in a part", b"BUSY for ever", MAILS[1]]))
        assert [type(result) for result in results] == [Inbound, Inbound, ParseFailure, Inbound]
        assert isinstance(results[1], Inbound)
        assert "reading failed (OutOfTime)" in str(results[1].unreadable)
        assert "BUSY in a part" in results[1].text, "its raw text is shown"
        assert "seconds of work" in str(results[2])
        assert len({child._process.pid for child in pool._idle}) == 1


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that spins in the middle of reading, or after it, and has little patience."""
    code = (
        "from rapport.channels.email import parse_child as child\n"
        "from rapport.channels.email.parse import reader\n"
        "child.CPU_SECONDS, child.CPU_SECONDS_MORE = 0.2, 0.1\n"
        "def spin():\n"
        "    while True: pass\n"
        "def read(raw, *rest, real=reader._read):\n"
        "    if raw == b'BUSY in a part': spin()\n"
        "    return real(raw, *rest)\n"
        "def parse(raw, real=child.parse):\n"
        "    if raw == b'BUSY for ever': spin()\n"
        "    return real(raw)\n"
        "reader._read, child.parse = read, parse\n"
        "child.main()\n"
    )
    monkeypatch.setattr(parser_pool, "_COMMAND", [sys.executable, "-c", code])


def children_of(pool: ParserPool) -> list[psutil.Process]:
    """Those that wait for work; other pools of this process have their own."""
    return [psutil.Process(child._process.pid) for child in pool._idle]


def test_no_mail_pays_for_a_child_that_was_killed_while_it_waited(pool: ParserPool) -> None:
    pool.parse(MAILS[0])
    (child,) = children_of(pool)
    child.send_signal(signal.SIGKILL)
    child.wait(PATIENCE)
    assert pool.parse(MAILS[0]) == parse(MAILS[0])


def test_an_unfinished_run_leaves_the_pool_usable(pool: ParserPool) -> None:
    unfinished = pool.parse_many(MAILS * 3)
    next(unfinished)
    assert pool.parse(MAILS[1]) == parse(MAILS[1])
    next(unfinished)


def test_threads_share_a_pool() -> None:
    wrong: list[object] = []

    def work(pool: ParserPool, raw: bytes) -> None:
        expected = parse(raw)
        wrong.extend(found for _ in range(10) if (found := pool.parse(raw)) != expected)

    with ParserPool(children=2) as pool:
        threads = [threading.Thread(target=work, args=(pool, raw)) for raw in MAILS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert wrong == []


def test_the_child_is_light_and_ends_with_its_pool() -> None:
    with ParserPool() as pool:
        list(pool.parse_many(MAILS * 10))
        children = children_of(pool)
        assert [child.memory_info().rss < 40 * 1024 * 1024 for child in children] == [True]
    assert not any(child.is_running() for child in children)


def test_the_child_ends_when_its_parent_dies() -> None:
    code = (
        "from rapport.channels.email.parser_pool import ParserPool\n"
        "pool = ParserPool(); pool.parse(b'x'); print(pool._idle[0]._process.pid, flush=True)\n"
        "import os; os.kill(os.getpid(), 9)\n"
    )
    child = int(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=False).stdout)
    wait_for(lambda: not runs(child))


def runs(number: int) -> bool:
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_importing_the_reader_brings_no_django() -> None:
    code = (
        "import sys, rapport.channels.email.parse_child\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg', 'asyncio')])"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout.strip() == b"[]"

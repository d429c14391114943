"""F12: PostgreSQL falls again and again while mails come in. Each mail becomes one message, and pages say "wait"."""

import os
import re
import signal
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from rapport.platform import db, postmaster
from tests.config.running import Running, command
from tests.labs import sized
from tests.mailroom import mail
from tests.patience import wait_for

pytestmark = pytest.mark.lab
RESTARTS = sized(20)
A_SECOND = 10
LONG = 300.0  # seconds: a database that recovers, then a worker that starts again
HELP, LEAD = "help@desk.example", "mo@desk.example"
FOUND = "SELECT message_id FROM conversations_message WHERE kind = 'inbound'"


class Restartable:
    """A PostgreSQL beside that of the other tests, with commits as durable as in production."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = db.ensure_running(folder)

    def restart(self) -> None:
        """As `pg_ctl restart -m immediate`: everything ends at once, and what was committed is recovered."""
        os.kill(int(postmaster.pid_lines(db.cluster_of(self.folder))[0]), signal.SIGQUIT)
        wait_for(self.server.has_stopped, LONG)
        self.server = db.ensure_running(self.folder)

    def messages(self) -> "Counter[str]":
        with psycopg.connect(db.url(self.folder)) as line:
            return Counter(found for (found,) in line.execute(FOUND))


class Sender:
    """A mail server elsewhere: a steady stream, and what is refused for now it brings again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[str] = []
        self.refusals = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self) -> None:
        while not self.done.is_set():
            name = f"<f12-{len(self.taken)}@customer.example>"
            raw = mail(message_id=name)
            while not self.hand_in(raw):
                self.refusals += 1
                time.sleep(0.5)
            self.taken.append(name)
            time.sleep(1 / A_SECOND)

    def hand_in(self, raw: bytes) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=30) as peer:
                peer.sendmail("uma@customer.example", [HELP], raw)
        except smtplib.SMTPRecipientsRefused as refused:
            assert all(400 <= code < 500 for code, _ in refused.recipients.values()), refused
            return False
        except smtplib.SMTPResponseException as refused:
            assert 400 <= refused.smtp_code < 500, refused
            return False
        except OSError:
            return False
        return True


class Reader:
    """Somebody who opens a page of the desk again and again."""

    def __init__(self, browser: httpx.Client, url: str) -> None:
        self.browser = browser
        self.url = url
        self.seen: Counter[int] = Counter()
        self.odd: list[str] = []
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self) -> None:
        while not self.done.wait(0.1):
            page = self.browser.get(f"{self.url}/pile/")
            self.seen[page.status_code] += 1
            if "Traceback" in page.text or (page.status_code == 503) != ("Back in a moment" in page.text):
                self.odd.append(page.text[:2000])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Restartable]:
    made = Restartable(tmp_path / "server")
    yield made
    made.server.stop()


def test_restarts_lose_and_double_nothing(server: Restartable, tmp_path: Path) -> None:
    settings = {"RAPPORT_DATABASE_URL": db.url(server.folder), "RAPPORT_SWEEP_SECONDS": "5"}
    with Running(tmp_path / "data", environment=settings) as desk:
        desk.wait_until_ready()
        for words in (("user", "add", LEAD, "--password", "a long enough word"), ("inbox", "add", HELP)):
            done = command(*words, "--data", str(desk.data), **settings)
            assert done.returncode == 0, done.stderr
        with httpx.Client(follow_redirects=True, timeout=60) as browser:
            sign_in(browser, command("login", LEAD, "--data", str(desk.data), **settings).stdout.strip())
            sender, reader = Sender(desk.smtp), Reader(browser, desk.url)
            sender.thread.start()
            reader.thread.start()
            try:
                wait_for(lambda: sum(server.messages().values()) > 5, LONG)
                back = [restart(server, sender) for _ in range(RESTARTS)]
                wait_for(lambda: browser.get(f"{desk.url}/pile/").status_code == 200, LONG)
            finally:
                sender.done.set()
                reader.done.set()
                sender.thread.join()
                reader.thread.join()
        wait_for(lambda: set(sender.taken) <= set(server.messages()), LONG)
        assert "Traceback" not in desk.said
    found = server.messages()
    lost, doubled = set(sender.taken) - set(found), [name for name, times in found.items() if times > 1]
    print(
        f"\nF12: {len(sender.taken)} mails, {RESTARTS} restarts of PostgreSQL, told {sender.refusals} times to "
        f"come again: {len(lost)} lost, {len(doubled)} doubled; at worst {max(back):.1f} s "
        f"until a new mail was a message; pages {dict(reader.seen)}"
    )
    assert (lost, doubled) == (set(), [])
    assert reader.odd == []
    assert set(reader.seen) <= {200, 503}


def restart(server: Restartable, sender: Sender) -> float:
    """Seconds from the fall until a mail that was taken afterwards is a message."""
    began = time.monotonic()
    server.restart()
    first = len(sender.taken) + 1
    wait_for(lambda: len(sender.taken) > first and sender.taken[first] in server.messages(), LONG)
    return time.monotonic() - began


def sign_in(browser: httpx.Client, link: str) -> None:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(link).text)
    assert token
    assert browser.post(link, data={"csrfmiddlewaretoken": token[1]}).status_code == 200

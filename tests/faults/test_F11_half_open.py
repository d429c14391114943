"""F11: a mail server that accepts and is silent, drips bytes, or hangs up, troubles nobody but its own mailbox."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from rapport.channels.email import imap, mailbox
from rapport.channels.email.models import MailAccount, RawMail
from rapport.platform import secrets
from tests.cast import NOON, inbox
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.labs import sized
from tests.mailroom import mail
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lab]
# The deadlines of production, a hundred times shorter.
SHORTER = 100
DEADLINES = {"READ_SECONDS": 30, "CONNECT_SECONDS": 60, "ROUND_SECONDS": 120, "LEAVE_SECONDS": 10}
MAILS = sized(8, least=2)


def account(port: int, name: str) -> MailAccount:
    return MailAccount.objects.create(
        inbox=inbox(),
        host=name,
        port=port,
        security="plain",
        username=USER,
        sealed_password=secrets.seal(PASSWORD),
        processed_folder="",
    )


@contextmanager
def fetching() -> Iterator[None]:
    stop = threading.Event()
    runner = threading.Thread(target=imap.run_accounts, args=(stop,))
    runner.start()
    try:
        yield
    finally:
        stop.set()
        runner.join(PATIENCE)
    assert not runner.is_alive()


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Answers how long it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds
        time.sleep(0.01)
    return time.monotonic() - began


def stored(account: MailAccount) -> int:
    return RawMail.objects.filter(key__startswith=f"imap:{account.pk}:").count()


@pytest.mark.parametrize("ailment", ["silent", "drip", "reset"])
def test_other_mailboxes_go_on_and_this_one_recovers(ailment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in DEADLINES.items():
        monkeypatch.setattr(mailbox, name, seconds / SHORTER)
    monkeypatch.setattr(mailbox, "IDLE_SECONDS", 1)
    monkeypatch.setattr(imap, "FIRST_WAIT", imap.FIRST_WAIT / SHORTER)
    monkeypatch.setattr(imap, "LONGEST_WAIT", imap.LONGEST_WAIT / SHORTER)
    monkeypatch.setattr(imap, "LOOK_AGAIN_SECONDS", 0.05)
    sick, well = Box(ailment=ailment), Box()
    for _ in range(MAILS):
        sick.put(mail())
    with imap_server(sick) as first, imap_server(well) as second:
        ill, fit = account(first, "127.0.0.1"), account(second, "localhost")
        with fetching():
            wait_until(lambda: MailAccount.objects.get(pk=ill.pk).failing_since is not None)
            assert len(sick.commands) == 0
            waits = []
            for number in range(MAILS):
                well.put(mail())
                waits.append(wait_until(lambda: stored(fit) > number))  # noqa: B023
            assert stored(ill) == 0
            sick.ailment = ""
            back = wait_until(lambda: stored(ill) == MAILS)
            wait_until(lambda: MailAccount.objects.get(pk=ill.pk).failing_since is None)
    waits.sort()
    lost = 2 * MAILS - RawMail.objects.count()
    print(
        f"\nF11 ({ailment}): the other mailbox took {len(waits)} mails, p95 {waits[int(len(waits) * 0.95)]:.2f} s; "
        f"back after {back:.2f} s with deadlines of 1/{SHORTER}; {lost} lost"
    )
    assert lost == 0
    assert MailAccount.objects.get(pk=fit.pk).failing_since is None


def test_the_deadlines_of_production_bring_a_mailbox_back_within_150_seconds() -> None:
    """Noticing takes the longest deadline at worst; the next try comes after the longest wait."""
    noticed = max(mailbox.READ_SECONDS, mailbox.CONNECT_SECONDS, mailbox.IDLE_SECONDS + mailbox.READ_SECONDS)
    print(f"\nF11: a half-open connection is noticed within {max(noticed, mailbox.ROUND_SECONDS)} s")
    assert max(noticed, mailbox.ROUND_SECONDS) + imap.FIRST_WAIT <= 150
    assert imap.LONGEST_WAIT + imap.FIRST_WAIT <= 150


@pytest.mark.parametrize("processed", ["Processed", ""])
def test_a_mail_that_breaks_every_connection_waits_for_the_others(processed: str) -> None:
    box = Box()
    ids = [box.put(mail()) for _ in range(6)]

    def hang_up(uid: int) -> None:
        if uid == ids[1]:
            raise ConnectionResetError

    box.on_fetch = hang_up
    with imap_server(box) as port:
        mine = account(port, "127.0.0.1")
        MailAccount.objects.update(processed_folder=processed)
        mine.refresh_from_db()
        watcher = imap.Watcher(mine, lambda: NOON)
        for _ in range(3):
            look(watcher)
        assert stored(mine) == 5, "the others came in, although one breaks the line"
        assert look(watcher) == "", "after three breaks it is left alone"
        mine.refresh_from_db()
        assert mine.last_error == f"The connection breaks at the mail with UID {ids[1]}."
        box.on_fetch = lambda _: None
        watcher.doubts.give_another_chance()
        assert look(watcher) == ""
        assert stored(mine) == 6


def look(watcher: imap.Watcher) -> str:
    """One session, without waiting for news; answers what broke it."""
    box = mailbox.connect(imap.login_of(watcher.account))
    try:
        imap.fetch_all(watcher.account, box, at_source=watcher.at_source, doubts=watcher.doubts)
    except Exception as error:
        return type(error).__name__
    finally:
        mailbox.leave(box)
    return ""


def test_a_large_mail_comes_in_pieces_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rapport.channels.email.folders.PIECE_BYTES", 1000)
    box = Box()
    raws = [mail(text="x" * length) for length in (10, 700, 5_000, 12_345)]
    raws.append(raws[0] + b"y" * (3000 - len(raws[0])))  # pieces without a remainder
    for raw in raws:
        box.put(raw)
    with imap_server(box) as port:
        mine = account(port, "127.0.0.1")
        assert look(imap.Watcher(mine, lambda: NOON)) == ""
    assert sorted(bytes(row.raw) for row in RawMail.objects.all()) == sorted(raws)
    assert any("<11000.1000>" in command or "<12000.1000>" in command for command in box.commands)

"""Mailboxes are fetched by UID, mail by mail, whatever the server does in between."""

import imaplib
import threading
import time
from collections.abc import Callable

import pytest

from rapport.channels.email import folders, imap, mailbox
from rapport.channels.email.actions import AccountError, accounts, add_account
from rapport.channels.email.models import MailAccount, RawMail
from rapport.conversations.models import Message
from rapport.platform import secrets
from tests.cast import NOON, inbox, later
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.mailroom import free_port, mail, read
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


def account(port: int, **fields: object) -> MailAccount:
    return MailAccount.objects.create(
        **{
            "inbox": inbox(),
            "host": "127.0.0.1",
            "port": port,
            "security": "plain",
            "username": USER,
            "sealed_password": secrets.seal(PASSWORD),
        }
        | fields
    )


def fetch(of: MailAccount) -> int:
    box = mailbox.connect(imap.login_of(of))
    try:
        return imap.fetch_all(of, box, at_source=lambda: later(days=1))
    finally:
        mailbox.leave(box)


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_mail_is_stored_then_moved(capabilities: str) -> None:
    box = Box(capabilities=capabilities)
    raws = [mail() for _ in range(45)]
    for raw in raws:
        box.put(raw)
    with imap_server(box) as port:
        mine = account(port)
        assert fetch(mine) == 45
        assert fetch(mine) == 0
    assert sorted(bytes(row.raw) for row in RawMail.objects.all()) == sorted(raws)
    assert sorted(box.folders["Processed"].values()) == sorted(raws)
    assert set(box.folders["INBOX"]) - box.deleted == set()
    stored = RawMail.objects.order_by("id")[0]
    assert (stored.key, stored.source, stored.inbox) == (f"imap:{mine.pk}:17:1", "imap", inbox())
    assert stored.received_at == NOON, "the server's own time"
    mine.refresh_from_db()
    assert (mine.fetched_at, mine.last_error) == (later(days=1), "")


def test_nothing_is_moved_before_it_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no database")

    box = Box()
    box.put(mail())
    monkeypatch.setattr("rapport.channels.email.actions.raw.store", fails)
    with imap_server(box) as port, pytest.raises(RuntimeError):
        fetch(account(port))
    assert len(box.folders["INBOX"]) == 1


def test_what_was_stored_but_not_moved_is_moved_the_next_time() -> None:
    box = Box()
    raw = mail()
    box.put(raw)
    with imap_server(box) as port:
        mine = account(port)
        fetch(mine)
        box.folders["INBOX"][1] = raw
        assert fetch(mine) == 0
    assert box.folders["INBOX"] == {}
    assert RawMail.objects.count() == 1


def test_without_a_folder_for_it_mail_stays_and_is_fetched_once() -> None:
    box = Box()
    with imap_server(box) as port:
        mine = account(port, processed_folder="")
        for _ in range(3):
            box.put(mail())
            assert fetch(mine) == 1
        assert len(box.folders["INBOX"]) == 3
        del box.folders["INBOX"][2]
        assert fetch(mine) == 0


def test_one_mail_that_the_server_refuses_does_not_stop_the_others() -> None:
    box = Box(refused={3})
    for _ in range(6):
        box.put(mail())
    with imap_server(box) as port:
        mine = account(port)
        assert fetch(mine) == 5
        mine.refresh_from_db()
        assert "UID 3" in mine.last_error
        box.refused.clear()
        assert fetch(mine) == 1
    mine.refresh_from_db()
    assert mine.last_error == ""


def test_new_uids_after_a_change_of_uidvalidity_double_nothing() -> None:
    box = Box()
    for _ in range(10):
        box.put(mail())
    with imap_server(box) as port:
        mine = account(port, processed_folder="")
        assert fetch(mine) == 10
        for _ in range(3):
            box.renumber()
            box.put(mail())
            fetch(mine)
    read(later(days=2))
    assert (Message.objects.count(), RawMail.objects.count()) == (13, 13)


def words_of(problem: Callable[[], object]) -> str:
    with pytest.raises(AccountError) as found:
        problem()
    return str(found.value)


def add(port: int, **fields: object) -> MailAccount:
    given: dict[str, object] = {"host": "127.0.0.1", "port": port, "security": "plain", "username": USER}
    return add_account(inbox=inbox(), password=PASSWORD, at=NOON, **given | fields)  # type: ignore[arg-type]


def test_an_account_is_tried_before_it_is_kept() -> None:
    box = Box()
    with imap_server(box) as port:
        kept = add(port)
        assert "Processed" in box.folders
        assert secrets.unseal(kept.sealed_password) == PASSWORD
        assert PASSWORD not in kept.sealed_password
        assert words_of(lambda: add(port)) == "help at 127.0.0.1 is fetched already."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"username": "nobody"}, "refuses this user name and password"),
        ({"folder": "Nowhere"}, "no such folder"),
        ({"processed_folder": "INBOX"}, "cannot be moved into the folder it comes from"),
        ({"security": "magic"}, "Choose one of tls, starttls, plain"),
        ({"security": "tls"}, "No secure connection"),
        ({"host": "no-such-host.invalid"}, "There is no server called no-such-host.invalid"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(fields: dict[str, object], words: str) -> None:
    with imap_server(Box()) as port:
        assert words in words_of(lambda: add(port, **fields))
    assert MailAccount.objects.count() == 0


def test_a_port_where_nobody_listens_is_named() -> None:
    port = free_port()
    assert words_of(lambda: add(port)) == f"Nothing answers at 127.0.0.1:{port}. Check the port."


def test_a_server_that_accepts_and_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "READ_SECONDS", 0.3)
    with imap_server(Box(is_mute=True)) as port:
        assert "did not answer within 0.3 seconds" in words_of(lambda: add(port))


def test_a_folder_that_may_not_be_made_is_said() -> None:
    with imap_server(Box(can_create=False)) as port:
        assert "Make it by hand" in words_of(lambda: add(port))


def test_a_password_sealed_under_another_key_is_asked_for_again(settings: object) -> None:
    mine = account(1)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    with pytest.raises(secrets.BrokenSeal, match="Enter it again"):
        imap.login_of(mine)


@pytest.mark.django_db(transaction=True)
@pytest.mark.lab
def test_accounts_run_side_by_side_and_a_broken_one_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "LOOK_AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(imap, "FIRST_WAIT", 0.1)
    stop, good = threading.Event(), Box()
    good.put(mail())
    with imap_server(good) as port:
        account(port)
        broken = account(free_port(), username="else")
        runner = threading.Thread(target=imap.run_accounts, args=(stop,))
        runner.start()
        try:
            wait_until(lambda: RawMail.objects.count() == 1)
            wait_until(lambda: bool(MailAccount.objects.get(pk=broken.pk).last_error))
            wait_until(lambda: good.commands[-1:] == ["IDLE"])
            good.put(mail())
            wait_until(lambda: RawMail.objects.count() == 2)
            other = Box()
            other.put(mail())
            with imap_server(other) as second:
                account(second, username=USER, folder="INBOX", host="localhost")
                wait_until(lambda: RawMail.objects.count() == 3)
                stop.set()
                runner.join(PATIENCE)
        finally:
            stop.set()
            runner.join(PATIENCE)
    assert not runner.is_alive()
    assert "Nothing answers" in MailAccount.objects.get(pk=broken.pk).last_error


@pytest.mark.django_db(transaction=True)
def test_news_is_waited_for_in_the_inbox_and_heard_although_it_comes_with_the_go_ahead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(imap, "LOOK_AGAIN_SECONDS", 0.1)
    stop, box = threading.Event(), Box(late=[mail(), mail()])
    with imap_server(box) as port:
        account(port)
        runner = threading.Thread(target=imap.run_accounts, args=(stop,))
        runner.start()
        try:
            wait_until(lambda: RawMail.objects.count() == 2)
            wait_until(lambda: len(box.idled_in) == 3)
        finally:
            stop.set()
            runner.join(PATIENCE)
    assert box.idled_in == ["INBOX"] * 3


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_session_without_progress_is_cut_off() -> None:
    with imap_server(Box()) as port:
        box = mailbox.connect(imap.login_of(account(port)))
        folders.choose(box, "INBOX")
        with mailbox.deadline(box, seconds=0.1), pytest.raises((OSError, imaplib.IMAP4.abort)):
            time.sleep(0.4)
            folders.all_uids(box)


def test_the_state_of_an_account_is_kept_short() -> None:
    mine = account(1)
    accounts.note_problem(mine, "x" * 2000, at=NOON)
    mine.refresh_from_db()
    assert len(mine.last_error) == 500

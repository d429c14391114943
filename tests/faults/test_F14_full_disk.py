"""F14: a full disk loses nothing, leaves nothing half-written, and when there is room again all goes on by itself."""

import contextlib
import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg.errors
import pytest
from django.db import OperationalError

from rapport.alerts.models import Alert
from rapport.channels.email import imap, mailbox
from rapport.channels.email.models import MailAccount, RawMail
from rapport.conversations.models import Attachment, Message
from rapport.flows import intake_is_hindered
from rapport.platform import disk, secrets, storage
from tests.cast import inbox, later, mo
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.mailroom import hand_in, mail, read

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def with_file(number: int, size: int = MEGABYTE) -> bytes:
    content = bytes([number % 256]) * 100 + os.urandom(64).hex().encode() + b"x" * (size - 228)
    head = mail(message_id=f"<f14-{number}@customer.example>").partition(b"Content-Type")[0]
    return head + (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n'
        b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="data.bin"\r\n\r\n'
        + content
        + b"\r\n--b--\r\n"
    )


@contextlib.contextmanager
def small_disk(at: Path) -> Iterator[None]:
    """64 MB that can be filled."""
    at.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(at)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no disk of 64 MB can be made here: {made.stderr.strip() or 'mount failed'}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.skipif(shutil.which("mount") is None or os.geteuid() != 0, reason="only root can make a disk of 64 MB")
def test_attachments_wait_for_room(tmp_path: Path, settings: Any) -> None:
    settings.RAPPORT_DATA = tmp_path
    inbox()
    for number in range(12):
        hand_in(with_file(number))
    with small_disk(tmp_path / "blobs"):
        filler = tmp_path / "blobs" / "filler"
        with contextlib.suppress(OSError), filler.open("wb") as file:
            file.write(b"x" * 59 * MEGABYTE)
        for hour in range(1, 4):
            with pytest.raises(OSError, match="No space left"):
                read(later(hours=hour))
        came, half = Message.objects.count(), [path for path in files_in(tmp_path) if path.name.startswith(".new-")]
        assert 0 < came < 12
        assert RawMail.objects.filter(state=RawMail.State.UNREADABLE).count() == 0, "a full disk is no mail's fault"
        filler.unlink()
        assert read(later(hours=4)) == 12 - came
        whole = [len(storage.get(file.blob)) for file in Attachment.objects.all()]
        lost, doubled = 12 - Message.objects.count(), Message.objects.count() - 12
        files = len(files_in(tmp_path / "blobs"))
    counts = f"{max(lost, 0)} lost, {max(doubled, 0)} doubled, {len(half)} half"
    print(f"\nF14: 12 mails, the disk full after {came}: {counts}")
    assert (lost, half, files) == (0, [], 12)
    assert whole == [MEGABYTE] * 12


def full(*_: object, **__: object) -> None:
    """What the database says when its own disk is full."""
    raise OperationalError("could not extend file") from psycopg.errors.DiskFull("No space left on device")


def test_a_full_disk_of_the_database_makes_no_mail_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox()
    stored = hand_in(mail())
    with monkeypatch.context() as patch:
        patch.setattr("rapport.flows.mail_is_read.message_arrives", full)
        for hour in range(1, 7):
            with pytest.raises(OperationalError):
                read(later(hours=hour))
    stored.refresh_from_db()
    assert (stored.state, stored.tries) == (RawMail.State.NEW, 0)
    assert read(later(hours=7)) == 1


def account(port: int) -> MailAccount:
    return MailAccount.objects.create(
        inbox=inbox(),
        host="127.0.0.1",
        port=port,
        security="plain",
        username=USER,
        sealed_password=secrets.seal(PASSWORD),
    )


def fetch(of: MailAccount) -> int:
    box = mailbox.connect(imap.login_of(of))
    try:
        return imap.fetch_all(of, box, at_source=lambda: later(days=1))
    finally:
        mailbox.leave(box)


def test_large_mail_waits_on_its_server_and_comes_when_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    share = [0.05]
    monkeypatch.setattr(disk, "free_share", lambda _=None: share[0])
    box = Box()
    for raw_mail in (mail(), with_file(1, 2 * MEGABYTE), mail()):
        box.put(raw_mail)
    with imap_server(box) as port:
        mine = account(port)
        assert fetch(mine) == 2
        assert list(box.folders["INBOX"]) == [2]
        mine.refresh_from_db()
        assert mine.last_error == "The disk is nearly full, so mails larger than 1 MB wait on the server. Make room."
        share[0] = 0.2
        assert fetch(mine) == 1
        assert box.folders["INBOX"] == {}
        mine.refresh_from_db()
        assert mine.last_error == ""


def test_nothing_leaves_the_server_while_it_cannot_be_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box()
    for _ in range(5):
        box.put(mail())
    with imap_server(box) as port:
        mine = account(port)
        with monkeypatch.context() as patch:
            patch.setattr(RawMail.objects.__class__, "bulk_create", full)
            with pytest.raises(OperationalError):
                fetch(mine)
        assert (len(box.folders["INBOX"]), RawMail.objects.count()) == (5, 0)
        assert fetch(mine) == 5
    assert imap.LONGEST_OWN_WAIT <= 60, "back within a minute, without a person"


def test_leads_are_told_at_one_tenth_and_again_at_one_twentieth(monkeypatch: pytest.MonkeyPatch) -> None:
    mo()
    share = [0.2]
    monkeypatch.setattr(disk, "free_share", lambda _=None: share[0])

    def told(left: float, hour: int) -> list[str]:
        share[0] = left
        for minute in (0, 1):
            intake_is_hindered.sweep(at=later(hours=hour, minutes=minute))
        return list(Alert.objects.filter(settled_at=None).order_by("id").values_list("headline", flat=True))

    assert told(0.2, 1) == []
    assert told(0.09, 2) == ["The disk has 9 % of its room left"]
    assert told(0.04, 3) == ["The disk has 4 % of its room left"]
    assert told(0.3, 4) == []
    assert told(0.09, 5) == ["The disk has 9 % of its room left"], "the next time is told again"
    assert Alert.objects.count() == 3
    assert set(Alert.objects.values_list("kind", flat=True)) == {Alert.Kind.HEALTH}


@pytest.mark.parametrize(
    ("error", "is_so"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.ECONNRESET, "Connection reset"), False),
        (ValueError(), False),
        (OperationalError("something else"), False),
    ],
)
def test_only_a_full_disk_is_a_full_disk(error: Exception, is_so: bool) -> None:
    assert disk.is_out_of_room(error) is is_so

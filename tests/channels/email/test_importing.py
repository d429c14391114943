"""Archives come in once, mail by mail, with the time at which they were written."""

import gzip
import json
import mailbox as archives
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rapport.alerts.models import Alert
from rapport.channels.email import intake
from rapport.channels.email.importing import ImportProblem, ImportResult, mail_files, mails_in
from rapport.channels.email.models import OutboundMail, RawMail
from rapport.conversations.models import Conversation, Message
from rapport.flows.mail_is_read import import_mail
from tests.cast import NOON, inbox, mo
from tests.mailroom import InProcess, mail

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("RAPPORT_SHARED", Path(__file__).resolve().parents[4] / "shared"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> InProcess:
    reader = InProcess(b"poison-in-the-body")
    monkeypatch.setattr(intake, "_pool", [reader])
    return reader


def take(*paths: Path) -> ImportResult:
    return import_mail(paths, inbox(acknowledge=True), lambda done, total: None, at_source=lambda: NOON)


def counts(result: ImportResult) -> tuple[int, int, int]:
    return (result.imported, result.known, result.unreadable)


def test_single_mails_in_folders_and_named(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "one.eml").write_bytes(mail())
    (tmp_path / "a" / "b" / "two.EML").write_bytes(mail())
    (tmp_path / "a" / "no-ending").write_bytes(mail())
    (tmp_path / "a" / "notes.md").write_text("From: here\n")
    (tmp_path / "a" / "letter").write_text("Caution: this looks like a header\n\nFrom: but is none\n")
    (tmp_path / "a" / "picture").write_bytes(b"\x89PNG....")
    (tmp_path / "named.txt").write_bytes(b"not much of a mail")
    assert counts(take(tmp_path / "a", tmp_path / "named.txt")) == (4, 0, 0)
    assert Message.objects.filter(text__contains="not much of a mail").count() == 1


def test_a_second_run_imports_nothing(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.eml").write_bytes(mail())
    assert counts(take(tmp_path)) == (5, 0, 0)
    assert counts(take(tmp_path)) == (0, 5, 0)
    (tmp_path / "copy.eml").write_bytes((tmp_path / "0.eml").read_bytes())
    (tmp_path / "new.eml").write_bytes(mail())
    assert counts(take(tmp_path)) == (1, 6, 0)
    assert Message.objects.count() == 6


def test_a_run_that_was_broken_off_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (tmp_path / f"{number}.eml").write_bytes(mail())
    with monkeypatch.context() as patch:
        patch.setattr(intake, "drain", interrupted)
        with pytest.raises(KeyboardInterrupt):
            take(tmp_path)
    assert RawMail.objects.filter(state=RawMail.State.NEW).count() == 5
    assert counts(take(tmp_path)) == (5, 0, 0)


def interrupted(*_: object, **__: object) -> int:
    raise KeyboardInterrupt


def test_an_mbox_as_the_standard_library_writes_it(tmp_path: Path) -> None:
    texts = ["plain", "From here it goes on\nFrom there too", ">From quoted before", "ends with blank lines\n\n\n"]
    box = archives.mbox(tmp_path / "old.mbox")
    for text in texts:
        box.add(mail(text=text))
    box.close()
    assert counts(take(tmp_path / "old.mbox")) == (4, 0, 0)
    found = [message.text.strip() for message in Message.objects.order_by("id")]
    assert found[:2] == texts[:2]
    assert found[3] == "ends with blank lines"


def test_a_line_that_only_begins_like_a_separator_splits_nothing(tmp_path: Path) -> None:
    path = tmp_path / "odd.mbox"
    first = b"From uma@x Wed Mar  4 11:59:00 2026\n" + mail(text="one\n\nFrom Monday on we are closed.\nbye")
    second = b"\nFrom uma@x Wed Mar  4 12:00:00 2026\n" + mail(text="two")
    path.write_bytes((first + second).replace(b"\r\n", b"\n"))
    found = list(mails_in(path))
    assert len(found) == 2
    assert b"From Monday on" in found[0]
    assert not found[1].startswith(b"From uma@x")


def test_a_maildir_with_its_folders(tmp_path: Path) -> None:
    box = archives.Maildir(tmp_path / "Maildir", create=True)
    box.add(mail())
    archives.MaildirMessage(mail())
    seen = archives.MaildirMessage(mail())
    seen.set_subdir("cur")
    seen.set_flags("S")
    box.add(seen)
    box.add_folder("Sent").add(mail())
    assert counts(take(tmp_path / "Maildir")) == (3, 0, 0)


def test_a_mail_that_is_still_being_delivered_is_left_to_the_next_run(tmp_path: Path) -> None:
    box = archives.Maildir(tmp_path / "box")
    box.add(mail())
    half = tmp_path / "box" / "tmp" / "1700000000.half.host"
    half.write_bytes(mail()[:300])
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp" / "letter").write_bytes(mail())
    assert counts(take(tmp_path)) == (2, 0, 0)
    half.rename(tmp_path / "box" / "new" / "1700000000.half.host")
    assert counts(take(tmp_path)) == (1, 2, 0)


def test_an_mbox_without_mails_holds_none(tmp_path: Path) -> None:
    (tmp_path / "Drafts.mbox").touch()
    (tmp_path / "Trash").touch()
    (tmp_path / "one.eml").write_bytes(mail())
    assert counts(take(tmp_path, tmp_path / "Drafts.mbox", tmp_path / "Trash")) == (1, 0, 0)


def test_what_is_imported_keeps_its_date_and_disturbs_nobody(tmp_path: Path) -> None:
    mo()
    dates = ["Mon, 01 Jul 2019 10:00:00 +0200", "Mon, 01 Jul 2099 10:00:00 +0200", "no date"]
    for number, date in enumerate(dates):
        raw = mail(("C", f"c{number}@x.example"), text="This is a complaint! I want my money back now. Unacceptable.")
        (tmp_path / f"{number}.eml").write_bytes(raw.replace(b"Wed, 04 Mar 2026 11:59:00 +0000", date.encode()))
    take(tmp_path)
    times = [message.at for message in Message.objects.order_by("from_address")]
    assert times == [datetime(2019, 7, 1, 8, tzinfo=UTC), NOON, NOON]
    assert list(Conversation.objects.order_by("id").values_list("created_at", flat=True)) == times
    assert OutboundMail.objects.count() == Alert.objects.count() == 0


def test_what_cannot_be_read_is_shown_and_alerts_nobody(tmp_path: Path) -> None:
    mo()
    (tmp_path / "1.eml").write_bytes(mail(text="poison-in-the-body"))
    (tmp_path / "2.eml").write_bytes(mail())
    assert counts(take(tmp_path)) == (1, 0, 1)
    assert counts(take(tmp_path)) == (0, 2, 0)
    shown = Message.objects.exclude(unreadable="").get()
    assert shown.conversation.subject == "A mail we could not read"
    assert Alert.objects.count() == 0


def test_a_path_that_is_not_there_stops_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(mail())
    with pytest.raises(ImportProblem, match=r"There is no file or folder .*gone"):
        take(tmp_path, tmp_path / "gone")
    assert RawMail.objects.count() == 0


def test_progress_rises_to_the_end(tmp_path: Path) -> None:
    for number in range(250):
        (tmp_path / f"{number}.eml").write_bytes(mail())
    told: list[tuple[int, int]] = []
    import_mail([tmp_path], inbox(), lambda done, total: told.append((done, total)), at_source=lambda: NOON)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0
    assert len(told) >= 4


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason=f"the corpora for developers are not at {SHARED} (RAPPORT_SHARED)")
@pytest.mark.parametrize("corpus", ["mail-fixtures", "bounces", "reply-parsing"])
def test_every_mail_of_other_projects_becomes_one_entry(corpus: str) -> None:
    files = list(mail_files([SHARED / "data" / corpus]))
    result = take(SHARED / "data" / corpus)
    assert (result.total, result.unreadable, result.waiting) == (len(files), 0, 0)
    assert result.imported + RawMail.objects.filter(state=RawMail.State.DUPLICATE).count() == RawMail.objects.count()
    assert Message.objects.count() == result.imported


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason=f"the corpora for developers are not at {SHARED} (RAPPORT_SHARED)")
def test_six_hundred_mails_of_a_public_corpus_become_entries(tmp_path: Path) -> None:
    with gzip.open(SHARED / "data" / "spamassassin" / "dev.jsonl.gz", "rt") as lines:
        mails = [json.loads(line)["text"] for line, _ in zip(lines, range(600), strict=False)]
    for number, text in enumerate(mails):
        (tmp_path / f"{number:04}.eml").write_bytes(text.encode())
    result = take(tmp_path)
    assert (result.total, result.unreadable) == (600, 0)
    assert Message.objects.count() == result.imported
    assert result.known <= 5

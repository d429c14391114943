"""A backup is whole or not there; what is not whole is not brought back."""

import json
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from rapport.platform import storage
from rapport.platform.backup import making, manifest, programs, restoring
from rapport.platform.backup.programs import BackupProblem
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path, settings: object) -> Path:
    folder = tmp_path / "data"
    settings.RAPPORT_DATA = folder  # type: ignore[attr-defined]
    folder.mkdir()
    storage.put(b"one")
    return folder


def make(tmp_path: Path, days: int = 0) -> making.Made:
    return making.make(tmp_path / "kept", at=NOON + timedelta(days=days))


def scratches() -> int:
    with programs.connect() as own:
        found = own.execute("SELECT count(*) FROM pg_database WHERE starts_with(datname, %s)", [restoring.SCRATCH])
        return int((found.fetchone() or (0,))[0])


def test_a_backup_is_proven_by_restoring_it_and_nothing_is_left_behind(data: Path, tmp_path: Path) -> None:
    made = make(tmp_path)
    assert made.path.name == "rapport-20260304-120000"
    assert made.manifest.rows["django_migrations"] > 10
    assert restoring.prove(made.path).row_count == made.manifest.row_count
    assert scratches() == 0
    assert {path.name for path in made.path.iterdir()} == {"manifest.json", "database.dump", "blobs"}
    assert made.path.stat().st_mode & 0o077 == (made.path / "database.dump").stat().st_mode & 0o077 == 0


def test_rows_that_do_not_come_back_are_noticed(data: Path, tmp_path: Path) -> None:
    made = make(tmp_path)
    path = made.path / manifest.NAME
    told = json.loads(path.read_text())
    told["rows"]["django_migrations"] += 1
    path.write_text(json.dumps(told))
    with pytest.raises(BackupProblem, match=r"django_migrations has .* and should have"):
        restoring.prove(made.path)
    assert scratches() == 0


def test_an_attachment_that_the_backup_before_has_takes_no_more_room(data: Path, tmp_path: Path) -> None:
    first = make(tmp_path)
    two = storage.put(b"two")
    second = make(tmp_path, days=1)
    one = storage.key_of(b"one")
    assert (first.path / "blobs" / one).stat().st_ino == (second.path / "blobs" / one).stat().st_ino
    assert (second.path / "blobs" / one).stat().st_ino != (data / "blobs" / one).stat().st_ino
    assert (second.path / "blobs" / two).read_bytes() == b"two"
    assert (second.manifest.blobs, second.manifest.blob_bytes, second.manifest.damaged) == (2, 6, ())


def test_a_damaged_attachment_is_named(data: Path, tmp_path: Path) -> None:
    key = storage.key_of(b"one")
    (data / "blobs" / key).write_bytes(b"other")
    made = make(tmp_path)
    assert made.manifest.damaged == (key,)
    with restoring.opened(made.path) as source:
        assert restoring.blobs(source, tmp_path / "new") == 1


def test_a_tar_holds_the_same(data: Path, tmp_path: Path) -> None:
    made = making.make(tmp_path / "one.tar", at=NOON)
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
    with restoring.opened(made.path, tmp_path) as source:
        assert source.manifest == made.manifest
        assert restoring.blobs(source, tmp_path / "new") == 0
    assert (tmp_path / "new" / "blobs" / storage.key_of(b"one")).read_bytes() == b"one"


def planted(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type, found.linkname = kind, target
    return found


@pytest.mark.parametrize(
    "member",
    [
        planted("../outside", tarfile.REGTYPE),
        planted("/tmp/rapport-outside", tarfile.REGTYPE),
        planted("blobs/../../outside", tarfile.DIRTYPE),
        planted("link", tarfile.SYMTYPE, "/etc"),
        planted("hard", tarfile.LNKTYPE, "/etc/passwd"),
        planted("pipe", tarfile.FIFOTYPE),
        planted("device", tarfile.CHRTYPE),
    ],
    ids=lambda member: member.name,
)
def test_a_tar_puts_nothing_elsewhere(member: tarfile.TarInfo, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "planted.tar", "w") as tar:
        tar.addfile(member)
    with pytest.raises(BackupProblem, match="no backup holds"), restoring.opened(tmp_path / "planted.tar", tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["planted.tar"]


def test_the_key_is_in_it_only_when_it_lies_in_the_data_folder(data: Path, tmp_path: Path) -> None:
    (data / "secret.key").write_text("the key")
    assert not (make(tmp_path).path / "secret.key").exists()
    with override_settings(RAPPORT_SECRET_KEY=""):
        kept = make(tmp_path, days=1).path / "secret.key"
    assert kept.read_text() == "the key"
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda path: (path / "database.dump").write_bytes(b"x"), "database.dump in .* is damaged"),
        (lambda path: (path / "database.dump").unlink(), "database.dump is missing"),
        (lambda path: (path / "blobs" / storage.key_of(b"one")).unlink(), "holds 0 attachments and should hold 1"),
        (lambda path: (path / "manifest.json").unlink(), "no backup, or not a whole one"),
        (lambda path: (path / "manifest.json").write_text('{"format": 2}'), "made by a newer Rapport"),
        (lambda path: (path / "manifest.json").write_text("{"), "no backup, or not a whole one"),
    ],
)
def test_what_is_not_whole_is_not_restored(data: Path, tmp_path: Path, harm: object, words: str) -> None:
    made = make(tmp_path)
    harm(made.path)  # type: ignore[operator]
    with pytest.raises(BackupProblem, match=words), restoring.opened(made.path):
        pass


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"no tar")
    for source in (tmp_path / "x.tar", tmp_path / "nothing", tmp_path):
        with pytest.raises(BackupProblem), restoring.opened(source, tmp_path):
            pass


def test_a_database_that_holds_something_is_not_restored_into(data: Path, tmp_path: Path) -> None:
    with restoring.opened(make(tmp_path).path) as source, pytest.raises(BackupProblem, match="not empty"):
        restoring.database(source)


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise BackupProblem("pg_dump failed: no room")

    monkeypatch.setattr(programs, "run", fails)
    with pytest.raises(BackupProblem, match="no room"):
        make(tmp_path)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_in_words(data: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(BackupProblem, match="cannot be written"):
        make(tmp_path)


def test_the_last_seven_are_kept(data: Path, tmp_path: Path) -> None:
    whole = tmp_path / "kept" / "rapport-20250101-000000"
    for day in range(9):
        folder = whole.with_name(f"rapport-2025010{day + 1}-000000")
        folder.mkdir(parents=True)
        (folder / manifest.NAME).write_text("{}")
    (tmp_path / "kept" / "rapport-20250110-000000").mkdir()  # was never finished
    (tmp_path / "kept" / "something else").mkdir()
    assert making.thin_out(tmp_path / "kept") == 2
    assert [path.name[8:16] for path in making.backups_in(tmp_path / "kept")] == [
        f"2025010{n}" for n in range(9, 2, -1)
    ]
    assert len(list((tmp_path / "kept").iterdir())) == 9


def test_programs_older_than_the_server_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BackupProblem, match=r"is PostgreSQL 99, and the newest pg_dump here is \d+\. Install"):
        programs.find("pg_dump", 99)
    monkeypatch.setattr(programs, "_candidates", lambda _: [])
    with pytest.raises(BackupProblem, match="the newest pg_dump here is missing"):
        programs.find("pg_dump", 14)


def test_the_password_is_not_among_the_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}

    def run(command: list[str], **more: object) -> object:
        seen.update(command=command, **more)
        raise BackupProblem("enough")

    monkeypatch.setattr(
        programs, "_place", lambda _: {"host": "h", "user": "u", "password": "pass word", "dbname": "d"}
    )
    monkeypatch.setattr("subprocess.run", run)
    monkeypatch.setattr(programs, "find", lambda *_: Path("/bin/pg_dump"))
    with pytest.raises(BackupProblem):
        programs.run("pg_dump", server=18)
    assert "pass word" not in str(seen["command"])
    assert seen["env"]["PGPASSWORD"] == "pass word"  # type: ignore[index]

"""Takes over archives: single mails, mbox files and Maildir folders. Can be repeated: a mail comes in once.

Mails are stored first and then read here, in this process, so that it works without a worker.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from rapport.channels.email import intake, queries
from rapport.channels.email.actions import raw
from rapport.channels.email.letters import IMPORTED
from rapport.channels.email.models import RawMail
from rapport.conversations.models import Inbox

BATCH_MAILS = 100
BATCH_BYTES = 16 * 1024 * 1024
_SEPARATOR = re.compile(rb"From [^\r\n]*\d{1,2}:\d\d(?::\d\d)?[^\r\n]*\d{4}")
_QUOTED_FROM = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_HEADER = re.compile(rb"\A(?:>?From [^\r\n]*\r?\n)?[!-9;-~]{1,100}[ \t]*:")
_KNOWN = re.compile(
    rb"^(?:from|to|date|subject|received|message-id|return-path|delivered-to|mime-version|content-type)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_MAILDIR = ("cur", "new")
ROUNDS = 8
PAUSE_SECONDS = 0.05
_NEVER = {".json", ".md", ".html", ".htm", ".csv", ".gz", ".zip", ".pdf", ".png", ".jpg", ".py"}

State = RawMail.State
Progress = Callable[[int, int], None]


class ImportProblem(ValueError):
    """Nothing can be imported from there; the text says why."""


@dataclass
class ImportResult:
    """How many mails became an entry, were there already, became an entry that says they cannot be read, and are kept
    for the worker to try once more."""

    imported: int = 0
    known: int = 0
    unreadable: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        return self.imported + self.known + self.unreadable + self.waiting


def import_paths(
    paths: Iterable[Path], inbox: Inbox, progress: Progress, *, story: intake.Story, at_source: intake.Clock
) -> ImportResult:
    """Import every mail in the files and folders. `progress` is told bytes done and bytes in all.

    Raises ImportProblem, before anything is imported, when a path does not exist.
    """
    files = list(mail_files(paths))
    total = sum(path.stat().st_size for path in files)
    result = ImportResult()
    progress(0, total)
    done = 0
    for batch in _batches(files):
        _import(batch, inbox, result, story, at_source)
        done += sum(map(len, batch))
        progress(min(done, total), total)
    progress(total, total)
    return result


def mail_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that hold mail: those named, and in folders those that look like it."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and _looks_like_mail(file))
        elif path.is_file():
            yield path
        else:
            raise ImportProblem(f"There is no file or folder {path}.")


def _looks_like_mail(path: Path) -> bool:
    if path.name.startswith(".") or path.suffix.lower() in _NEVER or _is_half_delivered(path):
        return False
    if path.suffix.lower() in (".eml", ".mbox") or _is_in_maildir(path):
        return True
    with path.open("rb") as file:
        beginning = file.read(4096).lstrip(b"\r\n")
    headers = re.split(rb"\r?\n\r?\n", beginning, maxsplit=1)[0]
    return _HEADER.match(headers) is not None and _KNOWN.search(headers) is not None


def _is_in_maildir(path: Path) -> bool:
    return path.parent.name in _MAILDIR and _is_maildir(path.parent.parent)


def _is_half_delivered(path: Path) -> bool:
    return path.parent.name == "tmp" and _is_maildir(path.parent.parent)


def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in _MAILDIR)


def mails_in(path: Path) -> Iterator[bytes]:
    """The mails of one file: one, or those of an mbox, without its separators and its quoting of `From `."""
    with path.open("rb") as file:
        first = file.readline()
        if not first and path.suffix.lower() != ".eml":
            return  # an mbox without mails, as mail programs keep many
        if path.suffix.lower() == ".eml" or not _SEPARATOR.match(first):
            yield first + file.read()
            return
        lines: list[bytes] = []
        after_blank = False
        for line in file:
            if after_blank and _SEPARATOR.match(line):
                yield _unquoted(lines)
                lines = []
            else:
                lines.append(line)
            after_blank = not line.strip()
        yield _unquoted(lines)


def _unquoted(lines: list[bytes]) -> bytes:
    if lines and not lines[-1].strip():
        lines = lines[:-1]  # the blank line before the next separator belongs to the mbox
    return _QUOTED_FROM.sub(b"", b"".join(lines))


def _batches(files: Iterable[Path]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for path in files:
        for mail in mails_in(path):
            batch.append(mail)
            size += len(mail)
            if len(batch) >= BATCH_MAILS or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _import(
    mails: list[bytes], inbox: Inbox, result: ImportResult, story: intake.Story, at_source: intake.Clock
) -> None:
    by_key = {f"{IMPORTED}:{sha256(mail).hexdigest()}": mail for mail in mails}
    before = queries.states_of(by_key)
    now = at_source()
    fresh = [_arrival(key, mail, inbox, now) for key, mail in by_key.items() if key not in before]
    raw.store(fresh, at=now, wake=False)
    after = _read_all(list(by_key), story, at_source)
    open_keys = [key for key in by_key if before.get(key, State.NEW) == State.NEW]
    became = Counter(after[key] for key in open_keys)
    result.known += len(mails) - len(open_keys) + became[State.DUPLICATE]
    result.imported += became[State.DONE]
    result.unreadable += became[State.UNREADABLE]
    result.waiting += became[State.NEW]


def _read_all(keys: list[str], story: intake.Story, at_source: intake.Clock) -> dict[str, str]:
    """Read until every mail became something. One that fails is tried again at once, not after its usual rest."""
    for _ in range(ROUNDS):
        intake.drain(story, limit=len(keys) + BATCH_MAILS, at_source=at_source)
        states = queries.states_of(keys)
        if State.NEW not in states.values():
            break
        raw.hurry(keys, at=at_source())
        time.sleep(PAUSE_SECONDS)  # a worker may have the rest in hand
    return states


def _arrival(key: str, mail: bytes, inbox: Inbox, at: datetime) -> raw.Arrival:
    return raw.Arrival(key=key, source=IMPORTED, raw=mail, received_at=at, inbox_id=inbox.pk)

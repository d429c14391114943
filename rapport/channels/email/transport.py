"""What carrying a mail away can end in, and the carrier for trying things out: the local postbox in the data folder."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from rapport.platform import storage

_UNSAFE = re.compile(r"[^a-z0-9@._+-]")


@dataclass(frozen=True)
class Accepted:
    reason: str = ""


@dataclass(frozen=True)
class Deferred:
    """Try again later."""

    reason: str


@dataclass(frozen=True)
class Unreachable(Deferred):
    """Try again later, and nothing else with this server until then: it takes no mail at all."""


@dataclass(frozen=True)
class Refused:
    """Trying again would be refused again."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """The whole text was handed over, and no answer came."""

    reason: str


Answer = Accepted | Deferred | Refused | Unknown


class Withdrawn(Exception):
    """Raised by `on_data` to stop before anything is handed over."""


class Carrier(Protocol):
    """Carries any number of mails, one after the other; a context manager."""

    def hand_over(self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]) -> Answer:
        """Try once. `on_data` runs when everything but the text is settled; what it raises stops the try."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Broken:
    """Carries nothing, and says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def hand_over(self, envelope_from: str, recipient: str, raw: bytes, on_data: Callable[[], None]) -> Answer:  # noqa: ARG002
        return Unreachable(self.reason)


class Postbox:
    """Writes each mail to <folder>/<recipient>/<time>-<id>.eml. The same mail again replaces its file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def write(self, path: Path, raw: bytes) -> None:
        storage.write_durably(path, raw)

    def hand_over(
        self,
        envelope_from: str,  # noqa: ARG002  # a file has no envelope
        recipient: str,
        raw: bytes,
        on_data: Callable[[], None],
    ) -> Answer:
        folder = self.folder / folder_of(recipient)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.write(folder / file_name(raw), raw)
        except OSError as problem:
            return Deferred(f"The local postbox cannot be written: {problem.strerror}.")
        on_data()  # only now: writing the same file twice doubles nothing, so there is no moment of not knowing
        return Accepted("In the local postbox.")


def folder_of(recipient: str) -> str:
    """A folder name for an address: the address itself unless it holds anything a path should not."""
    address = recipient.strip().lower()
    safe = _UNSAFE.sub("_", address).lstrip(".")[:120]
    return safe if safe == address else f"{safe}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def file_name(raw: bytes) -> str:
    """From the mail's own Date and Message-ID, which are the same on every try."""
    headers = BytesHeaderParser().parsebytes(raw)
    written = parsedate_to_datetime(headers["Date"])
    return f"{written:%Y%m%d-%H%M%S}-{hashlib.sha256(str(headers['Message-ID']).encode()).hexdigest()[:16]}.eml"

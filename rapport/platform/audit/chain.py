"""How entries hang together: each hash covers the entry and the hash before it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC

from rapport.platform.models import AuditEntry


@dataclass(frozen=True)
class Fault:
    """What does not fit, and at which entry."""

    number: int
    words: str


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over everything that the entry says, in one fixed form."""
    said = [
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.action,
        entry.actor_id,
        entry.actor,
        entry.address,
        entry.about,
        entry.data,
        entry.previous,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(entries: Iterable[AuditEntry], *, head: tuple[int, str] | None = None) -> Iterator[Fault]:
    """Everything that is wrong with entries in their order; `head` is the newest that was ever written."""
    number, digest = 0, ""
    for entry in entries:
        if entry.number > number + 1:
            yield _missing(number + 1, entry.number - 1)
        elif entry.previous != digest:
            yield Fault(entry.number, "does not follow from the entry before it")
        if digest_of(entry) != entry.digest:
            yield Fault(entry.number, "was changed")
        number, digest = entry.number, entry.digest
    if head is not None and number < head[0]:
        yield _missing(number + 1, head[0])
    elif head is not None and head != (number, digest):
        yield Fault(number, "is not the one that was written last")


def _missing(first: int, last: int) -> Fault:
    return Fault(first, "is missing" if first == last else f"to {last} are missing")

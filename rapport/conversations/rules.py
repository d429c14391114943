"""Pure rules of the record: names, snippets, whose turn it is."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

LONGEST_NAME = 120
REPEAT_DAYS = 7
_SPACE = re.compile(r"\s+")
_RESERVED = re.compile(r'[/\\:*?"<>|]')


def snippet(text: str, length: int = 180) -> str:
    """The first words of a text on one line."""
    folded = _SPACE.sub(" ", text[: length * 4]).strip()
    return folded if len(folded) <= length else folded[: length - 1].rstrip() + "…"


def clean_subject(subject: str) -> str:
    """A subject on one line, never empty."""
    return _SPACE.sub(" ", subject).strip()[:500] or "(no subject)"


def display_name(name: str) -> str:
    """A file name that is safe to show and to offer for download: NFC, no path, control, bidi or zero-width
    characters, at most 120 characters with the ending kept."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in base if unicodedata.category(c)[0] != "C" and c not in "\u2028\u2029")
    kept = _RESERVED.sub("_", kept).strip(". ")
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        ending = ending[:16]
        kept = stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if dot else kept[:LONGEST_NAME]
    return kept or "file"


def reply_subject(subject: str) -> str:
    """`Re: ` in front, once."""
    return subject if re.match(r"(?i)(re|aw|sv|antw|vs|odp)\s*:", subject) else f"Re: {subject}"


def without_prefixes(subject: str) -> str:
    """What it is about: no `Re:`, `Fwd:` and the like in front."""
    return re.sub(r"(?i)^\s*((re|aw|sv|antw|vs|odp|fwd?|wg)\s*:\s*)+", "", subject)


def mentioned(text: str, names: Mapping[int, str]) -> set[int]:
    """Who is meant by `@Iris` or `@Iris Lind`, by id. A first name that several have means nobody of them."""
    said = _SPACE.sub(" ", text).casefold()
    first = [name.casefold().split(" ")[0] for name in names.values()]
    found = set()
    for pk, name in names.items():
        whole = _SPACE.sub(" ", name).casefold()
        short = whole.split(" ")[0]
        words = [whole, short] if first.count(short) == 1 else [whole]
        if any(re.search(rf"(?<![\w.+-])@{re.escape(word)}(?![\w@])", said) for word in words):
            found.add(pk)
    return found


def forward_subject(subject: str) -> str:
    """`Fwd: ` in front, once."""
    return subject if re.match(r"(?i)(fwd?|wg|tr|rv|vs|enc)\s*:", subject) else f"Fwd: {subject}"[:500]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be given a conversation: how many wait for them, how many at most, and when they got the last
    one of this inbox."""

    user_id: int
    waiting: int
    capacity: int | None
    last_at: datetime | None


def next_of(people: Iterable[Candidate], *, by_load: bool) -> Candidate | None:
    """Whoever waited longest for a turn, or, by load, has the fewest waiting and among those waited longest. Nobody
    gets more than they have room for."""
    free = [one for one in people if one.capacity is None or one.waiting < one.capacity]
    return min(free, key=lambda one: (one.waiting if by_load else 0, *_turn(one)), default=None)


def _turn(one: Candidate) -> tuple[float, int]:
    return (one.last_at.timestamp() if one.last_at else 0.0, one.user_id)

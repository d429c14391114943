"""What the measures count with: scores, and the mails they are counted on."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Score:
    """Hits and misses of one question about one data set; `wrong` are misses that are the expectation's, with why."""

    data: str
    question: str
    right: int = 0
    asked: int = 0
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def count(self, right: bool, miss: str) -> None:
        self.asked += 1
        self.right += right
        if not right:
            self.misses.append(miss)

    def compare(self, name: str, found: object, expected: object, *, why_wrong: str = "") -> None:
        self.count(found == expected, f"{name}: {str(found)[:200]!r} instead of {str(expected)[:200]!r}")
        if why_wrong and found != expected:
            self.wrong.append(f"{name}: {why_wrong}")

    def line(self) -> str:
        """The strict figure, and the one beside the expectations that are wrong."""
        judged = self.asked - len(self.wrong)
        beside = f"   {self.right} of {judged} {share(self.right, judged)} of the right ones" if self.wrong else ""
        return f"{self.data:<24} {self.question:<30} {self.right:>5} of {self.asked:<5} {share(self.right, self.asked)}{beside}"


def share(right: int, asked: int) -> str:
    return f"{100 * right / asked:5.1f} %" if asked else "   -   "


def shared_folder() -> Path:
    return Path(os.environ.get("RAPPORT_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def whole_mails(data: Path) -> Iterator[tuple[str, bytes]]:
    """Every whole mail under the data folder, by name."""
    for folder in ("mail-fixtures", "bounces", "reply-parsing"):
        for path in sorted((data / folder).rglob("*.eml")):
            yield str(path.relative_to(data)), path.read_bytes()
    for record in spamassassin(data):
        yield f"spamassassin/{record['name']}", record["text"].encode("utf-8", "surrogateescape")


def spamassassin(data: Path) -> Iterator[dict[str, str]]:
    path = data / "spamassassin" / "dev.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def fold(text: str) -> str:
    return " ".join(text.split())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())

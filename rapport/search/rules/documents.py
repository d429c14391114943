"""What is found of a conversation: every word with its place and its part, in PostgreSQL's notation of a tsvector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapport.language.words import words

LAST_PLACE = 16_383
MOST_PLACES = 200
MOST_WORDS = 20_000
MOST_BYTES = 500_000
LONGEST_TEXT = 100_000
GAP = 8  # so that no phrase reaches from the end of one text into the next


@dataclass
class Document:
    """Add the most important texts first: what is too much is left out at the end."""

    places: dict[str, list[str]] = field(default_factory=dict)
    at: int = 1
    bytes: int = 0

    def add(self, text: str, weight: str = "") -> None:
        """`weight` says which part of the conversation it is: A subject, B from, C to; none for what was written."""
        for word in words(text[:LONGEST_TEXT]):
            self._note(word, weight)
            self.at += 1
        self.at += GAP

    def add_known(self, text: str) -> None:
        """What is quoted once more: its words are found, its phrases where they were written first."""
        for word in words(text[:LONGEST_TEXT]):
            if word not in self.places:
                self._note(word, "", placed=False)

    def add_all(self, texts: Iterable[str], weight: str = "") -> None:
        """Each of them once."""
        for text in dict.fromkeys(texts):
            self.add(text, weight)

    def _note(self, word: str, weight: str, *, placed: bool = True) -> None:
        known = self.places.get(word)
        if known is None:
            size = len(word.encode())
            if len(self.places) >= MOST_WORDS or self.bytes + size > MOST_BYTES:
                return
            self.bytes += size
            known = self.places[word] = []
        if placed and self.at <= LAST_PLACE and len(known) < MOST_PLACES:
            known.append(f"{self.at}{weight}")

    @property
    def tsvector(self) -> str:
        return " ".join(f"'{word}':{','.join(at)}" if at else f"'{word}'" for word, at in self.places.items())

"""A question after it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rapport.language.words import Asked

# Where in a document a word stands, as PostgreSQL names it.
WEIGHTS = {"": "", "subject": "A", "from": "B", "to": "C"}


class NotUnderstood(Exception):
    """A question that is none; `words` says what to write instead, with places for `values`."""

    def __init__(self, words: str, **values: str) -> None:
        super().__init__(words % values)
        self.words = words
        self.values = values


@dataclass(frozen=True)
class Text:
    """Words that must stand one after the other, anywhere or in one part of a document."""

    words: tuple[Asked, ...]
    within: str = ""
    negated: bool = False

    @property
    def tsquery(self) -> str:
        """In PostgreSQL's own notation; words hold letters and digits only, so nothing has to be escaped."""
        weight = WEIGHTS[self.within]
        joined = " <-> ".join(f"'{one.word}'{_marks(one.begins, weight)}" for one in self.words)
        return f"!({joined})" if self.negated else f"({joined})"


def _marks(begins: bool, weight: str) -> str:
    marks = ("*" if begins else "") + weight
    return f":{marks}" if marks else ""


@dataclass(frozen=True)
class Filter:
    """A condition on the conversation itself. `compare` is one of < <= = >= >."""

    key: str
    value: str | int | date
    compare: str = "="
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """All of these at once."""

    texts: tuple[Text, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.texts and not self.filters

    @property
    def tsquery(self) -> str:
        return " & ".join(text.tsquery for text in self.texts)

    @property
    def reference(self) -> str | None:
        """The number, when the question is nothing but the number of a conversation."""
        if not self.texts and len(self.filters) == 1:
            [only] = self.filters
            return str(only.value) if only.key == "reference" and not only.negated else None
        if not self.filters and len(self.texts) == 1:
            [text] = self.texts
            bare = len(text.words) == 1 and not (text.within or text.negated or text.words[0].begins)
            return text.words[0].word if bare and text.words[0].word.isdigit() else None
        return None

    @property
    def names(self) -> str:
        """The words that may be the name of a person, in one line."""
        return " ".join(one.word for text in self._people() for one in text.words)

    def _people(self) -> Iterator[Text]:
        return (text for text in self.texts if not text.negated and text.within in ("", "from", "to"))

    @property
    def is_personal(self) -> bool:
        """Whether it finds something else for everybody who asks."""
        return self.has("is", "mine") or any(
            one.key == "assigned" and str(one.value).lower() == "me" for one in self.filters
        )

    def has(self, key: str, value: str = "") -> bool:
        """Whether it asks by this operator."""
        return any(one.key == key and (not value or one.value == value) for one in self.filters)

"""Words as they are searched: without case, accents, hyphens and quotes, in any script.

Scripts that put no spaces between words are read in pairs of signs, so a word is found wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 60
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARKS = re.compile("[\u0300-\u036f]+")
_OTHERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(f"[{_UNSPACED}]")
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_AS_WRITTEN = re.compile(f"[{_UNSPACED}]+|(?:[^\\W_{_UNSPACED}]|(?<=\\w)[\u00ad\u0300-\u036f\u200b-\u200d\u2060])+")


class Asked(NamedTuple):
    """A word of a question; `begins` when it stands for every word that begins like it."""

    word: str
    begins: bool = False


class Written(NamedTuple):
    """A word where it stands in a text."""

    word: str
    start: int
    end: int


def fold(text: str) -> str:
    """The same for every way to write it: STRASSE and Straße, Zoe and Zoë."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", _UNSEEN.sub("", text).casefold()).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", bare)).translate(_OTHERS)


def words(text: str) -> Iterator[str]:
    """Every word to be found, in order."""
    for word in _WORD.findall(fold(text)):
        if word.isascii():
            yield word[:LONGEST]
        else:
            yield from _pairs(word)


def asked(text: str) -> list[Asked]:
    """The words of a question: `words` has them in this order in every text that says the same."""
    found = list(words(text))
    if not found or not (len(found[-1]) == 1 and _SIGN.match(found[-1])):
        return [Asked(word) for word in found]
    *before, sign = found
    if before and len(before[-1]) == 2 and before[-1].endswith(sign):
        return [Asked(word) for word in before]
    return [*map(Asked, before), Asked(sign, begins=True)]


def written(text: str) -> Iterator[Written]:
    """The same words with their places in the text, to mark them."""
    for found in _AS_WRITTEN.finditer(text):
        start, end = found.span()
        if _SIGN.match(found[0]):
            yield from (Written(fold(text[at : at + 2]), at, min(at + 2, end)) for at in range(start, end))
        else:
            yield Written(fold(found[0])[:LONGEST], start, end)


def _pairs(word: str) -> Iterator[str]:
    for run in _RUN.findall(word):
        if _SIGN.match(run):
            yield from (run[at : at + 2] for at in range(len(run)))
        else:
            yield run[:LONGEST]

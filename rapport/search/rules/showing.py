"""Why a conversation was found: the words around what was asked for, with these marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapport.language.words import Asked, Written, fold, written
from rapport.search.rules.asking import Query, Text

BEFORE, LENGTH = 60, 180
AROUND = 400
LONGEST_TEXT = 20_000


class Piece(NamedTuple):
    """A part of a text; `marked` when it was asked for."""

    text: str
    marked: bool = False


def marked(text: str, query: Query, *, within: tuple[str, ...] = ("",)) -> list[Piece] | None:
    """The text around the first word that was asked for; None when none of them is in it."""
    wanted = [one for one in query.texts if not one.negated and one.within in within]
    if not wanted or not text:
        return None
    text = _near(text[:LONGEST_TEXT], wanted)
    hits = _hits(list(written(text)), wanted) if text else []
    return _pieces(text, hits) if hits else None


def _near(text: str, wanted: Sequence[Text]) -> str:
    """The part of a text in which the first hit must be, empty when there can be none: cutting all of it into words
    takes long. In texts with other letters places move as they are folded, so these are taken whole."""
    folded = fold(text)
    places = [folded.find(one.words[0].word) for one in wanted]
    if max(places) < 0:
        return ""
    if not text.isascii():
        return text
    first = min(place for place in places if place >= 0)
    start = text.rfind(" ", 0, max(0, first - AROUND)) + 1
    part = text[start : first + AROUND]
    return part if _hits(list(written(part)), wanted) else text


def _hits(found: Sequence[Written], wanted: Sequence[Text]) -> list[tuple[int, int]]:
    hits = []
    for text in wanted:
        length = len(text.words)
        for at in range(len(found) - length + 1):
            if _is(found[at : at + length], text.words):
                hits.append((found[at].start, found[at + length - 1].end))
    return sorted(hits)


def _is(found: Sequence[Written], asked: Sequence[Asked]) -> bool:
    return all(
        one.word.startswith(word.word) if word.begins else one.word == word.word
        for one, word in zip(found, asked, strict=True)
    )


def _pieces(text: str, hits: Sequence[tuple[int, int]]) -> list[Piece]:
    """From a little before the first hit on, cut at words."""
    first = hits[0][0]
    start = max(0, first - BEFORE)
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), start + LENGTH)
    pieces, at = [Piece("…" if start else "")], start
    for begins, ends in hits:
        if at <= begins < end:
            pieces += [_piece(text[at:begins]), _piece(text[begins:ends], marked=True)]
            at = ends
    pieces += [_piece(text[at:end]), Piece("…" if max(at, end) < len(text) else "")]
    return [one for one in pieces if one.text]


def _piece(text: str, *, marked: bool = False) -> Piece:
    """On one line; every run of blanks becomes one."""
    return Piece(re.sub(r"\s+", " ", text), marked)

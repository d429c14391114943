"""Sentences that are made in one language and read in another.

What is told to somebody in particular is made lazily and put into words in their language: `worded`. What is kept
for whoever looks later, such as the reason why a mail waits, is kept in English, as logs, machines and the command
line show it; a page shows it `said`. `bench/messages.py` finds such sentences: those in its list of modules, and all
that are marked by `gettext_noop`. One with gaps stands in the catalogue with its gaps, named after what fills them, and
is found again by what stands around these.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, override
from django.utils.translation.trans_real import translation

Words = str | Promise
_GAP = re.compile(r"\{(\w+)\}")
_BETWEEN_SENTENCES = re.compile(r"((?<=[.!?”]) (?=[A-Z“0-9])|; )")
NUMBERS = frozenset({"number", "count", "most"})
SENTENCES = frozenset({"reason", "error", "problem", "words", "refusal", "why", "span", "mails"})
LEAST_LETTERS = 6  # outside the gaps: with fewer, a sentence would be found in anything


def worded(sentence: Words, **gaps: Any) -> Words:
    """The sentence with its gaps filled, in the language that is active when it is read."""
    return format_lazy(cast(str, sentence), **gaps)


def _joined(between: str, *parts: Words) -> str:
    return between.join(filter(None, map(str, parts)))


joined = lazy(_joined, str)


def said(text: str) -> str:
    """What was kept in English, in the active language; as it is where the catalogue does not know it."""
    language = get_language() or settings.LANGUAGE_CODE
    if not text or language == settings.LANGUAGE_CODE:
        return text
    known = _known(text, language)
    if known is None:
        return "".join(_known(one, language) or one for one in _BETWEEN_SENTENCES.split(text))
    return known


said_later = lazy(said, str)


@contextmanager
def in_language_of(language: str) -> Iterator[None]:
    """Words of this language, or of the desk's own for somebody who chose none."""
    with override(language or settings.LANGUAGE_CODE):
        yield


def _known(text: str, language: str) -> str | None:
    if (whole := gettext(text)) != text:
        return whole
    for longest, pattern, sentence in _sentences(language):
        if longest in text and (found := pattern.fullmatch(text)):
            return gettext(sentence).format(**{gap: _filled(gap, by) for gap, by in found.groupdict().items()})
    return None


def _filled(gap: str, by: str) -> str:
    """A gap is filled by a name, which stays as it is, or by a sentence."""
    if not _is_sentence(gap):
        return by
    bare = by.lstrip()
    return by[: len(by) - len(bare)] + said(bare)


@lru_cache(maxsize=8)
def _sentences(language: str) -> list[tuple[str, re.Pattern[str], str]]:
    """Those with gaps: the longest part between gaps, and what matches the whole. The most particular ones first."""
    catalogue: Any = translation(language)
    found = []
    for sentence in {known for known, _ in catalogue._catalog.items() if isinstance(known, str)}:
        parts = _GAP.split(sentence)
        gaps, between = parts[1::2], parts[::2]
        letters = sum(map(len, between))
        if gaps and len(set(gaps)) == len(gaps) and (letters >= LEAST_LETTERS or NUMBERS.issuperset(gaps)):
            pattern = "".join(_matching(part) if at % 2 else re.escape(part) for at, part in enumerate(parts))
            found.append((letters, max(between, key=len), re.compile(pattern, re.DOTALL), sentence))
    return [(longest, pattern, sentence) for _, longest, pattern, sentence in sorted(found, reverse=True, key=_letters)]


def _matching(gap: str) -> str:
    """A name holds no end of a sentence, or it would take in whole ones that stand before it."""
    if gap in NUMBERS:
        return rf"(?P<{gap}>\d[\d.,]*)"
    return f"(?P<{gap}>.*?)" if _is_sentence(gap) else rf"(?P<{gap}>(?:(?![.!?] [A-Z0-9“]).)*?)"


def _is_sentence(gap: str) -> bool:
    return gap.rstrip("0123456789") in SENTENCES


def _letters(found: tuple[int, str, re.Pattern[str], str]) -> tuple[int, str]:
    return found[0], found[3]

"""Sentences that are made in one language and read in another.

What is told to somebody in particular is made lazily and put into words in their language: `worded`. What is kept
for whoever looks later, such as the reason why a mail waits, is kept in English, as logs, machines and the command line
show it; a page shows it `said`. A sentence with gaps stands in the catalogue with its gaps, and is kept filled in:
`gettext_noop("{host} does not answer.").format(host=host)`. What fills a gap called `reason` is such a sentence itself.
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
REASON = "reason"
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
    if (whole := gettext(text)) != text:
        return whole
    for longest, pattern, sentence in _sentences(language):
        if longest in text and (found := pattern.fullmatch(text)):
            gaps = found.groupdict()
            return gettext(sentence).format(**gaps | {REASON: said(gaps.get(REASON, ""))})
    return text


said_later = lazy(said, str)


@contextmanager
def in_language_of(language: str) -> Iterator[None]:
    """Words of this language, or of the desk's own for somebody who chose none."""
    with override(language or settings.LANGUAGE_CODE):
        yield


@lru_cache(maxsize=8)
def _sentences(language: str) -> list[tuple[str, re.Pattern[str], str]]:
    """Those with gaps: the longest part between gaps, and what matches the whole. The most particular ones first."""
    catalogue: Any = translation(language)
    found = []
    for sentence in {known for known, _ in catalogue._catalog.items() if isinstance(known, str)}:
        parts = _GAP.split(sentence)
        letters = sum(map(len, parts[::2]))
        gaps = parts[1::2]
        if gaps and len(set(gaps)) == len(gaps) and letters >= LEAST_LETTERS:
            pattern = "".join(re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts))
            found.append((letters, max(parts[::2], key=len), re.compile(pattern, re.DOTALL), sentence))
    return [(longest, pattern, sentence) for _, longest, pattern, sentence in sorted(found, reverse=True, key=_letters)]


def _letters(found: tuple[int, str, re.Pattern[str], str]) -> int:
    return found[0]

"""Who wrote a mail that somebody passed on: read from the words that mail programs put above it."""

from __future__ import annotations

import re

from rapport.language.lazy_pattern import LazyPattern
from rapport.language.quote_words import ADDRESS, DIVIDER, FORWARDED
from rapport.language.quotes import block_length, label_of, next_text

_READ = 100_000
_MOST_LINES = 2_000
_MOST_BLOCKS = 5

# Subjects of passed-on mail: English, German, French, Spanish, Portuguese, Italian, Dutch, Nordic, Polish, ...
_PREFIX = re.compile(
    r"^\W{0,3}(?:fwd?|wg|tr|rv|enc|i|doorst|doorgest|vb|vl|pd|i̇lt|ilt|tov|továbbítás|πρθ|přep|předáno|пересл|пер|"
    r"转发|轉寄|転送)\s?(?:\[\d{1,2}\])?\s?[:：]",
    re.IGNORECASE,
)
_NORDIC_PREFIX = re.compile(r"^\W{0,3}vs\s?:", re.IGNORECASE)  # forwards in Danish and Norwegian, answers in Finnish
_PASSED_ON = LazyPattern(
    r"forward|weitergeleitet|transféré|réexpédié|reenviado|inoltrat|doorgestuurd|encaminhad|reencaminhad|przekazan|"
    r"przekazywan|vidarebefordra|videresend|välitetty|edelleenlähetetty|přeposlan|preposlan|пересыл|переслан|"
    r"переадрес|iletilen|yönlendirilen|転送|转发|轉寄|轉發|továbbított|προωθημένο",
    re.IGNORECASE,
)
_BY = re.compile(r"^[\s>]{0,6}-{2,20}\s?forwarded (?:mail|message|by|from)\b.{0,200}", re.IGNORECASE)
_MUTT = re.compile(r"^[\s>]{0,6}-{2,20} ?forwarded message from (?P<who>.{3,200}?) ?-{2,20}\s*$", re.IGNORECASE)
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_AROUND = " \t\"'“”„«»*_<[(|,;"


def says_forwarded(subject: str) -> bool:
    """Whether the subject begins as programs begin the subject of a mail that is passed on."""
    return bool(_PREFIX.match(subject))


def forwarded_senders(text: str, subject: str) -> list[tuple[str, str]]:
    """Names and addresses of the writers of what was passed on, the outermost first; empty for any other mail."""
    lines = [_QUOTE.sub("", line) for line in text[:_READ].split("\n")[:_MOST_LINES]]
    passed_on = says_forwarded(subject)
    found: list[tuple[str, str]] = []
    index = 0
    while index < len(lines) and len(found) < _MOST_BLOCKS:
        if told := _MUTT.match(lines[index][:300]):
            found += _people(told["who"])
            passed_on = True
        passed_on = passed_on or _divides(lines[index])
        length = block_length(lines, index)
        if not length:
            index += 1
            continue
        block = lines[index : index + length]
        if passed_on or (
            _NORDIC_PREFIX.match(subject) and any(line.lstrip(" *_")[:4].lower() == "fra:" for line in block)
        ):
            found += _senders(lines, index, length)
        index += length
    return list(dict.fromkeys(found))


def _divides(line: str) -> bool:
    """A line that says in so many words that what follows was passed on."""
    if len(line) > 300 or not line.strip():
        return False
    if _BY.match(line):
        return True
    return bool(DIVIDER.match(line) or FORWARDED.match(line)) and bool(_PASSED_ON.search(line))


def _senders(lines: list[str], index: int, length: int) -> list[tuple[str, str]]:
    """Whom the From fields of a header block name; blocks of mails within mails may follow each other closely."""
    found: list[tuple[str, str]] = []
    for at in range(index, index + length):
        if label_of(lines[at]) != "from":
            continue
        value = lines[at].replace("：", ":").partition(":")[2]
        following = next_text(lines, at + 1)
        if not ADDRESS.search(value) and following < len(lines) and not label_of(lines[following]):
            value += " " + lines[following]
        found += _people(value)
    return found


def _people(value: str) -> list[tuple[str, str]]:
    """The one person a field names; none when it names no address."""
    value = value[:500].replace("mailto:", " ")
    found = ADDRESS.search(value)
    if found is None:
        return []
    name = value[: found.start()].strip(_AROUND + ")]>")
    return [(" ".join(name.split()), found.group().strip("*_.,;'\"|"))]

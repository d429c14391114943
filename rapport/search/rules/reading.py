"""Reads what somebody wrote into the search field. Any text is a question, or raises what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from rapport.language.words import asked, fold
from rapport.search.rules.asking import Filter, NotUnderstood, Query, Text

LONGEST = 400
MOST_TERMS = 20
SHORTEST_PREFIX = 2
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
SCORES = {"bad": 1, "not-quite": 2, "good": 3, "great": 4}
_TERM = re.compile(r'(-?)(?:([A-Za-z][\w.-]*):)?(?:"([^"]*)"?|([^\s"]*))')
_REFERENCE = re.compile(r"(?i)R-(\d{1,17})")
_RATING = re.compile(r"(<=|>=|<|>|=)?\s*([\w-]+)")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_AGO = re.compile(r"(\d{1,4})([dwmy])")


def gettext_noop(words: str) -> str:
    """Marks a sentence for translation; whoever shows it translates it."""
    return words


class Operator(NamedTuple):
    """One way to ask, as it is offered and explained."""

    key: str
    example: str
    text: str
    values: tuple[str, ...] = ()


STATUSES = ("open", "waiting", "later", "done")
STATES = (
    *("unhappy", "happy", "unassigned", "assigned", "mine", "complaint", "recovery", "held"),
    *("open", "waiting", "snoozed", "done"),
)
THINGS = ("attachment", "note", "rating")
PRIORITIES = ("low", "normal", "high", "urgent")

OPERATORS = (
    Operator("from", "from:uma", gettext_noop("Written by somebody of this name or address")),
    Operator("to", "to:help@example.com", gettext_noop("Written to this name or address")),
    Operator("subject", 'subject:"new chain"', gettext_noop("In the subject")),
    Operator(
        "status", "status:open", gettext_noop("Where it stands: open, waiting, later, done or your own"), STATUSES
    ),
    Operator("is", "is:unhappy", gettext_noop("What it is: unhappy, unassigned, mine, complaint …"), STATES),
    Operator("rating", "rating:<3", gettext_noop("The newest rating: 1 is Bad, 4 is Great")),
    Operator("reason", "reason:slow", gettext_noop("Why an answer was poor, as anybody said it")),
    Operator("has", "has:attachment", gettext_noop("What is in it: attachment, note, rating"), THINGS),
    Operator("tag", "tag:refund", gettext_noop("With this tag")),
    Operator("priority", "priority:high", gettext_noop("How urgent: low, normal, high, urgent"), PRIORITIES),
    Operator("type", "type:problem", gettext_noop("What kind of matter")),
    Operator("field", "field.order:4711", gettext_noop("What a custom field says")),
    Operator("organization", "organization:acme", gettext_noop("Of somebody of this organisation; org: is the same")),
    Operator("assigned", "assigned:ada", gettext_noop("Whose it is: a name, me or nobody")),
    Operator("team", "team:repair", gettext_noop("Whose team it is")),
    Operator("inbox", "inbox:help", gettext_noop("In this inbox")),
    Operator("after", "after:2026-01-31", gettext_noop("The last message is of this day or later; 7d: of 7 days")),
    Operator("before", "before:2026-01-31", gettext_noop("The last message is older than this day")),
)
ALIASES = {"org": "organization"}
_PARTS = ("from", "to", "subject")
_CLOSE_ENOUGH = 0.75


def read(text: str, *, today: date) -> Query:
    """Raises NotUnderstood with words for whoever asked."""
    text = text.encode("utf-8", "ignore").decode().replace("\0", " ")
    if len(text) > LONGEST:
        raise NotUnderstood(
            gettext_noop("A search has %(most)s signs at most. Leave something out."), most=str(LONGEST)
        )
    texts: list[Text] = []
    filters: list[Filter] = []
    for minus, key, quoted, plain in _TERM.findall(text):
        term = _term(minus, key, quoted, plain, today)
        if isinstance(term, Text):
            texts.append(term)
        elif term is not None:
            filters.append(term)
    if len(texts) + len(filters) > MOST_TERMS:
        words = gettext_noop("A search has %(most)s words at most. Leave some out.")
        raise NotUnderstood(words, most=str(MOST_TERMS))
    return Query(tuple(texts), tuple(filters))


def _term(minus: str, key: str, quoted: str, plain: str, today: date) -> Text | Filter | None:
    value, negated = (quoted or plain).strip(), bool(minus)
    known = ALIASES.get(key.lower(), key.lower())
    if known in _READERS or known in _PARTS or known.startswith("field."):
        if not value:
            raise NotUnderstood(
                gettext_noop("Write what you look for after %(key)s, such as %(example)s."), **_of(known)
            )
        if known in _PARTS:
            return _text(value, known, bool(quoted), negated)
        return _negated(_READERS.get(known, _named)(known, value, today), negated)
    if key and (near := difflib.get_close_matches(known, [one.key for one in OPERATORS], 1, _CLOSE_ENOUGH)):
        words = gettext_noop("There is no %(key)s: here. Did you mean %(near)s:? Put words in quotes to find them.")
        raise NotUnderstood(words, key=known, near=near[0])
    reference = _REFERENCE.fullmatch(value) if not (key or quoted) else None
    if reference:
        return Filter("reference", int(reference[1]), negated=negated)
    return _text(f"{key} {value}", "", bool(quoted), negated)


def _text(value: str, within: str, is_quoted: bool, negated: bool) -> Text | None:
    """None for what holds no word, such as a dash that stands alone."""
    words = asked(value)
    if not words:
        return None
    if value.endswith("*") and not is_quoted:
        if len(words[-1].word) < SHORTEST_PREFIX and words[-1].word.isascii():
            raise NotUnderstood(gettext_noop("Write two letters or more before the star: such as bra*."))
        words[-1] = words[-1]._replace(begins=True)
    return Text(tuple(words), within, negated)


def _negated(found: Filter, negated: bool) -> Filter:
    return Filter(found.key, found.value, found.compare, negated)


def _of(key: str) -> dict[str, str]:
    return {"key": f"{key}:", "example": next((one.example for one in OPERATORS if one.key == key), f"{key}:…")}


def _one_of(values: tuple[str, ...]) -> Callable[[str, str, date], Filter]:
    def choose(key: str, value: str, _today: date) -> Filter:
        chosen = fold(value)
        if chosen not in values:
            words = gettext_noop("%(key)s is followed by one of: %(values)s.")
            raise NotUnderstood(words, key=f"{key}:", values=", ".join(values))
        return Filter(key, chosen)

    return choose


def _named(key: str, value: str, _today: date) -> Filter:
    return Filter(key, value)


def _rating(key: str, value: str, _today: date) -> Filter:
    found = _RATING.fullmatch(value)
    score = SCORES.get(found[2].lower(), int(found[2]) if found[2] in ("1", "2", "3", "4") else 0) if found else 0
    if found is None or not score:
        raise NotUnderstood(
            gettext_noop("rating: is followed by a number from 1 (Bad) to 4 (Great): such as rating:<3.")
        )
    return Filter(key, score, found[1] or "=")


def _day(key: str, value: str, today: date) -> Filter:
    day = _date_of(value.lower(), today)
    if day is None:
        words = gettext_noop("%(key)s is followed by a day: such as 2026-01-31, 2026-01, yesterday or 7d (7 days ago).")
        raise NotUnderstood(words, key=f"{key}:")
    return Filter(key, day)


def _date_of(value: str, today: date) -> date | None:
    named = {"today": 0, "yesterday": 1}
    try:
        if value in named:
            return today - timedelta(days=named[value])
        if found := _AGO.fullmatch(value):
            return today - timedelta(days=int(found[1]) * DAYS[found[2]])
        if found := _DAY.fullmatch(value):
            return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except (ValueError, OverflowError):
        return None
    return None


_READERS: dict[str, Callable[[str, str, date], Filter]] = {
    "status": lambda key, value, _: Filter(key, fold(value)),
    "is": _one_of(STATES),
    "has": _one_of(THINGS),
    "rating": _rating,
    "reason": _named,
    "tag": _named,
    "priority": _one_of(PRIORITIES),
    "type": _named,
    "assigned": _named,
    "team": _named,
    "organization": _named,
    "inbox": _named,
    "after": _day,
    "before": _day,
}

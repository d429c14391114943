"""Reads a draft once: phrases of its language, then what only the whole of it can tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from types import ModuleType

from rapport.language.tone import english, german, numbers
from rapport.language.tone.advice import Advice, Draft, Rule

READ = 20_000
LONG_ENOUGH = 80
MOST_OF_A_RULE = 5
LANGUAGES: dict[str, ModuleType] = {"en": english, "de": german}
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_QUESTION = re.compile(r"[^.!?\n]{8,300}\?")
_WORD = re.compile(r"[^\W\d_]+")
_SHOUTED = re.compile(r"\b[A-ZÄÖÜ]{4,}(?:\s+[A-ZÄÖÜ]{2,})+\b|\b[A-ZÄÖÜ]{6,}\b|!{2,}|\?!+|!\?+")
_PASSWORD = re.compile(r"(?:password|passwort|kennwort|pin)\W+(?:is|ist|lautet|:)\s*\S{4,40}", re.IGNORECASE)


def language_of(text: str) -> str:
    """The language whose small words are more frequent; English when neither is."""
    words = [word.casefold() for word in _WORD.findall(text[:READ])]
    counts = {code: sum(word in module.COMMON for word in words) for code, module in LANGUAGES.items()}
    return max(counts, key=lambda code: (counts[code], code == "en"))


def check(
    draft: Draft, *, language: str = "", off: Collection[str] = (), more: Iterable[tuple[str, str, str]] = ()
) -> list[Advice]:
    """Advice in the order of the text, that about the whole of it last.

    `off`: rules that nobody wants to hear. `more`: a desk's own phrases as (rule, words, what to write instead).
    """
    text = draft.text[:READ].replace("’", "'")
    module = LANGUAGES.get(language) or LANGUAGES[language_of(text)]
    found = [*_own(text, more), *_phrases(text, module), *_shouted(text, draft.asked), *_secrets(text)]
    found += [*_promises(text, draft, module), *_names(text, draft, module)]
    found.sort(key=lambda one: (one.start, one.rule))
    found += [*_questions(text, draft), *_whole(text, draft, module)]
    return list(_few_of_each(one for one in found if one.rule not in off))


def phrases_in(text: str, *, more: Iterable[tuple[str, str, str, str]] = ()) -> tuple[str, list[tuple[Rule, str]]]:
    """The language of a text and every phrase in it that a rule looks for; `more`: a desk's own as (language, rule,
    words, what to write instead)."""
    text = text[:READ].replace("’", "'")
    language = language_of(text)
    own = _own(text, (one[1:] for one in more if one[0] == language))
    found = [*own, *_phrases(text, LANGUAGES[language])]
    return language, [(one.rule, " ".join(one.quote.split())) for one in found]


def examples(rule: Rule, language: str) -> tuple[str, ...]:
    """What a rule finds; nothing for one that reads the whole of a draft."""
    found: tuple[str, ...] = LANGUAGES[language].EXAMPLES.get(rule, ())
    return found


def to_decide(draft: Draft, *, language: str = "") -> list[Advice]:
    """Only what asks for a decision before the mail leaves: a fraction of the work of `check`."""
    text = draft.text[:READ].replace("’", "'")
    module = LANGUAGES.get(language) or LANGUAGES[language_of(text)]
    return [*_names(text, draft, module), *_promises(text, draft, module), *_secrets(text)]


def _few_of_each(found: Iterator[Advice]) -> Iterator[Advice]:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.rule] = counts.get(one.rule, 0) + 1
        if counts[one.rule] <= MOST_OF_A_RULE:
            yield one


@cache
def _compiled(module: ModuleType) -> list[tuple[Rule, re.Pattern[str], str]]:
    return [
        (rule, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), rewrite)
        for rule, pattern, rewrite in module.PHRASES
    ]


@cache
def _pattern(module: ModuleType, name: str) -> re.Pattern[str]:
    return re.compile(getattr(module, name), re.IGNORECASE)


def _phrases(text: str, module: ModuleType) -> Iterator[Advice]:
    taken: list[tuple[int, int]] = []
    for rule, pattern, rewrite in _compiled(module):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield _at(rule, match, rewrite)


def _own(text: str, more: Iterable[tuple[str, str, str]]) -> Iterator[Advice]:
    for rule, words, rewrite in more:
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
            yield _at(Rule(rule), match, rewrite)


def _at(rule: Rule, match: re.Match[str], rewrite: str = "") -> Advice:
    return Advice(rule, match.group().strip(), rewrite, match.start(), match.end())


def _shouted(text: str, asked: str) -> Iterator[Advice]:
    return (_at(Rule.SHOUTING, match) for match in _SHOUTED.finditer(text) if match.group() not in asked)


def _secrets(text: str) -> Iterator[Advice]:
    for match in numbers.CANDIDATE.finditer(text):
        if numbers.is_card(match.group()) or numbers.is_iban(match.group()):
            yield _at(Rule.PRIVATE_DATA, match)
    yield from (_at(Rule.PRIVATE_DATA, match) for match in _PASSWORD.finditer(text))


def _promises(text: str, draft: Draft, module: ModuleType) -> Iterator[Advice]:
    if draft.has_promise:
        return
    promise, conditional = _pattern(module, "PROMISE"), _pattern(module, "NO_PROMISE")
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        if words.endswith("?") or conditional.search(words) or not promise.search(words):
            continue
        yield _at(Rule.LOOSE_PROMISE, sentence)


def when_of(sentence: str, language: str = "") -> str:
    """The words of a promise that say when; empty when it does not say."""
    module = LANGUAGES.get(language) or LANGUAGES[language_of(sentence)]
    match = _pattern(module, "WHEN").search(sentence)
    return match.group() if match else ""


def _names(text: str, draft: Draft, module: ModuleType) -> Iterator[Advice]:
    """Whoever is greeted by a name that is neither the customer's nor a participant's."""
    known = {part for name in (draft.customer, *draft.others) for part in _parts(name)}
    if not _parts(draft.customer):
        return
    match = re.match(rf"\s*(?i:{module.SALUTATION})[\s,]+([^\n,!.:;–-]{{2,60}})[,!.:;\n–-]", text + "\n")
    if match is None or _is_sentence(match):
        return
    called = [part for part in match.group(1).split() if part[:1].isupper()]
    strangers = [part for part in called if not _is_known(part, known, module)]
    if strangers:
        start = match.start(1) + match.group(1).index(strangers[0])
        yield Advice(Rule.WRONG_NAME, strangers[0], draft.customer, start, start + len(strangers[0]))


def _is_sentence(match: re.Match[str]) -> bool:
    """ "Hello, I look at it today." goes on after the comma; "Hello, dear Ms Fox," still greets."""
    if "," not in match.string[: match.start(1)]:
        return False
    return match.group().endswith(".") or any(
        part[:1].islower() and part not in _BESIDE_NAMES for part in match.group(1).split()
    )


def _parts(name: str) -> list[str]:
    return [_plain(part) for part in _WORD.findall(name)]


def _plain(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(one))


def _is_known(part: str, known: set[str], module: ModuleType) -> bool:
    """Chris is Christopher; a title and a word that is no name are nobody else."""
    words = [_plain(word) for word in _WORD.findall(part) if len(word) > 1]
    return not words or any(word in module.TITLES or any(_same(word, other) for other in known) for word in words)


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 2 and long.startswith(short))


def _questions(text: str, draft: Draft) -> Iterator[Advice]:
    """Questions of the customer none of whose own words come back in the answer."""
    answered = {word.casefold()[:5] for word in _WORD.findall(text) if len(word) > 3}
    for match in _QUESTION.finditer(draft.asked[:READ]):
        words = [word.casefold()[:5] for word in _WORD.findall(match.group()) if len(word) > 3]
        telling = [word for word in words if word not in _EVERYDAY]
        if telling and not answered & set(telling):
            yield Advice(Rule.UNANSWERED, " ".join(match.group().split()))


_BESIDE_NAMES = frozenset(
    (
        "dear",
        "my",
        "and",
        "liebe",
        "lieber",
        "mein",
        "meine",
        "und",
        "von",
        "vom",
        "zu",
        "van",
        "de",
        "der",
        "den",
        "la",
    )
)
_EVERYDAY = {
    word[:5]
    for words in (
        "what when where which will would could should there their about with have this that from your please possible",
        "know tell does still much many long been they them than then into just need want like also",
        "wann wohin welche können könnten würden bitte haben wird werden noch schon eine einen einer mich ihnen kann",
        "dieser diese dieses möchte oder aber auch gibt sind nicht",
    )
    for word in words.split()
}


def _whole(text: str, draft: Draft, module: ModuleType) -> Iterator[Advice]:
    if len(text.strip()) < LONG_ENOUGH:
        return
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if draft.is_first_reply and not _pattern(module, "GREETING").match(lines[0]):
        yield Advice(Rule.NO_GREETING, "")
    if not any(_pattern(module, "CLOSE").search(line) for line in lines[-3:]):
        yield Advice(Rule.NO_CLOSE, "")
    yield from _apology(text, draft, module)


def _apology(text: str, draft: Draft, module: ModuleType) -> Iterator[Advice]:
    sorry = [match for match in _pattern(module, "SORRY").finditer(text) if match.group().strip()]
    opening = text.strip().split("\n\n", 2)
    head = "\n\n".join(opening[: 2 if len(opening[0]) < LONG_ENOUGH else 1])
    after = [match for match in sorry if match.start() > text.index(head) + len(head)]
    if len(after) > 1:
        yield _at(Rule.SORRY_AGAIN, after[1])
    if draft.is_complaint:
        if not _pattern(module, "RESPONSIBILITY").search(text):
            yield Advice(Rule.NO_RESPONSIBILITY, "")
        if not _pattern(module, "REPAIR").search(text):
            yield Advice(Rule.NO_REPAIR, "")

"""An apology in its parts, and what only looks like one (SCIENCE section 2).

Six parts in the order in which they matter (Lewicki, Polin & Lount 2016): whose responsibility it is first, what is
done about it second; then regret, explanation and repentance; asking for forgiveness can be left out. Parts are looked
for to help whoever writes, and never asked for: the words of a person count, not ours. Refused is what insults instead.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapport.language.tone.advice import Draft, Rule
from rapport.language.tone.checker import LANGUAGES, READ, check, language_of


class Part(StrEnum):
    RESPONSIBILITY = "responsibility"
    REPAIR = "repair"
    REGRET = "regret"
    EXPLANATION = "explanation"
    REPENTANCE = "repentance"
    FORGIVENESS = "forgiveness"


ORDER = tuple(Part)
OPTIONAL = frozenset({Part.FORGIVENESS})

# What is not known to the advice beside every draft.
_MORE: dict[str, dict[Part, str]] = {
    "en": {
        Part.RESPONSIBILITY: r"(?:is|was|are|were) (?:entirely |all |only )?(?:ours|mine|wrong)|"
        r"(?:i|we) (?:let|put|sent|told|gave|took|kept|doubted|packed|promised|damaged|scratched|ignored) "
        r"(?:you|your|it|too)|on our side|we owe you",
        # “We sent you the wrong one” is what happened; what is done about it is being done, or will be.
        Part.REPAIR: r"(?:i|we)(?:'ve| have|'ll| will| am|'m| are|'re) (?:\w+ ){0,2}(?:refund|replac|send|sent|repair|"
        r"fix|credit|exchang|correct|cancel|collect|call|deliver|order|book|pay|paid|return|mend|bring|brought|arrang|"
        r"reserv|offer)\w*|(?:i|we) (?:refund|replace|send|pay|credit|return|bring|offer)\b|"
        r"you (?:will )?(?:get|receive)\b|"
        r"(?:is|are) (?:on its way|on the way|refunded|put right|with you)|at no charge|free of charge|"
        r"costs? you nothing|your money back",
        Part.EXPLANATION: r"because|the reason|this happened|what happened|it happened when|came about|"
        r"due to (?:a|an|our)|turned out|found out that|was caused by|after (?:a|an|our) \w+",
        Part.REPENTANCE: r"(?:will|does|do|shall)(?: not|n't) happen again|never again|"
        r"from (?:now|today|this \w+) on|in (?:the )?future|so that (?:it|this|that|nobody|no one)|"
        r"(?:we|i) have (?:since )?changed|(?:is|are) from (?:now|today)|no longer|out of use|make sure|next time|"
        r"ends? (?:too|now|today)",
        Part.FORGIVENESS: r"forgive|forgiveness|pardon|(?:give|grant) (?:me|us) (?:another|a second) chance|"
        r"accept (?:my|our|this) apolog\w+",
    },
    "de": {
        Part.RESPONSIBILITY: r"(?:liegt|lag|liegen) (?:ganz |allein )?(?:bei|an) (?:mir|uns)|"
        r"(?:war|ist) (?:unser|mein|falsch)\w*|"
        r"(?:wir|ich) (?:haben|habe) (?:sie|ihnen|ihr\w*) (?:\w+ ){0,6}\w+|schulden wir ihnen",
        Part.EXPLANATION: r"weil|der grund|dazu kam es|passiert ist|geschehen ist|lag daran|stellte sich heraus|"
        r"hat sich herausgestellt|wegen (?:eines|einer|unser\w*)|aufgrund (?:eines|einer|unser\w*)",
        Part.REPENTANCE: r"(?:wird|soll|darf)(?: \w+){0,4} (?:nicht|nie|kein\w*)(?: mehr| wieder)?(?: \w+)? "
        r"(?:passieren|vorkommen|geschehen)|(?:kommt|passiert|geschieht) (?:\w+ ){0,2}(?:nicht|nie) (?:mehr|wieder)|"
        r"nie wieder|ab (?:sofort|heute|jetzt)|künftig|in zukunft|zukünftig|damit (?:das|es|so etwas|niemand\w*)|"
        r"von nun an|nächstes mal|sorge\w* dafür",
        Part.FORGIVENESS: r"verzeih\w*|vergeb\w*|(?:nehmen sie|nimm) (?:\w+ ){0,3}entschuldigung an|"
        r"(?:eine )?(?:zweite|neue) chance",
    },
}


@cache
def _patterns(code: str) -> dict[Part, re.Pattern[str]]:
    module, more = LANGUAGES[code], _MORE[code]
    known = {
        Part.RESPONSIBILITY: f"{module.RESPONSIBILITY}|{more[Part.RESPONSIBILITY]}",
        Part.REPAIR: more.get(Part.REPAIR, module.REPAIR),
        Part.REGRET: module.SORRY,
    }
    words = more | known
    return {part: re.compile(rf"(?<!\w)(?:{words[part]})(?!\w)", re.IGNORECASE) for part in ORDER}


def parts_of(text: str) -> list[Part]:
    """Which parts there are in it, in the order that matters."""
    read = text[:READ].replace("’", "'")
    patterns = _patterns(language_of(read))
    return [part for part in ORDER if patterns[part].search(read)]


class Why(StrEnum):
    """Why words cannot be sent as an apology."""

    EMPTY = "empty"
    NON_APOLOGY = "non_apology"
    CANNED = "canned"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Refusal:
    why: Why
    quote: str = ""


_LEAST = 3
_FILLER = {
    word
    for words in (
        "we i am are is it this that the a for about so very really truly terribly deeply sincerely our your my any",
        "all to of and on please there",
        "wir ich es das die der den für uns mir sehr aufrichtig vielmals zutiefst um bitten bitte und zu ihre ihren",
        "ihr sie sich tut leid",
    )
    for word in words.split()
}
_WORD = re.compile(r"[^\W\d_]+")
_NOBODY = re.compile(
    r"(?:the|your|our|das|dein|ihr|euer|unser)?\W*(?:[\w&.-]+\W+){0,4}(?:\w+-)?"
    r"(?:team|crew|support|helpdesk|kundendienst|kundenservice|kundenbetreuung|"
    r"customer (?:service|care|support|success))",
    re.IGNORECASE,
)


def refusals(text: str, *, teams: Iterable[str] = (), author: str = "") -> list[Refusal]:
    """What must not be sent as an apology, worst first; empty for what may be one. `teams`: names of nobody."""
    read = text[:READ].replace("’", "'").strip()
    if not read:
        return [Refusal(Why.EMPTY)]
    found = [Refusal(Why.NON_APOLOGY, quote) for quote in _non_apologies(read)]
    if quote := _canned(read):
        found.append(Refusal(Why.CANNED, quote))
    if name := _nobody(read, {one.casefold() for one in teams}, author):
        found.append(Refusal(Why.NOBODY, name))
    return found


def _non_apologies(text: str) -> Iterator[str]:
    """In either language: an English habit in a German letter insults no less."""
    mine = language_of(text)
    for code in (mine, *(other for other in LANGUAGES if other != mine)):
        yield from (one.quote for one in check(Draft(text), language=code) if one.rule == Rule.NON_APOLOGY)


def _canned(text: str) -> str:
    """Regret and nothing else; the words of it."""
    if {Part.RESPONSIBILITY, Part.REPAIR} & set(parts_of(text)):
        return ""
    code = language_of(text)
    lines = [line for line in text.splitlines() if line.strip() and not _is_frame(line, code)]
    body = " ".join(lines)
    regret = _patterns(code)[Part.REGRET]
    telling = [word for word in _WORD.findall(regret.sub(" ", body)) if word.casefold() not in _FILLER]
    return " ".join(body.split())[:120] or text[:120] if len(telling) < _LEAST else ""


def _is_frame(line: str, code: str) -> bool:
    """A greeting, a last line or a name."""
    words = _WORD.findall(line)
    module = LANGUAGES[code]
    greets = re.match(rf"\s*(?:{module.SALUTATION})\b", line, re.IGNORECASE) and len(words) < 5
    closes = re.match(rf"\s*{module.CLOSE}", line, re.IGNORECASE) and len(words) < 5
    return bool(greets or closes) or (len(words) < 4 and line.strip()[-1] not in ".!?" and line.istitle())


def _nobody(text: str, teams: set[str], author: str) -> str:
    """A team under the letter where a name should be."""
    if author.strip().casefold() in teams:
        return author
    rows = [line.strip() for line in text.splitlines() if line.strip()][-3:]
    last = [row.strip(" ,–-") for row in rows if row[-1] not in ".!?"]
    own = {word.casefold() for word in _WORD.findall(author)}
    if any(own & {word.casefold() for word in _WORD.findall(line)} for line in last if len(line.split()) < 5):
        return ""
    return next((line for line in last if line.casefold() in teams or _NOBODY.fullmatch(line)), "")

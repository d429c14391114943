"""Does a reply ask the customer for something? English and German. Courtesies are none: “Any more questions?”."""

import re

_READ = 4_000
_QUESTION = re.compile(
    r"\b(?:(?:could|can|would|will) you (?:please |kindly |also |just )*"
    r"(?:send|tell|give|share|provide|confirm|attach|forward|describe|upload|check|let (?:us|me) know)\b"
    r"|(?:what|which|when|where) (?:is|are|was|were|did|do|does|exactly) (?:the|your|you)\b"
    r"|(?:können|könnten|könntest|kannst|würden|würdest) (?:sie|du)\b[^.?!\n]{0,80}"
    r"\b(?:senden|schicken|mitteilen|nennen|sagen|bestätigen|beschreiben|geben|hochladen|weiterleiten|prüfen)\b"
    r"|wie lautet|welche[rnms]?\b|wann\b|wo\b)"
)
_REQUEST = re.compile(
    r"please (?:also |kindly )?(?:(?:send|tell|forward) (?:us|me)|share|provide|confirm|attach|describe|upload"
    r"|let (?:us|me) know (?:which|what|when|where|how|the|your))\b"
    r"|bitte (?:senden|schicken|nennen|teilen|sagen|geben|schick|nenn|sag|teil|gib) (?:sie )?(?:uns|mir)\b"
    r"|bitte (?:bestätigen|beschreiben) sie\b"
)


def asks_for_details(text: str) -> bool:
    """In doubt it does not. Runs for every reply of a page: patterns see only what a plain search has found."""
    read = text[:_READ].lower()
    return any(map(_QUESTION.search, _questions(read))) or any(
        _REQUEST.match(read, start) for word in ("please ", "bitte ") for start in _places(read, word)
    )


def _questions(read: str) -> list[str]:
    """Sentences that end with a question mark, without it."""
    return [re.split(r"[.!\n]", before)[-1] for before in read.split("?")[:-1]]


def _places(read: str, word: str) -> list[int]:
    found, start = [], read.find(word)
    while start >= 0:
        found.append(start)
        start = read.find(word, start + 1)
    return found

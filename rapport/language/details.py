"""Does a reply ask the customer for something? English and German. Courtesies are none: “Any more questions?”."""

import re

_READ = 4_000
_ASKS = re.compile(
    r"\b(?:(?:could|can|would|will) you (?:please |kindly |also |just )*"
    r"(?:send|tell|give|share|provide|confirm|attach|forward|describe|upload|check|let (?:us|me) know)"
    r"|please (?:also |kindly )?(?:(?:send|tell|forward) (?:us|me)|share|provide|confirm|attach|describe|upload"
    r"|let (?:us|me) know (?:which|what|when|where|how|the|your))"
    r"|(?:what|which|when|where) (?:is|are|was|were|did|do|does|exactly) (?:the|your|you)\b[^.?!\n]{0,120}\?"
    r"|(?:können|könnten|würden|könntest|kannst|würdest) (?:sie|du)\b[^.?!\n]{0,80}"
    r"\b(?:senden|schicken|mitteilen|nennen|sagen|bestätigen|beschreiben|geben|hochladen|weiterleiten|prüfen)"
    r"|bitte (?:senden|schicken|nennen|teilen|sagen|geben|schick|nenn|sag|teil|gib) (?:sie )?(?:uns|mir)"
    r"|bitte (?:bestätigen|beschreiben) sie|(?:wie lautet|welche[rnms]?|wann|wo)\b[^.?!\n]{0,120}\?)",
    re.IGNORECASE,
)


def asks_for_details(text: str) -> bool:
    """In doubt it does not."""
    return _ASKS.search(text[:_READ]) is not None

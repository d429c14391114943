"""Words after which two people should look at an answer: a lawyer, abuse, anger. English and German."""

from __future__ import annotations

import re
from enum import StrEnum

from rapport.language.complaint import is_denied

_READ = 20_000


class Kind(StrEnum):
    LEGAL = "legal"
    ABUSE = "abuse"
    ANGER = "anger"


_PHRASES = {
    Kind.LEGAL: r"(?:my|our|a) (?:lawyer|solicitor|attorney)s?|legal (?:action|steps|proceedings)|small claims|"
    r"(?:sue|suing) (?:you|your)|(?:take|see) you (?:to|in) court|(?:go|going) to court|trading standards|ombudsman|"
    r"consumer protection|data protection (?:authority|commissioner)|chargeback|report (?:you|this) to "
    r"the police|press charges|"
    r"(?:rechts)?anw[aä]lt(?:in)?|rechtliche schritte|(?:klage einreichen|verklagen|verklage)|vor gericht|"
    r"gerichtlich\w*|verbraucherzentrale|schlichtungsstelle|datenschutzbehörde|mahnbescheid|"
    r"(?:straf)?anzeige (?:gegen|erstatten)",
    Kind.ABUSE: r"idiots?|morons?|imbeciles?|bastards?|ass-?holes?|(?:mother)?fuck\w*|bullshit|scumbags?|liars|crooks|"
    r"scammers|(?:go to|rot in) hell|"
    r"idiot(?:en|in)?|arsch\w*|scheiß\w*|betrüger\w*|verbrecher\w*|lügner\w*|abzocker\w*|drecksladen|sauladen|"
    r"vollpfosten|verpisst? (?:dich|euch)",
    Kind.ANGER: r"furious|outrageous|disgust(?:ed|ing)|livid|fed up|sick (?:and tired )?of|lost (?:all )?(?:patience|"
    r"trust)|last chance|(?:very|really|extremely|so) angry|how dare you|enough is enough|"
    r"wütend|stinksauer|(?:sehr|extrem|richtig|echt) (?:sauer|verärgert)|unverschämt(?:heit)?|frechheit|"
    r"mir reicht(?:'s| es)|die nase voll|letzte (?:chance|mahnung)|geduld (?:ist )?am ende",
}
_READERS = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for kind, words in _PHRASES.items()}


def read_tricky(text: str) -> dict[Kind, str]:
    """The first words of each kind, as they were written; what is denied ("no lawyer yet") does not count."""
    content = text[:_READ].replace("’", "'")
    found = {}
    for kind, reader in _READERS.items():
        said = next((one for one in reader.finditer(content) if not is_denied(content, one.start())), None)
        if said is not None:
            found[kind] = said.group()
    return found

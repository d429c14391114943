"""Takes out of a quote by what its writer could be known: names, addresses, numbers (pure).

Too much is taken rather than too little. What is left is said in the company, not outside.
"""

import re
import unicodedata
from collections.abc import Iterable

from rapport.language.contacts import DOTS
from rapport.language.words import fold

LONGEST = 400
MOST_READ = 3000
SHORTEST_NAME = 2
LONG_NAME = 4  # found inside of longer words, too
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LINK = re.compile(
    r"(?i)\b(?:https?://|www\.)\S+|(?<![\w-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|de|org|net|eu|io|info|at|ch|uk|fr)(?:/\S*)?\b"
)
_MAIL = re.compile(
    r"(?i)(?<![^\s<>()\"',;:])[^\s<>()\"',;:]{1,64}\s?(?:@|＠|%40|&#64;|&commat;|\(at\)|\[at\]|\{at\}|\s(?:at|ät)\s(?=\S+\s?(?:\.[a-z]|\(dot\)|\[dot\]|\sdot\s|\spunkt\s)))\s?[^\s<>()\"',;:]+(?:\s?(?:\(dot\)|\[dot\]|\sdot\s|\spunkt\s)\s?\w+)*"
)
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
# Four digits or more, however they are written apart, and whatever letters stand with them: orders, telephones, cards,
# accounts, postcodes, dates of birth, plates.
_NUMBER = re.compile(
    r"(?<!\w)(?:[A-Za-zÄÖÜäöü]{1,5}[-/ ]?)?[+(#№]?\d(?:[\w]|[-+./() \u00a0\u2010-\u2015](?=[\w(+])){2,}"
)
_AFTER_SIGN = re.compile(r"[#№]\s?\w+")
_WORDS_OF_DIGITS = re.compile(
    r"(?i)\b(?:(?:zero|one|two|three|four|five|six|seven|eight|nine|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun)"
    r"[\s,-]+){3,}(?:zero|one|two|three|four|five|six|seven|eight|nine|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun)\b"
)
_STREET = re.compile(
    r"(?i)(?<![\w.'’-])[\w.'’-]{0,40}(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|ring|damm|ufer|chaussee)\s+\d+\s?\w?\b"
    r"|\b\d+\s?\w?[\s,]+(?:[\w.'’-]+\s+){0,3}(?:street|st\.|road|rd\.|avenue|ave\.?|lane|drive|square|court|boulevard)\b"
    r"|\b(?:rue|via|calle|avenida|place)\s+(?:[\w.'’-]+\s+){1,4}\d+\b"
)
# "Mr Smith", "Frau Dr. von Berg": whoever is meant, it is somebody.
_TITLED = re.compile(
    r"\b(?i:mr|mrs|ms|miss|dr|prof|herrn?|frau|familie|fam|sir|madam|mme|monsieur)\b\.?"
    r"(?:\s+(?i:dr|prof|von|van|de|der|den|zu)\b\.?)*\s+[A-ZÄÖÜ][\w'’-]+"
)
# What follows at the end of a mail is a name.
_SIGNED = re.compile(
    r"(?is)\b((?:kind|best|warm|many)?\s?(?:regards|wishes|greetings)|sincerely|cheers|yours|thanks|thank you"
    r"|(?:mit\s)?(?:freundlichen|besten|lieben|vielen|herzlichen)?\s?(?:grüßen|grüßen|gruß|grüße|grüssen|gruss|dank)|mfg|lg|vg"
    r")[,.!]?\s*\n\s*[^\n]{1,80}\s*\Z"
)
_INTRODUCED = re.compile(
    r"\b((?i:my name is|i am called|this is|mein name ist|ich hei(?:ß|ss)e|hier ist|hier schreibt))"
    r"\s+[A-ZÄÖÜ][\w'’-]+(?:\s+(?:(?:von|van|de|der|den|zu)\s+)?[A-ZÄÖÜ][\w'’-]+){0,2}"
)
_SPELT = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_]){3,}[^\W\d_](?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_REPEATED = re.compile(rf"{DOTS}(?:[\s,.;:/-]*{DOTS})+")


def anonymous(
    text: str, names: Iterable[str] = (), longest: int = LONGEST, *, references: Iterable[str] = (), lines: bool = False
) -> str:
    """The quote without anything by which its writer could be known, on one line unless `lines` keeps its paragraphs.
    `names` are all that we know them by: names, addresses, organization, what their mails call them; `references` are
    what we file them under. Empty when nothing is left that says something."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:MOST_READ])).replace("\r", "")
    plain = _SIGNED.sub(r"\1", plain.strip())
    for known in filter(None, references):
        plain = re.sub(rf"(?i)(?<!\w){re.escape(known)}(?!\w)", DOTS, plain)
    for pattern in (_LINK, _MAIL, _HANDLE, _STREET, _TITLED, _WORDS_OF_DIGITS, _SPELT):
        plain = pattern.sub(DOTS, plain)
    plain = _INTRODUCED.sub(rf"\1 {DOTS}", plain)
    plain = _AFTER_SIGN.sub(DOTS, plain)
    plain = _NUMBER.sub(_number, plain)
    plain = _without(plain, names)
    parts = _PARAGRAPH.split(plain) if lines else [plain]
    parts = [_REPEATED.sub(DOTS, " ".join(part.split())) for part in parts]
    plain = "\n\n".join(part for part in parts if any(map(str.isalpha, part)))
    if len(plain) > longest:
        plain = plain[:longest].rsplit(" ", 1)[0] + " …"
    return plain


def _number(found: re.Match[str]) -> str:
    """Small numbers say something of what happened: 3 days, 10 %, 19:30."""
    return DOTS if sum(map(str.isdigit, found.group())) >= 4 else found.group()


def _without(text: str, names: Iterable[str]) -> str:
    """Folded, since people write their own name as it comes: in capitals, without accents, as part of a word."""
    parts = {part for name in names for part in _WORD.findall(_plain(name)) if len(part) >= SHORTEST_NAME}
    long = [part for part in parts if len(part) >= LONG_NAME]

    def judged(found: re.Match[str]) -> str:
        word = _plain(found.group())
        is_theirs = word in parts or word.removesuffix("s") in parts or any(part in word for part in long)
        return DOTS if is_theirs else found.group()

    return _WORD.sub(judged, text) if parts else text


def _plain(text: str) -> str:
    """Müller, Muller and Mueller are one."""
    return fold(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")

"""DKIM (RFC 6376): which domains signed this mail, and whether their signatures hold.

The library verifies; here is what it leaves open or takes too long over. A signature of a part of the body (`l=`) says
nothing about the rest. An expired one is checked against the arrival, without leniency. SHA-1 and keys in test mode
prove nothing (RFC 8301, RFC 6376 3.6.1). Headers and keys of a size that no honest mail has are not looked at.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from rapport.channels.email.proof.lookups import Budget, Unanswered

if TYPE_CHECKING:
    import dkim

MOST_SIGNATURES = 5
MOST_HEADER_BYTES = 128 * 1024
MOST_HEADER_LINES = 1000
MOST_SIGNATURE_BYTES = 8 * 1024
MOST_SIGNED_HEADERS = 200
LONGEST_GAP = 1000
LONGEST_KEY = 1500
SMALLEST_KEY_BITS = 1024
_GAPS = re.compile(rb"[ \t\r\n]+")
_RUNS = re.compile(rb"[ \t]+")
Tags = dict[bytes, bytes]


class Word(Enum):
    """What became of one signature, in the words of RFC 8601."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    NONE = "none"
    UNANSWERED = "temperror"


@dataclass(frozen=True)
class Signature:
    """`domain` is the one that signed, in lower case; `why` says in two or three words why it does not count."""

    domain: str
    word: Word
    why: str = ""


def signatures_of(raw: bytes, headers: bytes, budget: Budget, *, at: datetime) -> list[Signature]:
    """The first five signatures, from the top. `headers` is the header block of `raw`; `at` when the mail came."""
    if b"dkim-signature" not in headers.lower():
        return []
    if is_too_large(headers):
        return [Signature("", Word.NONE, "headers too long")]
    import dkim  # takes a second, with the DNS library behind it, and most mails do not need it

    try:
        verifier = dkim.DKIM(raw, minkey=SMALLEST_KEY_BITS)
    except dkim.DKIMException:
        return [Signature("", Word.FAIL, "headers cannot be read")]
    found = [value for name, value in verifier.headers if name.lower() == b"dkim-signature"]
    whole, collapsed = verifier.body, _RUNS.sub(b" ", verifier.body)
    made = []
    for number, value in enumerate(found[:MOST_SIGNATURES]):
        # One blank for many is what "relaxed" makes of them anyway; the library takes quadratic time over long gaps.
        verifier.body = collapsed if _is_relaxed(value) else whole
        made.append(_checked(verifier, number, value, budget, at))
    return made


def is_too_large(headers: bytes) -> bool:
    """Whether checking signatures of these headers could take longer than a mail may."""
    return (
        len(headers) > MOST_HEADER_BYTES
        or headers.count(b"\n") > MOST_HEADER_LINES
        or any(len(gap) > LONGEST_GAP for gap in _GAPS.findall(headers))
    )


def _is_relaxed(value: bytes) -> bool:
    return _tags_of(value).get(b"c", b"").endswith(b"/relaxed")


def _tags_of(value: bytes) -> Tags:
    """The tags of a signature or a key; none when they cannot be read."""
    from dkim.util import InvalidTagValueList, parse_tag_value

    try:
        return dict(parse_tag_value(value))
    except InvalidTagValueList:
        return {}


def _checked(verifier: "dkim.DKIM", number: int, value: bytes, budget: Budget, at: datetime) -> Signature:
    tags = _tags_of(value)
    if not tags:
        return Signature("", Word.FAIL, "cannot be read")
    domain = tags.get(b"d", b"").decode("ascii", "replace").strip().lower()
    if refusal := _refusal(tags, value, at):
        return Signature(domain, *refusal)
    key = KeyOf(tags, budget)
    try:
        holds = verifier.verify(number, dnsfunc=key)
    except Unanswered:
        return Signature(domain, Word.UNANSWERED, "no answer from the DNS")
    except Exception:  # whatever a stranger wrote into it: a signature that cannot be checked is none
        return Signature(domain, Word.FAIL, "does not fit the mail")
    if holds:
        return Signature(domain, Word.NONE, key.doubt) if key.doubt else Signature(domain, Word.PASS)
    return Signature(domain, Word.FAIL, "does not fit the mail" if key.is_found else "no such key")


def _refusal(tags: Tags, value: bytes, at: datetime) -> tuple[Word, str] | None:
    """Why a signature counts for nothing before its key is even looked for."""
    signed = [name.strip().lower() for name in tags.get(b"h", b"").split(b":")]
    expires = tags.get(b"x", b"")
    if len(value) > MOST_SIGNATURE_BYTES or len(signed) > MOST_SIGNED_HEADERS:
        return Word.NONE, "signature too long"
    if b"l" in tags:
        return Word.NONE, "signs only a part"
    if b"from" not in signed:
        return Word.FAIL, "From is not signed"
    if tags.get(b"a") == b"rsa-sha1":
        return Word.NONE, "SHA-1"
    if expires.isdigit() and len(expires) < 13 and int(expires) < at.timestamp():
        return Word.FAIL, "expired"
    return None


class KeyOf:
    """Finds the key of one signature as the library asks for it."""

    def __init__(self, tags: Tags, budget: Budget) -> None:
        self._tags = tags
        self._budget = budget
        self.doubt = ""
        self.is_found = False

    def __call__(self, name: bytes, **_: object) -> bytes | None:
        texts = self._budget.txt(name.decode("ascii", "replace"))
        record = texts[0] if texts else b""
        if not record or len(record) > LONGEST_KEY:
            return None
        self.is_found = True
        self.doubt = self._doubt_of(record)
        return record

    def _doubt_of(self, record: bytes) -> str:
        names = {flag.strip() for flag in _tags_of(record).get(b"t", b"").lower().split(b":")}
        if b"y" in names:
            return "key in test mode"
        signer = self._tags.get(b"i", b"@" + self._tags.get(b"d", b"")).rpartition(b"@")[2].lower()
        return "signed for a subdomain" if b"s" in names and signer != self._tags.get(b"d", b"").lower() else ""


def any_key(budget: Budget) -> KeyOf:
    """The same for the seals of a chain, whose signatures are checked all at once."""
    return KeyOf({}, budget)

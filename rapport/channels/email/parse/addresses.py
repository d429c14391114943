"""Addresses by a strict grammar: one exact addr-spec or unknown, never somebody else's (S23)."""

from __future__ import annotations

import re

from rapport.channels.email.parse.clean import clean_header
from rapport.channels.email.parse.inbound import Address
from rapport.channels.email.parse.limits import RECIPIENTS, Problems
from rapport.channels.email.parse.words import decode_words

_TOKEN = re.compile(
    r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?\r\n]{0,2000}\?=|"  # an encoded word is one piece, whatever it spells
    r'"(?:[^"\\]|\\.)*+"|[()<>,;:]|\\.|[^"()<>,;:\\=]++|.',
    re.DOTALL,
)
# Classes are written as what they exclude: a positive class up to U+10FFFF takes milliseconds to compile.
_ATOM = r"[^\x00-\x20\"(),.:;<>@\[\\\]\x7f-\xa0]+"
_LOCAL = re.compile(rf'^(?:{_ATOM}(?:\.{_ATOM})*|"[A-Za-z0-9 .!#$%&*+/=?^_`{{|}}~-]+")$')
_LETTER = r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa0]"
_INNER = r"[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\xa0]"
_LABEL = rf"{_LETTER}(?:{_INNER}*{_LETTER})?"
_DOMAIN = re.compile(rf"^(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Fa-f.:]+\]|\[IPv6:[0-9A-Fa-f.:]+\])$")
_UNQUOTE = re.compile(r"\\(.)", re.DOTALL)


def addr_spec(text: str) -> str:
    """The address when `text` is exactly one, else ''."""
    text = text.strip().removesuffix(".")
    local, at, domain = text.rpartition("@")
    if not at or len(local) > 64 + 64 or len(domain) > 253 or not _LOCAL.match(local):
        return ""
    return f"{local}@{domain}" if _DOMAIN.match(domain) and _speakable(domain) else ""


def _speakable(domain: str) -> bool:
    return domain.isascii() or all(len(label) <= 63 for label in domain.split("."))


def parse_addresses(text: str, problems: Problems) -> list[Address]:
    """All mailboxes of a header value, groups opened, at most 200."""
    found: list[Address] = []
    box = _Mailbox()
    for piece in _TOKEN.finditer(text):
        if not box.take(piece.group()):
            continue
        if (address := box.finish()) is not None:
            found.append(address)
        if len(found) >= RECIPIENTS:
            problems.note("more than 200 addresses in a header: only the first 200 were read")
            return found
    if (address := box.finish()) is not None:
        found.append(address)
    return found


class _Mailbox:
    """Collects the tokens of one mailbox."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self.phrase: list[str] = []
        self.bare: list[str] = []
        self.angle: list[str] | None = None
        self.inside = False
        self.comment: list[str] = []
        self.depth = 0
        self.broken = False
        self.commented = self.split = False

    def take(self, piece: str) -> bool:
        """Take one piece; True when it ends the mailbox."""
        if self.depth or piece == "(":
            self._take_comment(piece)
        elif self.inside:
            self._take_angle(piece)
        elif piece in ",;":
            return True
        elif piece == ":":
            # The name of a group ends here, unless something odd like "mailto:" stands before an address.
            self.phrase, self.bare, self.comment = [], [], []
        elif piece == "<":
            self.broken = self.broken or self.angle is not None
            self.angle, self.inside = [], True
        elif piece in (")", ">"):
            self.broken = True
        else:
            self._take_word(piece)
        return False

    def _take_comment(self, piece: str) -> None:
        self.commented = self.commented or bool(self.bare)
        self.depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece not in "()":
            self.comment.append(_UNQUOTE.sub(r"\1", piece))
        elif self.inside:
            self.broken = True

    def _take_angle(self, piece: str) -> None:
        assert self.angle is not None
        if piece == ">":
            self.inside = False
        elif piece in (",", ":") and "".join(self.angle).lstrip().startswith("@"):
            self.angle = [] if piece == ":" else self.angle  # an old source route: <@relay:user@host>
        else:
            self.angle.append(piece)

    def _take_word(self, piece: str) -> None:
        self.split = self.split or (self.commented and bool(piece.strip()))
        self.bare.append(piece)
        if piece.startswith('"') and len(piece) > 1:
            piece = _UNQUOTE.sub(r"\1", piece[1:-1])
        self.phrase.append(piece)
        if self.angle is not None and piece.strip():
            self.broken = True

    def finish(self) -> Address | None:
        name = clean_header(decode_words("".join(self.phrase)))
        comment = clean_header(decode_words("".join(self.comment)))
        bare = "".join(self.bare).strip()
        address = ""
        if not self.broken and not self.inside and self.depth == 0:
            address = addr_spec("".join(self.angle) if self.angle is not None else "" if self.split else bare)
        if self.angle is None and address:
            name = ""
        empty = self.angle is None and not bare and not comment and not self.broken
        self._reset()
        return None if empty else Address(name=name.strip("\"'") or comment, address=clean_header(address))

"""Pure rules of people's addresses: what is one, how a line of them is read, and how one is told from another."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_ADDRESS = 254
LONGEST_LOCAL = 64
LONGEST_DOMAIN = 253
LONGEST_NAME = 160
MOST_PEOPLE = 50
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[^"]|"', re.DOTALL)
_IN_BRACKETS = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
PHONE_DIGITS = 9
SHORTEST_PHONE = 7
SIGNATURE_LINES = 15
_IN_TEXT = re.compile(rf"(?<![\w.+-]){_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9.-]{{4,200}}")
# Everybody's: a shared domain says nothing about two people who write from there.
_PUBLIC = """
126.com 163.com aol.com free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hotmail.com
icloud.com laposte.net libero.it live.com mac.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com
outlook.de posteo.de proton.me protonmail.com qq.com seznam.cz sfr.fr t-online.de tuta.com wanadoo.fr web.de wp.pl
yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.ru ymail.com zoho.com
"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())


class AddressProblem(ValueError):
    """This cannot be written to; the text says why, and what an address looks like."""


@dataclass(frozen=True)
class Addressee:
    """Somebody a mail goes to. `address` is in lower case."""

    name: str
    address: str

    @property
    def as_row(self) -> dict[str, str]:
        return {"name": self.name, "address": self.address}

    @property
    def shown(self) -> str:
        """As it is written into a line of addresses, and read back from it."""
        return f"{_quoted(self.name)} <{self.address}>" if self.name else self.address


def addressee(text: str) -> Addressee:
    """One person out of `uma@customer.example` or `Uma Ferrari <uma@customer.example>`. Raises AddressProblem."""
    given = text.strip()
    found = _IN_BRACKETS.fullmatch(given)
    name, written = (found["name"], found["address"]) if found else ("", given)
    return Addressee(clean_name(_unquoted(name)), address(written))


def addressees(text: str) -> list[Addressee]:
    """Everybody on a line, parted by commas, semicolons or line ends, each once. Raises AddressProblem."""
    people = {one.address: one for one in reversed([addressee(part) for part in _parts(text) if part.strip()])}
    if len(people) > MOST_PEOPLE:
        raise AddressProblem(f"These are {len(people)} people. Write to {MOST_PEOPLE} at most.")
    return list(reversed(people.values()))


def address(text: str) -> str:
    """The address in lower case. Raises AddressProblem for what no mail server would take."""
    given = text.strip()
    local, at, domain = given.rpartition("@")
    if not (local and at and domain):
        raise AddressProblem(f"“{_short(given)}” is no address. Write it like uma@customer.example.")
    if not _LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise AddressProblem(f"“{_short(given)}” cannot be written to: what stands before the @ is not allowed there.")
    if not _is_domain(domain) or len(given) > LONGEST_ADDRESS:
        raise AddressProblem(f"“{_short(given)}” cannot be written to: “{_short(domain)}” is no domain.")
    return given.lower()


def line_of(people: Iterable[Addressee]) -> str:
    """The line from which `addressees` reads the same people."""
    return ", ".join(one.shown for one in people)


def clean_name(text: str) -> str:
    """A name on one line, without characters that nobody sees."""
    seen = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(seen.split())[:LONGEST_NAME]


def _is_domain(domain: str) -> bool:
    try:
        wire = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = wire.split(".")
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()


def _parts(text: str) -> list[str]:
    parts = [""]
    for piece in _PIECE.findall(text):
        if piece in ",;\r\n":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _unquoted(name: str) -> str:
    bare = name.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return re.sub(r"\\(.)", r"\1", bare[1:-1])
    return bare


def _quoted(name: str) -> str:
    if not set(name) & set('",;<>\\@'):
        return name
    plain = name.replace("<", "(").replace(">", ")")
    return '"' + re.sub(r'(["\\])', r"\\\1", plain) + '"'


def _short(text: str) -> str:
    return clean_name(text)[:80]


def own_domains(addresses: Iterable[str]) -> set[str]:
    """The domains of these addresses that belong to somebody, not to everybody."""
    return {one.rpartition("@")[2] for one in addresses if one} - PUBLIC_DOMAINS


def own_domain(text: str) -> str:
    """The domain in lower case, also out of an address or a web address. Raises AddressProblem for what is none, and
    for one where everybody may have an address."""
    given = re.sub(r"^(https?://)?(www\.)?", "", text.strip().lower()).partition("/")[0].rpartition("@")[2]
    if len(given) > LONGEST_DOMAIN or not _is_domain(given):
        raise AddressProblem(f"“{_short(text)}” is no domain. Write it like customer.example.")
    if given in PUBLIC_DOMAINS:
        raise AddressProblem(f"Anybody may have an address at {given}, so it says nothing about where people belong.")
    return given


def phone_key(phone: str) -> str:
    """The last digits of a number, the same however it is written; empty when there are too few to tell."""
    digits = "".join(c for c in phone if c.isascii() and c.isdigit())
    return digits[-PHONE_DIGITS:] if len(digits) >= SHORTEST_PHONE else ""


def signature_addresses(text: str, new: str) -> set[str]:
    """Addresses in the lines that follow what is new in a mail, up to the quoted history."""
    after = text[text.find(new) + len(new) :] if new and new in text else ""
    lines = []
    for line in after.splitlines()[: 2 * SIGNATURE_LINES]:
        if line.lstrip().startswith(">") or line.rstrip().endswith(":"):
            break
        lines.append(line[:200])
    words = "\n".join(lines[:SIGNATURE_LINES])
    return {found.group().lower().rstrip(".-") for found in _IN_TEXT.finditer(words)}

"""Pure rules of signing in through the company's own provider: whom it may send to us."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Anybody who once read mail at a company's address has an account with it there, also as name+word@, and keeps it when
# they leave. Only one that the company itself runs names a hosted domain.
GOOGLE = "https://accounts.google.com"


class Refusal(StrEnum):
    """Why somebody is not let in, although the provider knows them."""

    UNVERIFIED = "unverified"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    TIED = "tied"


class NotLetIn(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class SingleSignOn:
    """How it is set up. `sealed` is the client's secret; no `domains`: every one; `lets_in`: unknown people too."""

    issuer: str
    client_id: str
    sealed: str
    name: str
    domains: tuple[str, ...] = ()
    lets_in: bool = False


@dataclass(frozen=True)
class Newcomer:
    """Whom the provider sends: its own lasting name for them, and an address that it verified."""

    issuer: str
    subject: str
    email: str
    name: str


def newcomer(claims: Mapping[str, Any], sso: SingleSignOn) -> Newcomer:
    """Who came, as far as it is proven. Raises NotLetIn."""
    email = plain_address(claims.get("email"))
    if not email or claims.get("email_verified") not in (True, "true"):
        raise NotLetIn(Refusal.UNVERIFIED)
    if sso.domains and email.partition("@")[2] not in sso.domains:
        raise NotLetIn(Refusal.FOREIGN)
    if sso.lets_in and sso.issuer == GOOGLE and not claims.get("hd"):
        raise NotLetIn(Refusal.FOREIGN)
    given = claims.get("name")
    name = " ".join(given.replace("\0", " ").split())[:120] if isinstance(given, str) else ""
    return Newcomer(sso.issuer, claims["sub"], email, name)


def plain_address(said: Any) -> str:
    """The address in one way of writing; empty when letters are in it that other letters look like, or are taken for.

    Databases hold a dotless ı for an i when case plays no part, and so would let one person in as another.
    """
    if not isinstance(said, str) or len(said) > 254:
        return ""
    local, _, domain = said.strip().lower().rpartition("@")
    written = plain_domain(domain)
    if not local or not said.strip().rpartition("@")[0].isascii() or not local.isprintable() or not written:
        return ""
    return "" if any(letter in local for letter in '@ ",;:<>()[]\\') else f"{local}@{written}"


def plain_domain(said: str) -> str:
    """A domain as it stands in the DNS, or nothing when it is none.

    Nor when it could be another's: older rules write straße.example as strasse.example, newer ones do not, and two
    people own them.
    """
    typed = said.strip().strip("@").rstrip(".").lower()
    try:
        found = typed.encode("idna").decode("ascii")
        if typed not in (found, found.encode("ascii").decode("idna")):
            return ""
    except UnicodeError:
        return ""
    parts = found.split(".")
    fits = len(parts) > 1 and all(part.replace("-", "").isalnum() for part in parts)
    return found if fits and len(found) <= 253 else ""


def domains_in(text: str) -> tuple[list[str], list[str]]:
    """The domains that somebody typed, and what is none."""
    typed = text.replace(",", " ").replace(";", " ").split()
    return _each_once(plain_domain(one) for one in typed), [one for one in typed if not plain_domain(one)]


def _each_once(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, found)))

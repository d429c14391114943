"""DMARC (RFC 7489): what the domain in From says about mail in its name, and which signatures speak for it."""

import re
from dataclasses import dataclass

from rapport.channels.email.proof.lookups import Budget
from rapport.channels.email.rules import organisation_of

_VERSION = re.compile(r"^\s*v\s*=\s*DMARC1\s*(?:;|$)")
POLICIES = frozenset({"none", "quarantine", "reject"})


@dataclass(frozen=True)
class Policy:
    """What shall happen to mail that is not proven (`wish`), and whether only the very same domain may sign."""

    wish: str
    is_strict: bool = False

    @property
    def wants_proof(self) -> bool:
        return self.wish in ("quarantine", "reject")


def policy_of(from_domain: str, budget: Budget) -> Policy | None:
    """The policy of the domain, else of its organisation; None when neither has one. Raises Unanswered."""
    own = _record(budget.txt(f"_dmarc.{from_domain}"))
    if own is not None:
        return _policy(own, is_inherited=False)
    parent = organisation_of(from_domain)
    if parent == from_domain:
        return None
    inherited = _record(budget.txt(f"_dmarc.{parent}"))
    return _policy(inherited, is_inherited=True) if inherited is not None else None


def is_aligned(signing: str, from_domain: str, policy: Policy | None) -> bool:
    """Whether a signature of one domain speaks for another.

    Without a policy nobody agreed to the relaxed rule: then a domain speaks for itself and those below it only.
    """
    if not signing or "." not in signing:
        return False
    if policy is not None:
        return signing == from_domain if policy.is_strict else organisation_of(signing) == organisation_of(from_domain)
    is_own = organisation_of(signing) == organisation_of(from_domain)
    return is_own and f".{from_domain}".endswith(f".{signing}")


def _record(texts: tuple[bytes, ...]) -> dict[str, str] | None:
    """The one record; two of them are none (RFC 7489 6.6.3)."""
    found = [text.decode("ascii", "replace") for text in texts]
    found = [text for text in found if _VERSION.match(text)]
    if len(found) != 1:
        return None
    tags = (part.partition("=") for part in found[0].split(";"))
    return {name.strip().lower(): value.strip().lower() for name, is_tag, value in tags if is_tag}


def _policy(tags: dict[str, str], *, is_inherited: bool) -> Policy | None:
    """A record without a policy that can be read asks for nothing but reports, if it asks for those."""
    wish = tags.get("sp", tags.get("p", "")) if is_inherited else tags.get("p", "")
    if wish not in POLICIES:
        wish = tags.get("p", "") if tags.get("p", "") in POLICIES and is_inherited else ""
    if not wish and "rua" not in tags:
        return None
    return Policy(wish or "none", is_strict=tags.get("adkim", "r") == "s")

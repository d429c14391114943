"""One verdict per mail on the domain in its From line, and the words in which it is kept."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from rapport.channels.email.parse.inbound import Inbound
from rapport.channels.email.proof import dmarc, lookups
from rapport.channels.email.proof.forwarders import vouched_by
from rapport.channels.email.proof.signatures import Signature, Word, signatures_of
from rapport.channels.email.rules import Evidence, domain_of, evidence, header_block, told

_FROM = re.compile(rb"^from[ \t]*:", re.IGNORECASE | re.MULTILINE)
SHOWN_SIGNATURES = 3
LONGEST = 300


@dataclass(frozen=True)
class Proof:
    """`wants_proof` says that the domain asks the world not to believe mail in its name without a proof."""

    evidence: Evidence = Evidence.NONE
    words: str = ""
    wants_proof: bool = False


NOTHING = Proof()


def check(raw: bytes, inbound: Inbound, *, at: datetime, is_reply: bool, budget: lookups.Budget | None = None) -> Proof:
    """What the mail proves about its sender. Waits for the DNS for 3 seconds at most, and never raises for a mail.

    `at` is when the mail came. An unsigned mail costs a question to the DNS only if it `is_reply`: sent to an address
    that stands for a conversation, where it would count as somebody's word. Without `budget` nothing is asked.
    """
    sender = inbound.from_.key
    if not sender:
        return NOTHING
    headers = header_block(raw)
    if len(_FROM.findall(headers)) > 1:
        return Proof(Evidence.FAIL, "two From lines")
    said = evidence(inbound.auth_results, sender, authserv_id=settings.RAPPORT_AUTHSERV_ID)
    if said is not Evidence.NONE:
        return _as_told(said, raw, headers, inbound, budget)
    if budget is None:
        return NOTHING
    proof = _checked_here(raw, headers, domain_of(sender), budget, at=at, is_reply=is_reply)
    return proof if proof.evidence is Evidence.PASS else _forwarded(raw, headers, sender, budget) or proof


def _as_told(said: Evidence, raw: bytes, headers: bytes, inbound: Inbound, budget: lookups.Budget | None) -> Proof:
    ask = budget if said is Evidence.FAIL else None
    forwarded = _forwarded(raw, headers, inbound.from_.key, ask) if ask else None
    return forwarded or Proof(said, told(inbound.auth_results)[:LONGEST])


def _forwarded(raw: bytes, headers: bytes, sender: str, budget: lookups.Budget) -> Proof | None:
    listed = frozenset(name.lower() for name in settings.RAPPORT_TRUSTED_FORWARDERS)
    forwarder = vouched_by(raw, headers, sender, listed, budget)
    return Proof(Evidence.PASS, f"arc=pass {forwarder}, checked here"[:LONGEST]) if forwarder else None


def _checked_here(
    raw: bytes, headers: bytes, domain: str, budget: lookups.Budget, *, at: datetime, is_reply: bool
) -> Proof:
    signatures = signatures_of(raw, headers, budget, at=at)
    if not signatures and not is_reply:
        return Proof(words="dkim=none, spf=none, checked here")
    try:
        policy, word = dmarc.policy_of(domain, budget), ""
    except lookups.Unanswered:
        policy, word = None, "temperror"
    found = _weighed(signatures, domain, policy)
    wants_proof = policy is not None and policy.wants_proof
    return Proof(found, _words(found, signatures, policy, word), wants_proof)


def _weighed(signatures: Collection[Signature], domain: str, policy: dmarc.Policy | None) -> Evidence:
    own = {one.word for one in signatures if dmarc.is_aligned(one.domain, domain, policy)}
    if Word.PASS in own:
        return Evidence.PASS
    if Word.FAIL in own:
        return Evidence.FAIL
    is_answered = all(one.word is not Word.UNANSWERED for one in signatures)
    is_refused = bool(signatures) and is_answered and policy is not None and policy.wants_proof
    return Evidence.FAIL if is_refused else Evidence.NONE


def _words(found: Evidence, signatures: Collection[Signature], policy: dmarc.Policy | None, dmarc_word: str) -> str:
    """SPF is not looked at: a mail that was relayed to us comes from another address than its domain names."""
    if policy is None:
        said = [f"dmarc={dmarc_word or 'none'}"]
    else:
        result = "pass" if found is Evidence.PASS else "fail" if signatures else "unproven"
        said = [f"dmarc={result} p={policy.wish}"]
    counted = sorted(signatures, key=lambda one: one.word is not Word.PASS)[:SHOWN_SIGNATURES]
    said += [_signature_words(one) for one in counted] or ["dkim=none"]
    return ", ".join([*said, "spf=none", "checked here"])[:LONGEST]


def _signature_words(one: Signature) -> str:
    domain = one.domain if len(one.domain) <= 60 and one.domain.isprintable() else f"{one.domain[:50]!a}…"
    return f"dkim={one.word.value} {domain}".strip() + (f" ({one.why})" if one.why else "")

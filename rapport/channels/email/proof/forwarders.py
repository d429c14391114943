"""ARC (RFC 8617): what a forwarder saw before it changed the mail. Only forwarders that are listed are believed."""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from rapport.channels.email.proof.lookups import Budget
from rapport.channels.email.proof.signatures import SMALLEST_KEY_BITS, any_key, is_too_large
from rapport.channels.email.rules import Evidence, evidence_of_anyone

if TYPE_CHECKING:
    import dkim

MOST_SETS = 10
_RUNS = re.compile(rb"[ \t]+")
_INSTANCE = re.compile(r"^\s*i\s*=\s*\d+\s*;")


def vouched_by(raw: bytes, headers: bytes, from_address: str, listed: Collection[str], budget: Budget) -> str:
    """The listed forwarder whose unbroken chain says that the mail came from the domain in From; '' when none does."""
    if not listed or b"arc-seal" not in headers.lower() or is_too_large(headers):
        return ""
    import dkim  # slow to import, and only listed forwarders need it

    try:
        chain = dkim.ARC(raw, minkey=SMALLEST_KEY_BITS)
        newest = _newest_sealer(chain)
        if newest not in listed:
            return ""
        chain.body = _RUNS.sub(b" ", chain.body)
        held, sets, _ = chain.verify(dnsfunc=any_key(budget))
    except Exception:  # a chain that cannot be checked vouches for nothing; DNS that does not answer is the same
        return ""
    if held != dkim.CV_Pass or not sets or sets[0]["as-domain"].decode("ascii", "replace").lower() != newest:
        return ""
    seen = _INSTANCE.sub("", sets[0]["aar-value"].decode("utf-8", "replace"), count=1)
    return newest if evidence_of_anyone(seen, from_address) is Evidence.PASS else ""


def _newest_sealer(chain: "dkim.ARC") -> str:
    """The domain of the outermost seal, before anything is verified; '' for a chain that is odd."""
    last, found = chain.sorted_arc_headers()
    if not 0 < last <= MOST_SETS:
        return ""
    seals = [value for number, (name, value) in found if number == last and name.lower() == b"arc-seal"]
    if len(seals) != 1:
        return ""
    from dkim.util import InvalidTagValueList, parse_tag_value

    try:
        return str(parse_tag_value(seals[0]).get(b"d", b"").decode("ascii", "replace").lower())
    except InvalidTagValueList:
        return ""

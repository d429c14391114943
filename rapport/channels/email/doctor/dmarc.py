"""What receivers are asked to do with mail that fails, and whether ours would (RFC 7489)."""

from rapport.channels.email.doctor.names import Names
from rapport.platform.health import Finding, fault, hint, ok


def look(names: Names, domain: str, envelope_domain: str, *, signed: bool) -> Finding:
    """`domain` stands in From, `envelope_domain` in the envelope sender. Raises Unanswered."""
    wanted = f'_dmarc.{domain}. TXT "v=DMARC1; p=none; rua=mailto:postmaster@{domain}"'
    place, records = _records(names, domain)
    if not records:
        mend = "Add it; later, when the reports are clean, with p=quarantine."
        return fault("dmarc-missing", f"{domain} has no DMARC record.", mend, wanted)
    if len(records) > 1:
        words = f"{place} has {len(records)} DMARC records; receivers then take none."
        return fault("dmarc-twice", words, "Keep one of them.")
    if problem := _problem(names, place, records[0]):
        return fault("dmarc-syntax", f"The DMARC record of {place} cannot be read: {problem}", "Correct it.", wanted)
    return _alignment(domain, envelope_domain, _tags(records[0]), signed) or _policy(place, _tags(records[0]))


def _records(names: Names, domain: str) -> tuple[str, list[str]]:
    for place in dict.fromkeys([domain, organisation(domain)]):
        records = [text for text in names.texts(f"_dmarc.{place}") if text.lower().startswith("v=dmarc1")]
        if records:
            return place, records
    return domain, []


def _problem(names: Names, domain: str, record: str) -> str:
    from checkdmarc import dmarc, utils  # slow to import, and only the doctor needs it

    utils.DNS_CACHE.clear()
    try:
        dmarc.parse_dmarc_record(record, domain, resolver=names.resolver)
    except dmarc.DMARCError as problem:
        return " ".join(str(problem).split())[:200]
    return ""


def _alignment(domain: str, envelope_domain: str, tags: dict[str, str], signed: bool) -> Finding | None:
    """SPF proves the envelope's domain. It helps the From line only when the two belong together."""
    if signed:
        return None
    if organisation(domain) != organisation(envelope_domain):
        words = f"Replies go out with the envelope of {envelope_domain}, so SPF proves nothing about {domain}."
        return fault("dmarc-unaligned", words, f"Give {domain} a DKIM key, or a reply domain below {domain}.")
    if tags.get("aspf", "r") == "s" and domain != envelope_domain:
        words = f"DMARC of {domain} wants the very same domain in the envelope (aspf=s); {envelope_domain} fails."
        return fault("dmarc-strict", words, f"Take aspf=s out, or give {domain} a DKIM key.")
    return None


def _policy(place: str, tags: dict[str, str]) -> Finding:
    policy = tags.get("p", "none")
    if policy == "none":
        words = f"{place} asks nobody to refuse forged mail (DMARC p=none)."
        return hint("dmarc-none", words, "When its reports are clean, change p=none to p=quarantine.")
    return ok("dmarc", f"The DMARC record of {place} asks for {policy}.")


def _tags(record: str) -> dict[str, str]:
    parts = (part.partition("=") for part in record.split(";"))
    return {tag.strip().lower(): value.strip().lower() for tag, _, value in parts}


def organisation(domain: str) -> str:
    """'shop.example.co.uk' → 'example.co.uk'."""
    from checkdmarc import utils

    return str(utils.get_base_domain(domain))

"""Whether a domain's SPF record lets our server send in its name (RFC 7208)."""

import ipaddress
from collections.abc import Sequence

from rapport.channels.email.doctor.names import Names, Unanswered
from rapport.platform.health import Finding, fault, hint, ok

MOST_LOOKUPS = 10
# What providers ask their customers to include; by the end of the name of the server that mail is handed to.
INCLUDES = {
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "googlemail.com": "_spf.google.com",
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "amazonaws.com": "amazonses.com",
    "mailgun.org": "mailgun.org",
    "sendgrid.net": "sendgrid.net",
    "postmarkapp.com": "spf.mtasv.net",
    "mailjet.com": "spf.mailjet.com",
    "fastmail.com": "spf.messagingengine.com",
}


def look(names: Names, domain: str, server: str) -> Finding:
    """`domain` is that of the envelope sender, `server` the host that mail is handed to. Raises Unanswered."""
    records = [text for text in names.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    term = wanted_term(server)
    if not records:
        return fault("spf-missing", f"{domain} has no SPF record.", "Add it.", _line(domain, f"v=spf1 {term} ~all"))
    if len(records) > 1:
        merged = _merged(records)
        words = f"{domain} has {len(records)} SPF records; receivers then take none."
        return fault("spf-twice", words, "Keep one of them, with the terms of all.", _line(domain, merged))
    return _of_one(names, domain, server, records[0])


def _of_one(names: Names, domain: str, server: str, record: str) -> Finding:
    terms = record.lower().split()
    better = _line(domain, _with(record, wanted_term(server)))
    if "+all" in terms or "all" in terms:
        mend = "End it with ~all or -all."
        words = f"The SPF record of {domain} lets everybody send in its name (+all)."
        return fault("spf-open", words, mend, _line(domain, _without_all(record) + " ~all"))
    if problem := _problem(names, domain, record):
        return problem
    if allows(names, domain, record, server):
        return ok("spf", f"The SPF record of {domain} allows {server}.")
    words = f"The SPF record of {domain} does not allow {server}, through which our mail leaves."
    return fault("spf-without-us", words, "Change it to this, or name the addresses that server sends from.", better)


def _problem(names: Names, domain: str, record: str) -> Finding | None:
    from checkdmarc import spf, utils  # slow to import, and only the doctor needs it

    utils.DNS_CACHE.clear()
    try:
        spf.parse_spf_record(record, domain, resolver=names.resolver)
    except spf.SPFTooManyDNSLookups:
        words = f"The SPF record of {domain} needs more than {MOST_LOOKUPS} look-ups; receivers then take none of it."
        mend = "Take out includes that nobody needs, or write the addresses instead: ip4:…"
        return fault("spf-too-long", words, mend)
    except spf.SPFTooManyVoidDNSLookups:
        words = f"The SPF record of {domain} names several servers that do not exist."
        return hint("spf-void", words, "Take them out.")
    except (spf.SPFIncludeLoop, spf.SPFRedirectLoop):
        return fault("spf-loop", f"The SPF record of {domain} includes itself.", "Take that include out.")
    except spf.SPFError as problem:
        words = f"The SPF record of {domain} cannot be read: {_first_sentence(problem)}"
        return fault("spf-syntax", words, f"It says now: {record}")
    return None


def allows(names: Names, domain: str, record: str, server: str) -> bool:
    """Whether the record has the term the provider asks for, or passes for an address of the server."""
    include = include_of(server)
    if include:
        return _includes(names, record, include, MOST_LOOKUPS)
    return any(_passes(names, domain, record, address, MOST_LOOKUPS) for address in names.addresses(server))


def include_of(server: str) -> str:
    return next((term for end, term in INCLUDES.items() if server == end or server.endswith(f".{end}")), "")


def wanted_term(server: str) -> str:
    include = include_of(server)
    return f"include:{include}" if include else f"a:{server}"


def _includes(names: Names, record: str, wanted: str, left: int) -> bool:
    found = [term.partition(":")[2] for term in record.lower().split() if term.lstrip("+").startswith("include:")]
    found += [term.partition("=")[2] for term in record.lower().split() if term.startswith("redirect=")]
    if wanted in found:
        return True
    return left > 0 and any(_includes(names, _record_of(names, name), wanted, left - 1) for name in found)


def _passes(names: Names, domain: str, record: str, address: str, left: int) -> bool:
    """Whether an address passes; qualifiers other than + do not."""
    if left <= 0:
        return False
    for term in record.lower().split()[1:]:
        name, _, value = term.lstrip("+").partition(":")
        if name == "include" and _passes(names, value, _record_of(names, value), address, left - 1):
            return True
        if name in ("ip4", "ip6") and _within(address, [value]):
            return True
        host, _, length = (value or domain).partition("/")
        base, _, own_length = name.partition("/")
        if base in ("a", "mx"):
            hosts = names.mail_hosts(host) if base == "mx" else [host]
            networks = [_network(found, length or own_length) for one in hosts if one for found in names.addresses(one)]
            if _within(address, networks):
                return True
        if term.startswith("redirect="):
            target = term.partition("=")[2]
            return _passes(names, target, _record_of(names, target), address, left - 1)
    return False


def _record_of(names: Names, domain: str) -> str:
    found = [text for text in names.texts(domain) if text.lower().startswith("v=spf1")]
    return found[0] if found else "v=spf1"


def _network(address: str, length: str) -> str:
    return f"{address}/{length}" if length.isdigit() and "." in address else address


def _within(address: str, networks: Sequence[str]) -> bool:
    for network in networks:
        try:
            if ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False):
                return True
        except ValueError:
            continue
    return False


def _with(record: str, term: str) -> str:
    """The record with the term before its end."""
    words = record.split()
    ends = [number for number, word in enumerate(words) if word.lower().lstrip("+-~?") == "all" or "=" in word[1:]]
    place = next((number for number in ends if number), len(words))
    return " ".join([*words[:place], term, *words[place:]])


def _without_all(record: str) -> str:
    return " ".join(word for word in record.split() if word.lower().lstrip("+-~?") != "all")


def _merged(records: Sequence[str]) -> str:
    terms = [term for record in records for term in _without_all(record).split()[1:]]
    return " ".join(["v=spf1", *dict.fromkeys(terms), "~all"])


def _first_sentence(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200]


def _line(domain: str, record: str) -> str:
    return f'{domain}. TXT "{record}"'


__all__ = ["Unanswered", "allows", "look", "wanted_term"]

"""What a refusal of a mail provider means, and what to do about it. Pure: the server's words come in, advice goes out.

Codes are those of RFC 3463 and RFC 7372 and the providers' own, as Google, Yahoo and Microsoft explain them.
"""

import re

from rapport.channels.email.rules import domain_of

_GOOGLE = re.compile(r"gsmtp|google|gmail", re.IGNORECASE)
_YAHOO = re.compile(r"yahoo|ymail|aol\.", re.IGNORECASE)
_MICROSOFT = re.compile(r"outlook|hotmail|microsoft|office365|5\.7\.(?:515|509|512)", re.IGNORECASE)

# The first that fits counts. {who} is the provider, as far as its words show.
_ADVICE: tuple[tuple[str, str], ...] = (
    (
        r"5\.7\.26|5\.7\.515|5\.7\.509|5\.7\.23|5\.7\.2[0-2]\b|5\.7\.30|5\.7\.27|unauthenticated|dmarc|\bdkim\b|\bspf\b"
        r"|domain does not meet the required authentication",
        "{who} refused it because our domain does not prove that it sent this mail: SPF, DKIM or DMARC is missing or "
        "does not fit. Sending it again will not help before that is mended. "
        "`rapport doctor` names the record to mend.",
    ),
    (
        r"5\.7\.25|reverse dns|ptr record|rdns",
        "{who} refused it because the name of our mail server's address (PTR record) is missing or wrong. Ask whoever "
        "runs the mail server. `rapport doctor` names the record to mend.",
    ),
    (r"5\.7\.29|requires? (?:a )?tls", "{who} takes mail over TLS only. Let the mail server encrypt what it sends."),
    (
        r"spamhaus|barracuda|blocklist|blacklist|block list|5\.7\.60[6-9]|5\.7\.6[1-4]\d|listed (?:at|in|by)",
        "{who} refused it because the address of our mail server stands on a block list. Ask whoever runs the mail "
        "server to have it taken off.",
    ),
    (
        r"5\.7\.60\b|5\.1\.8|send ?as|sender address rejected|not owned by user|relay(?:ing)? (?:access )?denied"
        r"|unable to relay|5\.7\.64",
        "Our own mail server may not send in the name of this inbox. Allow the inbox's address there, or give the "
        "inbox a server of its own: rapport mail server add.",
    ),
    (
        r"5\.7\.9\b|5\.7\.1\b|5\.7\.28|spam|unsolicited|reputation|policy",
        "{who} took it for unwanted mail or refused it by its policy. Check that SPF, DKIM and DMARC are right. "
        "`rapport doctor` names the record to mend.",
    ),
    (
        r"5\.2\.2\b|mailbox (?:is )?full|over ?quota|4\.2\.2|out of storage",
        "The customer's mailbox is full. Call, or try again in a few days.",
    ),
    (
        r"5\.3\.4|5\.2\.3|\b552\b|too (?:large|big)|size limit|exceeds",
        "The mail is too large for the customer's provider. Send the files as a link.",
    ),
    (
        r"5\.1\.2\b|5\.4\.4|5\.1\.10|null mx|domain not found|host (?:or domain name )?not found|no such domain",
        "The domain {domain} takes no mail. Look for a slip in the address, or call.",
    ),
    (
        r"5\.1\.1\b|5\.1\.6|5\.2\.1|5\.1\.0|5\.5\.0|no such (?:user|person|mailbox|recipient)|user unknown|unknown user"
        r"|does not exist|mailbox (?:not found|unavailable|disabled)|recipient (?:rejected|not found)"
        r"|invalid recipient",
        "There is no mailbox {address}. Look for a slip in the address, use another one, or call.",
    ),
)
_FOLDED = [(re.compile(pattern, re.IGNORECASE), words) for pattern, words in _ADVICE]


def of(error: str, recipient: str) -> str:
    """One or two sentences for the agent; empty when the words are none that we know."""
    words = next((words for pattern, words in _FOLDED if pattern.search(error)), "")
    return words.format(who=_who(error, recipient), address=recipient, domain=domain_of(recipient))


def _who(error: str, recipient: str) -> str:
    domain = domain_of(recipient)
    for name, pattern in (("Gmail", _GOOGLE), ("Yahoo", _YAHOO), ("Microsoft", _MICROSOFT)):
        if pattern.search(error) or pattern.search(domain):
            return name
    return domain or "The customer's provider"

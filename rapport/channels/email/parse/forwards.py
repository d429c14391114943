"""The person who wrote what was passed on: a proposal for people to decide on, never acted on."""

from __future__ import annotations

from rapport.channels.email.parse.addresses import addr_spec, parse_addresses
from rapport.channels.email.parse.clean import clean_header
from rapport.channels.email.parse.headers import read_headers
from rapport.channels.email.parse.inbound import Address
from rapport.channels.email.parse.limits import Problems
from rapport.channels.email.parse.mime import Part
from rapport.language.forwarded import forwarded_senders, says_forwarded

_MAILS = ("message/rfc822", "message/global")
_FEW_WORDS = 400


def forwarded_from(root: Part, sender: Address, subject: str, text: str, own_words: str) -> Address | None:
    """The first writer other than the sender: of an attached mail, else of a mail quoted as passed on."""
    candidates = [Address(clean_header(name), addr_spec(address)) for name, address in forwarded_senders(text, subject)]
    if not candidates and (says_forwarded(subject) or len(own_words) < _FEW_WORDS):
        candidates = _attached(root)
    return next((one for one in candidates if one.key and one.key != sender.key), None)


def _attached(root: Part) -> list[Address]:
    """The writer of the only mail that is attached: of several, nobody knows which is meant."""
    mails = [part for part in root.walk() if part.content_type in _MAILS]
    if len(mails) != 1:
        return []
    data = mails[0].data()
    headers, _ = read_headers(data, 0, len(data), Problems())
    return parse_addresses(headers.structured_all("from"), Problems())[:1]

"""Words in double braces that stand for something: a fixed list, put in by plain substitution, escaped, read once.

No template engine ever sees the text, and what is put in is not read again (S25).
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape

PLACEHOLDERS = (
    "customer.name",
    "customer.first_name",
    "agent.name",
    "agent.first_name",
    "conversation.reference",
    "conversation.subject",
    "inbox.name",
)
_BRACES = re.compile(r"\{\{[ \t]{0,3}([^{}\n]{1,60}?)[ \t]{0,3}\}\}")


def fill(html: str, values: Mapping[str, str]) -> str:
    """The HTML with every known placeholder replaced by its value, escaped; whatever is not known stays literal."""
    return _BRACES.sub(lambda found: escape(values[found[1]]) if found[1] in values else found[0], html)


def unknown(html: str) -> list[str]:
    """What stands in double braces and means nothing here, each once, as it is written."""
    return list(dict.fromkeys(unescape(found[0]) for found in _BRACES.finditer(html) if found[1] not in PLACEHOLDERS))


def left(html: str) -> list[str]:
    """Everything in double braces: a customer would read it as it is."""
    return list(dict.fromkeys(_found(html)))


def _found(html: str) -> Iterator[str]:
    return (unescape(found[0]) for found in _BRACES.finditer(html))

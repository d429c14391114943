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
_SPACED = re.compile(rf"([ \t]?){_BRACES.pattern}")


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


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Plain text with every known placeholder replaced, read once. Where there is nothing to put in, the space before
    it goes too: "Hello {{ customer.first_name }}," becomes "Hello,"."""
    return _SPACED.sub(lambda found: _plain(found, values), text)


def _plain(found: re.Match[str], values: Mapping[str, str]) -> str:
    if found[2] not in values:
        return found[0]
    value = " ".join(values[found[2]].split())
    return f"{found[1]}{value}" if value else ""


def braces(text: str) -> list[tuple[str, str]]:
    """Each name in double braces, and how it is written."""
    return [(found[1], found[0]) for found in _BRACES.finditer(text)]

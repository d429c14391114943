"""Words that somebody types into a plain field: lines, or HTML where it is some."""

import re
from html import escape, unescape

from rapport.web import clean

_TAG = re.compile(r"</?[a-z]", re.IGNORECASE)


def as_html(typed: str) -> str:
    """What somebody typed, as an agent may write it."""
    if _TAG.search(typed):
        return clean.reply(typed)
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in typed.splitlines())


def as_typed(html: str) -> str:
    """The plain lines, where these are all there is to it; else the HTML, for an editor that shows it."""
    lines = html.replace("<div>", "").replace("<br>", "").split("</div>")
    plain = unescape("\n".join(lines)).rstrip("\n")
    return plain if as_html(plain) == html else clean.reply(html)

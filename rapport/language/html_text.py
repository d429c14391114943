"""From HTML to the text a person sees, in one pass and in linear time."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_CHARS = 1_000_000
_TAG_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:_-]*")
_END_OR_QUOTE = re.compile(r"""[>"']""")
_ATTRIBUTE = re.compile(r"""([A-Za-z_:][\w:.-]{0,60})\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'>]+)""")
_SPACES = re.compile(r"[ \t\n\r\f\u200b]+")
_HIDDEN = re.compile(r"(?:display\s{0,5}:\s{0,5}none|mso-hide\s{0,5}:\s{0,5}all)", re.IGNORECASE)
_MAY_HIDE = re.compile(r"style\s{0,5}=.{0,2000}(?:none|mso-hide)", re.IGNORECASE | re.DOTALL)
_MANY_BREAKS = re.compile(r"\n{3,}")

_RAW = {"script", "style", "title", "noframes", "textarea_", "xml"}
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
}  # fmt: skip
_PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table", "dl"}
_BLOCK = {
    "div", "tr", "li", "section", "article", "header", "footer", "address", "center", "form", "fieldset", "dt", "dd",
    "body", "html", "head", "tbody", "thead", "caption", "main", "nav", "figure", "option", "select", "hr",
}  # fmt: skip


@dataclass(slots=True)
class Token:
    """A piece of text (`tag` is '') or a tag; `start` and `end` are its place in the HTML."""

    tag: str
    closing: bool
    source: str
    start: int
    end: int

    def attributes(self) -> dict[str, str]:
        return {
            name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(self.source[:20_000])
        }


def tokens(source: str) -> Iterator[Token]:
    """Cut HTML into text and tags; comments, declarations, scripts and styles are left out."""
    position, end = 0, len(source)
    finder = _Finder(source)
    while position < end:
        opening = source.find("<", position)
        if opening < 0:
            opening = end
        if opening > position:
            yield Token("", False, source[position:opening], position, opening)
        if opening == end:
            return
        after, token = _tag(source, opening, finder)
        if token is not None:
            yield token
            if token.tag in _RAW and not token.closing:
                after = finder.closing(token.tag, after)
        position = after


def _tag(source: str, opening: int, finder: _Finder) -> tuple[int, Token | None]:
    """What begins at the `<`: where it ends and, if it is a tag or stray text, its token."""
    if source.startswith("<!--", opening):
        return finder.after("-->", opening + 4), None
    if source.startswith(("<!", "<?"), opening):
        return finder.after(">", opening), None
    name = _TAG_NAME.match(source, opening + 1)
    if name is None:
        return opening + 1, Token("", False, "<", opening, opening + 1)
    end = finder.tag_end(name.end())
    word = name.group()
    return end, Token(word.lstrip("/").lower(), word[0] == "/", source[opening:end], opening, end)


class _Finder:
    """Searches that remember what does not come any more, so that no text is searched twice in vain."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lower = ""
        self.missing: set[str] = set()

    def after(self, mark: str, position: int) -> int:
        """Behind the next `mark`; without one, behind the next `>` or at the end."""
        found = self._find(mark, position)
        if found < 0 and mark != ">":
            mark, found = ">", self._find(">", position)
        return found + len(mark) if found >= 0 else len(self.source)

    def closing(self, tag: str, position: int) -> int:
        if not self.lower:
            self.lower = self.source.lower() if len(self.source.lower()) == len(self.source) else self.source
        mark = f"</{tag}"
        if mark in self.missing:
            return position
        found = self.lower.find(mark, position)
        if found < 0:
            self.missing.add(mark)
            return position
        return found

    def tag_end(self, position: int) -> int:
        """Behind the `>` that ends a tag; one inside a quoted value does not."""
        while sign := _END_OR_QUOTE.search(self.source, position):
            if sign.group() == ">":
                return sign.end()
            position = sign.end()
            if self.source[sign.start() - 1] in "= \t\r\n":
                closed = self._find(sign.group(), position)
                position = closed + 1 if closed >= 0 else position
        return len(self.source)

    def _find(self, mark: str, position: int) -> int:
        if mark in self.missing:
            return -1
        found = self.source.find(mark, position)
        if found < 0:
            self.missing.add(mark)
        return found


class TextBuilder:
    """Puts tokens together to lines as a browser would show them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.breaks = 2
        self.space = False
        self.preformatted = 0

    def text(self, source: str) -> None:
        text = html.unescape(source)
        if self.preformatted:
            self._put(text)
            return
        text = _SPACES.sub(" ", text)
        if text.startswith(" "):
            self.space = True
        if core := text.strip(" "):
            lead = " " if self.space and not self.breaks else ""
            self._put(lead + core.replace("\xa0", " "))
            self.space = text.endswith(" ")

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.breaks = 0

    def tag(self, token: Token) -> None:
        name = token.tag
        if name == "br":
            self._newlines(self.breaks + 1)
        elif name in _PARAGRAPH:
            self._newlines(2)
        elif name in _BLOCK:
            self._newlines(1)
        elif name in ("td", "th"):
            self.space = True
        if name == "pre":
            self.preformatted = max(self.preformatted + (-1 if token.closing else 1), 0)
        if name == "li" and not token.closing:
            self._put("- ")
            self.breaks, self.space = 1, False

    def _newlines(self, wanted: int) -> None:
        if self.breaks < wanted:
            self.parts.append("\n" * (wanted - self.breaks))
            self.breaks = wanted
        self.space = False

    def result(self) -> str:
        lines = "".join(self.parts).split("\n")
        return _MANY_BREAKS.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def html_to_text(source: str) -> str:
    """The visible text of the first million characters. If nothing would be left, hidden elements are shown."""
    source = source[:MOST_CHARS]
    text, hid = _render(source, hide=True)
    return _render(source, hide=False)[0] if hid and not text else text


def _render(source: str, *, hide: bool) -> tuple[str, bool]:
    """The text, and whether anything was left out as hidden."""
    builder = TextBuilder()
    hidden_tag, depth, hid = "", 0, False
    for token in tokens(source):
        if hidden_tag:
            depth += (-1 if token.closing else 1) if token.tag == hidden_tag else 0
            hidden_tag = hidden_tag if depth else ""
        elif not token.tag:
            builder.text(token.source)
        elif hide and not token.closing and token.tag not in VOID and is_hidden(token):
            hidden_tag, depth, hid = token.tag, 1, True
        else:
            builder.tag(token)
    return builder.result(), hid


def is_hidden(token: Token) -> bool:
    return _MAY_HIDE.search(token.source) is not None and bool(_HIDDEN.search(token.attributes().get("style", "")))

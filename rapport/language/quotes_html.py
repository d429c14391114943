"""The same for HTML: what mail programs mark as quoted becomes "> " lines, what they divide a divider."""

from __future__ import annotations

import re

from rapport.language.html_text import MOST_CHARS, VOID, TextBuilder, Token, is_hidden, tokens
from rapport.language.quotes import Reply, split_reply

_DIVIDER = "----- Original Message -----"
_QUOTE_CLASS = re.compile(
    r"yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|moz-forward-container", re.IGNORECASE
)
# From these elements on, the rest of the mail is history.
_DIVIDER_ID = re.compile(
    r"(?:^|_)(?:divrplyfwdmsg|appendonsend|stopspelling|zwchr|olk_src_body_section|replyforwardmessage|"
    r"mail-editor-reference-message-container|isforwardcontent|reply-intro|divtagdefaultwrapper_quote)$",
    re.IGNORECASE,
)
_DIVIDER_CLASS = re.compile(
    r"ms-outlook-mobile-reference-message|outlookmessageheader|mailru-blockquote|gmail_forward", re.I
)
_OUTLOOK_RULE = re.compile(
    r"border:\s?none;\s?border-top:\s?solid #(?:b5c4df|e1e1e1) 1(?:\.0)?pt|border-top:\s?#(?:b5c4df|e1e1e1) 1pt solid|"
    r"border-top:\s?1px solid #(?:b5c4df|e1e1e1)",
    re.IGNORECASE,
)


def split_html_reply(source: str) -> Reply:
    """Split the HTML of a mail; the results are plain text."""
    return split_reply(_with_marks(source[:MOST_CHARS]))


def _with_marks(source: str) -> str:
    lines: list[str] = []
    builder = TextBuilder()
    stack: list[tuple[str, bool]] = []
    depth, hidden = 0, ""
    hidden_depth = 0
    for token in tokens(source):
        if hidden:
            hidden_depth += (-1 if token.closing else 1) if token.tag == hidden else 0
            hidden = hidden if hidden_depth else ""
            continue
        if not token.tag:
            builder.text(token.source)
            continue
        if token.closing:
            closed = _close(stack, token.tag)
            if closed:
                _flush(lines, builder, depth)
                builder, depth = TextBuilder(), depth - closed
        else:
            if token.tag not in VOID and is_hidden(token):
                hidden, hidden_depth = token.tag, 1
                continue
            divides, quotes = _means(token)
            if divides and not depth:
                _flush(lines, builder, depth)
                builder = TextBuilder()
                lines.append(_DIVIDER)
            if quotes:
                _flush(lines, builder, depth)
                builder, depth = TextBuilder(), depth + 1
            if token.tag in ("div", "blockquote", "section", "td") and len(stack) < 2_000:
                stack.append((token.tag, quotes))
        builder.tag(token)
    _flush(lines, builder, depth)
    return "\n".join(lines)


def _close(stack: list[tuple[str, bool]], tag: str) -> int:
    """Close the innermost element of this name; returns how many quotes that ends."""
    closed = 0
    if tag not in ("div", "blockquote", "section", "td") or not any(name == tag for name, _ in stack[-50:]):
        return 0
    while stack:
        name, quotes = stack.pop()
        closed += quotes
        if name == tag:
            break
    return closed


def _means(token: Token) -> tuple[bool, bool]:
    """Whether the element divides reply from history, and whether its content is quoted."""
    if "=" not in token.source:
        return False, token.tag == "blockquote"
    attributes = token.attributes()
    classes = attributes.get("class", "")
    divides = (
        bool(_DIVIDER_ID.search(attributes.get("id", "")))
        or bool(_DIVIDER_CLASS.search(classes))
        or attributes.get("data-marker") == "__DIVIDER__"
        or (token.tag == "div" and bool(_OUTLOOK_RULE.search(attributes.get("style", ""))))
    )
    quotes = token.tag == "blockquote" or (
        token.tag in ("div", "section") and (bool(_QUOTE_CLASS.search(classes)) or attributes.get("name") == "quote")
    )
    return divides, quotes


def _flush(lines: list[str], builder: TextBuilder, depth: int) -> None:
    text = builder.result()
    if text:
        lines += [f"> {line}" for line in text.split("\n")] if depth else text.split("\n")
        if not depth:
            lines.append("")

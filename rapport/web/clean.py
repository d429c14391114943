"""Makes foreign HTML harmless. Used each time it is shown; what is stored stays as it came.

nh3 (ammonia) parses with a real HTML parser and keeps an allow-list. It is quadratic on deep nesting, so deeper or
larger bodies are refused and their text is shown instead.
"""

import posixpath
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

import nh3

from rapport.web.nesting import is_too_costly

LARGEST = 1_000_000

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div",
    "dl", "dt", "em", "figcaption", "figure", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "align", "valign"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "table": {"width", "border", "cellpadding", "cellspacing", "bgcolor"},
    "font": {"color", "size"},
    "ol": {"start", "type"},
}
STYLES = {
    "color", "background-color", "font-weight", "font-style", "font-size", "text-align", "text-decoration",
    "padding", "padding-left", "padding-right", "padding-top", "padding-bottom", "margin", "margin-left",
    "margin-right", "margin-top", "margin-bottom", "border", "border-left", "width", "line-height", "vertical-align",
}  # fmt: skip
REPLY_TAGS = {"a", "b", "blockquote", "br", "code", "div", "em", "i", "li", "ol", "p", "pre", "strong", "u", "ul"}

_RATING_LINK = re.compile(r"/[rsf]/+[\w-]{22}(?![\w-])")
_LONG_WORD = re.compile(r"\S{24,}")
_NO_PICTURE = re.compile(r"<img(?![^>]* src=)[^>]*>")
_BLANKS = re.compile(r"[\x00-\x20\x7f]+")
# A function in a style may fetch something or compute; colours may not.
_FUNCTION = re.compile(r"[\\@]|(?<!\brgb)(?<!\brgba)(?<!\bhsl)(?<!\bhsla)\(", re.IGNORECASE)


def is_too_deep(html: str) -> bool:
    """Whether nh3 should not see this: over a megabyte, or so deep or so tangled that it would take seconds."""
    return len(html) > LARGEST or is_too_costly(html)


def is_rating_link(address: str) -> bool:
    """Whether this leads to a page of ours on which a customer answers: a rating's, a survey's, or one of faces that
    stand in other mails; also when a mail scanner packed it into an address of its own.

    Percent signs may be doubled (Safe Links inside Safe Links) or written as dashes (URL Defense).
    """
    for packed in (address, address.replace("_", "/").replace("-", "%")):
        text = _BLANKS.sub("", packed)
        for _ in range(4):
            path = text.replace("\\", "/")
            if _RATING_LINK.search(path) or _RATING_LINK.search(posixpath.normpath(path)):
                return True
            text = unquote(text)
    return False


def without_rating_links(text: str) -> str:
    """Plain text in which our rating links are words only, so that turning addresses into links revives none."""
    return _LONG_WORD.sub(lambda found: "(rating link)" if is_rating_link(found[0]) else found[0], text)


def mail(html: str, inline: Mapping[str, str] | None = None) -> str | None:
    """A mail's body that can be shown in a sandboxed frame; None when only its text can be shown.

    `inline` maps content ids to addresses that may be shown. Remote images lose their source: nothing is fetched from
    anywhere because somebody reads a mail. Links to our own rating pages are made inert, since a click by an agent
    on a quoted face would be a vote in the customer's name.
    """
    if is_too_deep(html):
        return None
    pictures = inline or {}

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return pictures.get(value[4:].strip("<>")) if value.lower().startswith("cid:") else None
        if tag == "a" and attribute == "href" and is_rating_link(value):
            return None
        return _without_functions(value) if attribute == "style" else value

    return nh3.clean(
        html,
        tags=TAGS,
        attributes={tag: {*names, "style"} for tag, names in ATTRIBUTES.items()}
        | {"p": {"style"}, "div": {"style"}, "span": {"style"}},
        filter_style_properties=STYLES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        clean_content_tags={"script", "style", "title", "head", "noscript", "template", "svg", "math"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _without_functions(style: str) -> str:
    kept = [one for one in style.split(";") if not _FUNCTION.search(one)]
    return ";".join(kept)


def reply(html: str, pictures: Mapping[str, str] | None = None) -> str:
    """What an agent formatted, reduced to what the reply box offers; empty when it is too deep to be real.

    `pictures` maps addresses that may stand in it to those they become; any other picture is taken out.
    """
    if is_too_deep(html):
        return ""
    known = pictures or {}

    def keep(tag: str, attribute: str, value: str) -> str | None:
        return known.get(value) if (tag, attribute) == ("img", "src") else value

    return _NO_PICTURE.sub("", _reply(html, keep)) if known else _reply(html, None)


def _reply(html: str, keep: Callable[[str, str, str], str | None] | None) -> str:
    return nh3.clean(
        html,
        tags=REPLY_TAGS | {"img"} if keep else REPLY_TAGS,
        attributes={"a": {"href"}, "img": {"src", "alt"}} if keep else {"a": {"href"}},
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel", "cid"} if keep else {"http", "https", "mailto", "tel"},
        clean_content_tags={"script", "style", "title", "head", "noscript", "template", "svg", "math"},
        link_rel="noopener noreferrer",
    )

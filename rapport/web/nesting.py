"""How much work a hostile HTML text would make for a real HTML parser, found in linear time without building a tree.

A parser's cost is the number of open elements, summed over all tags. What is counted here is not less than that, up
to a small factor: an element counts as closed only where every HTML parser closes it too. End tags that a parser
passes over (unknown ones, those in comments, in quoted attributes, of elements further down) close nothing.
"""

import re

DEEPEST = 200
COSTLIEST = 500_000
FEW = 1_000

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
RAW = {"style", "title"}

_OPENING = re.compile(r"<[a-zA-Z]")
# Inside these the rules differ from parser to parser and from mode to mode: there no end tag is believed.
_AMBIGUOUS = re.compile(
    r"<(?:svg|math|script|noscript|template|plaintext|select|frameset|textarea|xmp|iframe|noembed|noframes)[\s/>]",
    re.IGNORECASE,
)
# HTML's own blanks: `\s` would take more, and with it an end tag for what is none.
_TOKEN = re.compile(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))                    # a comment
    | <[!?][^>]*+ | </[^a-zA-Z][^>]*+                  # what parsers take for one
    | <(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)
      (?:[\t\n\f\r /]++
        | [^\t\n\f\r />][^\t\n\f\r />=]*+              # an attribute, and its value
          (?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'][^\t\n\f\r >]*+|(?=>)))?+
      )*+
    """,
    re.VERBOSE | re.DOTALL,
)
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE | re.ASCII) for name in RAW}
_IMPLIED = {"p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot"}
_CELLS = ("td", "th", "tr", "tbody", "thead", "tfoot")
_BLOCKS = ("div", "center", "blockquote", "ul", "ol", "dl", "table", "li")
# What an end tag closes on its way, and what a start tag does before it opens another element of its name.
_ENDS_PASS: dict[str, set[str]] = dict.fromkeys((*_BLOCKS, *_CELLS), _IMPLIED)
_STARTS_PASS: dict[str, set[str]] = (
    dict.fromkeys(_CELLS, _IMPLIED) | {name: {"p"} for name in ("li", "dd", "dt")} | {"p": set()}
)
_LONGEST_WAY = 8


def is_too_costly(html: str) -> bool:
    """Whether more than 200 elements may be open at once, or half a million counted over all tags."""
    opening = len(_OPENING.findall(html))
    if opening <= DEEPEST:
        return False
    return opening > FEW if _AMBIGUOUS.search(html) else _is_costly(html)


def _is_costly(html: str) -> bool:
    open_names: list[str] = []
    cost = at = 0
    while token := _TOKEN.search(html, at):
        at = token.end()
        name = token["name"] or ""
        name = name.lower() if name.isascii() else name
        if not name or name in VOID:
            continue
        if token["end"]:
            _close(open_names, name, _ENDS_PASS.get(name, set()))
        elif name in RAW:
            ending = _RAW_ENDS[name].search(html, at)
            at = ending.start() if ending else len(html)
        else:
            if name in _STARTS_PASS:
                _close(open_names, name, _STARTS_PASS[name])
            open_names.append(name)
            cost += len(open_names)
            if len(open_names) > DEEPEST or cost > COSTLIEST:
                return True
    return False


def _close(open_names: list[str], name: str, passed: set[str]) -> None:
    """Close the innermost element of this name, if only a few that nobody closed stand inside it."""
    for place in range(len(open_names) - 1, max(len(open_names) - 1 - _LONGEST_WAY, -1), -1):
        if open_names[place] == name:
            del open_names[place:]
            return
        if open_names[place] not in passed:
            return

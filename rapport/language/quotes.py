"""What the sender newly wrote, apart from quoted history and signature.

One pass over the lines; every look ahead is bounded, so the time grows with the length of the text and not faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapport.language.quote_words import ADDRESS, DATE, DIVIDER, FORWARDED, LABELS, NAME_FIRST, OPENS, RULE, TIME, WROTE
from rapport.language.sign_offs import BANNER, LIST_FOOTER, signature_range

MOST_CHARS = 200_000
_LONGEST_LINE = 1_000
_WINDOW = 5
_ENDS = (":", "：", ":>")
_RULES = ("-", "_", "=", "*", "—", "–")
_MANY_MARKS = re.compile(r">{11,}")


@dataclass(frozen=True, slots=True)
class Reply:
    """`reply`: the new words alone; `with_signature`: with signature; `quoted`: the history that was cut."""

    reply: str
    with_signature: str
    quoted: str


def split_reply(text: str) -> Reply:
    """Split the plain text of a mail. Text beyond 200,000 characters is taken as quoted."""
    text = _MANY_MARKS.sub(">>>>>>>>>>", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    head, tail = text[:MOST_CHARS], text[MOST_CHARS:]
    own, quoted, answered = _separate(head.split("\n"))
    own, answered = _without_banner(own, answered)
    start, end = signature_range(own)
    if 0 < answered <= start and not any(line.strip() for line in own[answered:start]):
        end = answered  # the signature behind a quote is that of the quoted mail
    return Reply(_join(own[:start]), _join(own[:end]), "\n".join(quoted + own[end:]) + tail)


def _separate(lines: list[str]) -> tuple[list[str], list[str], int]:
    """The sender's own lines, the quoted ones, and how many of the own ones stand before the last quote."""
    own: list[str] = []
    quoted: list[str] = []
    answered = index = 0
    while index < len(lines):
        if _is_quoted(lines, index):
            quoted.append(lines[index])
            index, answered = index + 1, len(own)
            continue
        length = _marker(lines, index)
        if not length:
            own.append(lines[index])
            index += 1
            continue
        after = index + length
        if not _marked(lines, after) and (any(line.strip() for line in own) or not block_length(lines, index)):
            _drop_rules(own)
            return own, quoted + lines[index:], min(answered, len(own))
        quoted += lines[index:after]
        index = after
    return own, quoted, answered


def _carries_mark(line: str) -> bool:
    line = line.lstrip()
    return line.startswith((">", "|>", "&gt;")) or line.endswith(">>>>>>>>>>")


def _is_quoted(lines: list[str], index: int) -> bool:
    if _carries_mark(lines[index]):
        return True
    # A long quoted line that was wrapped on its way: its rest has no mark of its own.
    return (
        lines[index][:1].islower()
        and 0 < index < len(lines) - 1
        and lines[index - 1].startswith(">")
        and (len(lines[index - 1]) >= 60 or lines[index - 1].endswith(">>>>>>>>>>"))
        and _carries_mark(lines[index + 1])
    )


def _marked(lines: list[str], index: int) -> bool:
    """Whether the quoted text that begins here carries quote marks, so that answers may stand in between."""
    following = next((line for line in lines[index : index + 4] if line.strip()), "")
    return following.lstrip().startswith((">", "&gt;"))


def _marker(lines: list[str], index: int) -> int:
    """How many lines introduce a quote here; 0 when none does."""
    line = lines[index]
    if not line.strip() or len(line) > _LONGEST_LINE:
        return 0
    if (line.lstrip(" \t>").startswith(_RULES) and DIVIDER.match(line)) or FORWARDED.match(line):
        text = next_text(lines, index + 1)
        length = block_length(lines, text) or (_attribution_length(lines, text) if text < len(lines) else 0)
        return text - index + length if length else 1
    if length := block_length(lines, index):
        return length
    return _attribution_length(lines, index)


def next_text(lines: list[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index


def label_of(line: str) -> str:
    """What kind of header field a line begins with; '' for none."""
    head = line.lstrip(" \t*_[")[:40].replace("：", ":")
    name, colon, _ = head.partition(":")
    return LABELS.get(name.strip(" *_\t").lower(), "") if colon else ""


def block_length(lines: list[str], index: int) -> int:
    """The lines of a header block (From, Sent, To, Subject in any order and language); 0 when there is none."""
    if index >= len(lines) or label_of(lines[index]) not in ("from", "date", "subject", "to"):
        return 0
    kinds: set[str] = set()
    last, gap = index, 0
    addressed = False
    for at in range(index, min(index + 14, len(lines))):
        kind = label_of(lines[at])
        if kind:
            kinds.add(kind)
            last, gap = at, 0
        else:
            gap += 1
            if gap > 2 or (not lines[at].strip() and not label_of(lines[at + 1] if at + 1 < len(lines) else "")):
                break
        addressed = addressed or "@" in lines[at]
    if "from" not in kinds or not kinds & {"date", "subject"}:
        return 0
    if len(kinds) >= 3 and ("subject" in kinds or addressed):
        return last - index + 1
    return last - index + 1 if len(kinds) == 2 and addressed else 0


def _attribution_length(lines: list[str], index: int) -> int:
    """The lines of "On … wrote:" (it may be wrapped over a few lines); 0 when there is none."""
    first = lines[index].strip(" *_")
    opens = bool(OPENS.match(first))
    if not opens and not _may_introduce(lines, index, first):
        return 0
    joined = ""
    for at in range(index, min(index + _WINDOW, len(lines))):
        piece = lines[at].strip(" *_")
        if not piece or len(joined) + len(piece) > _LONGEST_LINE:
            return 0
        joined = f"{joined} {piece}" if joined else piece
        if _is_attribution(joined, opens, marked=_marked(lines, at + 1)):
            return at - index + 1
        ends_next = at + 1 < len(lines) and lines[at + 1].rstrip(" *_").endswith(_ENDS)
        if joined.endswith((".", "!", "?")) and len(piece) > 30 and not ends_next:
            return 0
    return 0


def _may_introduce(lines: list[str], index: int, first: str) -> bool:
    """Whether a line that begins with a name may begin an attribution."""
    if (first.endswith(_ENDS) or _marked(lines, index + 1)) and WROTE.search(first):
        return True
    following = lines[index + 1].rstrip(" *_") if index + 1 < len(lines) else ""
    wrapped = len(following) < 80 and following.endswith(_ENDS) and _marked(lines, index + 2)
    return wrapped and bool(ADDRESS.search(first))


def _is_attribution(text: str, opens: bool, *, marked: bool) -> bool:
    ends = text.endswith(_ENDS)
    if not ends and not marked:
        return False
    said = WROTE.search(text)
    dated = bool(DATE.search(text))
    addressed = bool(ADDRESS.search(text))
    if said and ends:
        return (opens and dated) or addressed or marked or bool(NAME_FIRST.match(text))
    if said and marked and (dated or addressed):
        return text[said.end() :].strip(" .:") == "" or addressed
    return ends and opens and dated and addressed and bool(TIME.search(text))


def _drop_rules(own: list[str]) -> None:
    """A line of dashes right above the quote belongs to the quote."""
    while own and (not own[-1].strip() or RULE.match(own[-1])):
        own.pop()


def _without_banner(own: list[str], answered: int) -> tuple[list[str], int]:
    """Leave out what others added: the gateway's "external sender" warning and the footer of a mailing list."""
    for at in range(max(len(own) - 8, 1), len(own)):
        if len(own[at]) > 30 and RULE.match(own[at]) and any(LIST_FOOTER.search(line[:300]) for line in own[at:]):
            own = own[:at]
            break
    first = next_text(own, 0)
    if first < len(own) and BANNER.match(own[first][:300]):
        end = first
        while end < len(own) and own[end].strip():
            end += 1
        if any(line.strip() for line in own[end:]):
            return own[end:], max(answered - end, 0)
    return own, min(answered, len(own))


def _join(lines: list[str]) -> str:
    return "\n".join(lines).strip()

"""Lines that a mail program broke at its own width, put together again: they break anew wherever they are read."""

import re
from itertools import pairwise

READ = 100_000
NARROWEST, WIDEST = 55, 80
# A line that begins like this is one of its own, whatever stood before it.
_OWN_LINE = re.compile(r"[\s>|*•–—-]|\d+[.)]\s|[^\s:][^:.!?\n]{0,30}:\s")


def unwrap(text: str) -> str:
    """Joins two lines only where the first word of the second had no room on the first, at the width of this text."""
    lines = text[:READ].split("\n")
    width = max((len(line) for line in lines if " " in line.strip()), default=0)
    if not NARROWEST <= width <= WIDEST:
        return text
    joined = lines[:1]
    for before, line in pairwise(lines):
        if _goes_on(before, line, width):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return "\n".join(joined) + text[READ:]


def _goes_on(before: str, line: str, width: int) -> bool:
    if not before.strip() or not line.strip() or _OWN_LINE.match(line) or before[:1] in " \t>|":
        return False
    word = len(line.split(maxsplit=1)[0])
    return len(before) + 1 + word > width and word <= width // 2  # a long address would have no room anywhere

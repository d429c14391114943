"""One style sheet from many small files: one request, one address that changes with the content."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

CSS = Path(__file__).parent / "static" / "web" / "css"
LAYERS = "@layer reset, tokens, base, components, pages, utilities;\n"


_COMMENT, _LINE_END = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\s*\n\s*")


class Sheet(NamedTuple):
    version: str
    text: str


def parts() -> list[Path]:
    return [
        *(CSS / f"{name}.css" for name in ("reset", "tokens", "base")),
        *sorted((CSS / "components").glob("*.css")),
        *sorted((CSS / "pages").glob("*.css")),
        CSS / "utilities.css",
    ]


def build() -> Sheet:
    """What only people who read the files need, a tenth of it all, stays behind."""
    text = LAYERS + "\n".join(_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in parts())
    text = _LINE_END.sub("\n", text)
    return Sheet(hashlib.sha256(text.encode()).hexdigest()[:12], text)


@cache
def sheet() -> Sheet:
    return build()

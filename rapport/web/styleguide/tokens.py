"""The tokens as they stand in tokens.css, and the few styles that show each of them."""

import re
from typing import NamedTuple

from rapport.web import bundle

_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")


class Token(NamedTuple):
    name: str
    value: str


def tokens() -> list[Token]:
    text = (bundle.CSS / "tokens.css").read_text(encoding="utf-8")
    return [Token(name, value) for name, value in _TOKEN.findall(text)]


def colours() -> list[Token]:
    return [one for one in tokens() if one.value.startswith("light-dark(oklch")]


def of_kind(*kinds: str) -> list[Token]:
    return [one for one in tokens() if one.name.split("-")[0] in kinds]


def styles() -> str:
    """One class a token, since a page has no style of its own."""
    rules = [f".show-{one.name} {{ background: var(--{one.name}); }}" for one in colours()]
    rules += [f".show-{one.name} {{ font-size: var(--{one.name}); }}" for one in of_kind("text")]
    rules += [f".show-{one.name} {{ inline-size: var(--{one.name}); }}" for one in of_kind("space")]
    rules += [f".show-{one.name} {{ border-radius: var(--{one.name}); }}" for one in of_kind("round")]
    rules += [f".show-{one.name} {{ box-shadow: var(--{one.name}); }}" for one in of_kind("lift")]
    return "@layer utilities {\n" + "\n".join(rules) + "\n}\n"

"""Brings the catalogues of translations up to date with the strings in the code: `bin/messages`.

Reads Python with Babel and templates with Django's own reader, so that any machine can run it: no GNU gettext needed.
Says what still wants a translation; `tests/house/test_messages.py` fails while there is anything.
"""

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1] / "rapport"
LOCALE = ROOT / "locale"
LANGUAGES = ("de",)
KEYWORDS = {f"{prefix}gettext{lazy}": None for prefix in ("", "n", "p", "np") for lazy in ("", "_lazy", "_noop")} | {
    "_": None
}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def template() -> Catalog:
    """Every string in the code that a person may see, in the order of its files."""
    catalog = Catalog(project="Rapport", fuzzy=False)
    for path in sorted([*ROOT.rglob("*.py"), *ROOT.rglob("*.html"), *ROOT.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        for text, context in _strings(path):
            catalog.add(text, locations=[(str(path.relative_to(ROOT.parent)), 0)], context=context)
    return catalog


def _strings(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return chain(_in_python(source), ((label, None) for label in _labels(source)))
    # What is no string is a row of X, which need not be Python: so each line is read alone.
    lines = (re.sub(r"\bX+\b", " ", line).strip() for line in templatize(source).splitlines())
    return (found for line in lines if "gettext" in line or "_(" in line for found in _in_python(line))


def _in_python(source: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    found: Any
    for found in extract_python(BytesIO(source.encode()), KEYWORDS, (), {"encoding": "utf-8"}):
        function, given = found[1:3]
        texts = [given] if isinstance(given, str) else list(given or ())
        context = texts.pop(0) if texts and "pgettext" in function else None
        if texts and texts[0]:
            yield ((texts[0], texts[1]) if function.startswith("n") else texts[0]), context


def _labels(source: str) -> Iterator[str]:
    """What choices are called: models keep it in English, and pages translate it where they show it."""
    for made in ast.walk(ast.parse(source)) if "Choices)" in source else ():
        if isinstance(made, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in made.bases):
            values = [line.value for line in made.body if isinstance(line, ast.Assign)]
            texts = [value.elts[-1] for value in values if isinstance(value, ast.Tuple)]
            yield from (text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        found = read_po(file, locale=language)
    found.creation_date = found.revision_date = LONG_AGO  # else each compiling would differ from the one before
    return found


def problems(message: Message) -> list[str]:
    """What keeps a translation from being used."""
    given = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(given):
        return ["has no translation"]
    if message.fuzzy:
        return ["is only guessed (fuzzy)"]
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = set(_PLACEHOLDER.findall(sources[-1]))
    return ["has other placeholders"] if any(set(_PLACEHOLDER.findall(text)) != wanted for text in given[-1:]) else []


def update(language: str) -> list[str]:
    """Write the catalogue anew, readable and compiled; answer what still has to be translated."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    known = catalogue(language) if path.exists() else Catalog(locale=language, project="Rapport", fuzzy=False)
    known.update(template(), no_fuzzy_matching=True)
    known.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, known, width=120, omit_header=False, sort_by_file=True, include_lineno=False)
    _without_dates(path)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue(language))
    return [f"{message.id!r} {problem}" for message in known if message.id for problem in problems(message)]


def _without_dates(path: Path) -> None:
    """A header that only changes when something does."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Report-Msgid')
    path.write_text("".join(line for line in lines if not line.startswith(dated)), encoding="utf-8")


def main() -> int:
    left = [f"{language}: {words}" for language in LANGUAGES for words in update(language)]
    print("\n".join(left) or "Every string is translated.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

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
KEPT = (
    "alerts/posting.py", "alerts/pushing.py", "alerts/route_health.py", "automation/actions.py", "automation/rules.py", "channels/email/actions/*.py",
    "channels/email/advice.py", "channels/email/compose.py", "channels/email/dkim.py", "channels/email/doctor/*.py",
    "channels/email/folders.py", "channels/email/health.py", "channels/email/imap.py", "channels/email/letters.py",
    "channels/email/mailbox.py", "channels/email/oauth.py", "channels/email/parse/*.py", "channels/email/practice.py", "channels/email/proof/*.py",
    "channels/email/queries.py", "channels/email/rounds.py", "channels/email/servers.py", "channels/email/smtp.py",
    "channels/email/transport.py", "conversations/actions/*.py", "conversations/letters.py", "customers/actions/*.py",
    "customers/queries.py", "customers/rules.py", "flows/agent_sends.py", "flows/apply_rules.py", "flows/break_loop.py", "flows/deeds.py", "flows/deliver_message.py",
    "flows/form_is_sent.py", "flows/join.py", "flows/rule_deeds.py", "flows/try_inbox.py", "flows/undo.py",
    "labels/rules.py", "language/tone/advice.py", "platform/health.py",
    "platform/backup/*.py", "platform/outbound.py", "platform/secrets.py", "recovery/actions.py", "recovery/rules.py",
    "team/actions.py", "team/opening.py", "webhooks/sending.py", "writing/actions/*.py",
)  # fmt: skip
NOT_SHOWN = {"log", "logging", "ValueError", "TypeError", "RuntimeError", "cursor", "execute", "compile"}
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def template() -> Catalog:
    """Every string in the code that a person may see, in the order of its files."""
    catalog = Catalog(project="Rapport", fuzzy=False)
    for path in sorted([*ROOT.rglob("*.py"), *ROOT.rglob("*.html"), *ROOT.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        kept = any(path.match(f"rapport/{pattern}") for pattern in KEPT)
        sentences = _kept(path.read_text(encoding="utf-8")) if kept else []
        for text, context in chain(_strings(path), ((sentence, None) for sentence in sentences)):
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


def _kept(source: str) -> Iterator[str]:
    """Sentences that are kept in English and that pages show in the reader's language: see `platform/said.py`."""
    tree = ast.parse(source)
    past: set[ast.AST] = set()
    for made in ast.walk(tree):
        if made in past:
            continue
        if isinstance(made, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(made, clean=False):
            past.update(ast.walk(made.body[0]))
        elif isinstance(made, ast.Call) and (_called(made) in NOT_SHOWN or "gettext" in _called(made)):
            past.update(ast.walk(made))
        elif isinstance(made, ast.Call) and _called(made) in {"Section", "note"} and made.args:
            if isinstance(made.args[0], ast.Constant | ast.JoinedStr):
                yield _with_gaps(made.args[0])
                past.update(ast.walk(made.args[0]))
        elif isinstance(made, ast.JoinedStr):
            past.update(ast.walk(made))
            yield from _if_sentence(_with_gaps(made))
        elif isinstance(made, ast.Constant) and isinstance(made.value, str):
            yield from _if_sentence(made.value)


def _called(call: ast.Call) -> str:
    """The name of what is called; where it is a method of what is never shown, the name of that."""
    names = re.findall(r"\w+", ast.unparse(call.func))
    return str(next((name for name in names if name in NOT_SHOWN), names[-1]))


def _with_gaps(made: ast.JoinedStr | ast.Constant) -> str:
    """Each gap is named after the last name in what fills it, or after the function that makes it."""
    parts: list[str] = []
    for part in made.values if isinstance(made, ast.JoinedStr) else [made]:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            name = _gap(part.value)
            number = sum(name == other.strip("{}0123456789") for other in parts)
            parts.append(f"{{{name}{number + 1 if number else ''}}}")
    return "".join(parts)


def _gap(filled: ast.expr) -> str:
    called = filled
    if isinstance(filled, ast.Call):
        called = filled.func
        if re.findall(r"\w+", ast.unparse(called))[-1] in {"len", "join", "strip", "get", "split", "min", "rpartition"}:
            called = filled.args[0] if filled.args else called
    names = re.findall(r"[a-z][a-z_]+[a-z]", ast.unparse(called).lower().replace("__", ""))
    return names[-1] if names else "value"


_SENTENCE = re.compile(
    r"[A-Z0-9{“][^<>|\\]*[a-z]{2}[^<>|\\]* [^<>|\\]*[a-z.]{2,}.*[.?!]”?"
    r"|[A-Z][a-z]+,? [^<>|\\]*[a-z]+[:,]? \{\w+\}|\{\w+\} [a-z ]{8,}[^<>|\\]*[ .]\{\w+\}|(\{\w+\}|\d) [a-z]{3,}",
    re.DOTALL,
)


def _if_sentence(text: str) -> Iterator[str]:
    words = text.strip()
    if _SENTENCE.fullmatch(words) and not words.isupper() and "SELECT" not in words:
        yield words


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

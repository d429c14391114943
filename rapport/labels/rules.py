"""What may stand in a custom field, and when it is asked for (pure)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

LONGEST = 500
Value = str | int | float | bool | list[str]


class FieldProblem(ValueError):
    """The value cannot stand in this field; the text says what can."""


@dataclass(frozen=True)
class StatusName:
    """A status in the company's own words, and the one of the four that it stands for."""

    key: str
    name: str
    base: str
    is_used: bool = True


@dataclass(frozen=True)
class Definition:
    """A field as the rules see it."""

    key: str
    name: str
    kind: str = "text"
    options: Sequence[str] = ()
    help: str = ""
    required: bool = False
    shown_when: Mapping[str, Any] = field(default_factory=dict)


def is_shown(one: Definition, *, type_key: str, inbox_id: int, values: Mapping[str, Any]) -> bool:
    """Whether the field is asked for: every condition that it has must hold."""
    when = one.shown_when
    if (types := when.get("types")) and type_key not in types:
        return False
    if (inboxes := when.get("inboxes")) and inbox_id not in inboxes:
        return False
    if other := when.get("field"):
        given = values.get(other)
        found = given if isinstance(given, list) else [given]
        wanted = when.get("values") or []
        return any(_same(value, wanted) for value in found)
    return True


def _same(value: Any, wanted: Iterable[Any]) -> bool:
    """Any value will do when none is named; a tick is told by "yes" and "no"."""
    names = [str(one) for one in wanted]
    if not names:
        return value not in (None, "", False)
    return ("yes" if value else "no") in names if isinstance(value, bool) else str(value) in names


def shown(fields: Iterable[Definition], *, type_key: str, inbox_id: int, values: Mapping[str, Any]) -> list[Definition]:
    """The fields that are asked for, in their order."""
    return [one for one in fields if is_shown(one, type_key=type_key, inbox_id=inbox_id, values=values)]


def missing(
    fields: Iterable[Definition], *, type_key: str, inbox_id: int, values: Mapping[str, Any]
) -> list[Definition]:
    """What must be filled in before the conversation can be closed. A tick is required to be there, not to be set."""
    asked = shown(fields, type_key=type_key, inbox_id=inbox_id, values=values)
    return [one for one in asked if one.required and values.get(one.key) in (None, "", [])]


def clean(one: Definition, raw: Any) -> Value | None:
    """The value as it is stored; None for nothing. Raises FieldProblem."""
    if one.kind == "tick":
        return _tick(one, raw)
    if one.kind == "choices":
        return _choices(one, raw) or None
    if isinstance(raw, list | dict | bool):
        raise FieldProblem(f"{one.name} takes one value.")
    text = "" if raw is None else str(raw).strip()
    if not text:
        return None
    if len(text) > LONGEST:
        raise FieldProblem(f"{one.name} is longer than {LONGEST} characters. Shorten it.")
    return _READERS[one.kind](one, text)


def _tick(one: Definition, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw in (None, "", "0", "no", "false"):
        return False
    if raw in ("1", "on", "yes", "true"):
        return True
    raise FieldProblem(f"{one.name} is yes or no.")


def _choices(one: Definition, raw: Any) -> list[str]:
    given = [] if raw in (None, "") else raw if isinstance(raw, list) else [raw]
    found = [str(value) for value in given if value != ""]
    if any(value not in one.options for value in found):
        raise FieldProblem(f"{one.name}: choose from {', '.join(one.options)}.")
    return [option for option in one.options if option in found]


def _text(_one: Definition, text: str) -> str:
    if "\x00" in text:
        raise FieldProblem("There is a character in it that cannot be stored.")
    return text


def _choice(one: Definition, text: str) -> str:
    if text not in one.options:
        raise FieldProblem(f"{one.name}: choose one of {', '.join(one.options)}.")
    return text


def _number(one: Definition, text: str) -> int | float:
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e15:
        raise FieldProblem(f"{one.name} is a number, such as 12 or 3.5.")
    return int(number) if number == int(number) else number


def _date(one: Definition, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise FieldProblem(f"{one.name} is a date, written like 2026-03-04.") from None


def _link(one: Definition, text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in text):
        raise FieldProblem(f"{one.name} is a link that begins with https://.")
    return text


_READERS = {"text": _text, "number": _number, "choice": _choice, "date": _date, "link": _link}


def written(value: Any) -> str:
    """A stored value in words."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(value) if isinstance(value, list) else str(value)

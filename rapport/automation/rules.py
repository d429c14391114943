"""Pure rules about rules: what one may look at, when it applies, and what it may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

DEPTH = 3
MOST_RUNS, RUNS_WITHIN = 500, timedelta(minutes=10)
MOST_PARTS = 20
LONGEST_VALUE = 2000
BODY_CHARS = 50_000
LONGEST_SKILL = 40


class Moment(StrEnum):
    """When a rule is looked at; the names are those of webhooks where both tell the same."""

    ARRIVES = "conversation.created"
    WRITES = "message.received"
    REPLIED = "reply.sent"
    RATED = "rating.received"
    ASSIGNED = "conversation.assigned"
    STATUS = "conversation.status"
    TAGGED = "conversation.tagged"
    WOKE = "conversation.woke"
    PROMISE = "promise.due"
    WAITING = "time.waiting"
    SILENT = "time.silent"


TIMED = frozenset({Moment.WAITING, Moment.SILENT})
OF_EVENT = {"conversation.closed": Moment.STATUS, "conversation.reopened": Moment.STATUS} | {
    str(moment): moment for moment in Moment
}


class Kind(StrEnum):
    """How a field is compared."""

    TEXT = "text"
    NAME = "name"
    CHOICE = "choice"
    FLAG = "flag"
    NUMBER = "number"


FIELDS: dict[str, Kind] = {
    "inbox": Kind.CHOICE,
    "subject": Kind.TEXT,
    "body": Kind.TEXT,
    "sender": Kind.NAME,
    "domain": Kind.NAME,
    "organization": Kind.NAME,
    "tag": Kind.NAME,
    "type": Kind.CHOICE,
    "priority": Kind.CHOICE,
    "status": Kind.CHOICE,
    "assignee": Kind.CHOICE,
    "team": Kind.CHOICE,
    "complaint": Kind.FLAG,
    "attachment": Kind.FLAG,
    "rating": Kind.NUMBER,
    "hours": Kind.FLAG,
}
CUSTOM = "field:"
OPS: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("has", "lacks"),
    Kind.NAME: ("is", "is_not"),
    Kind.CHOICE: ("is", "is_not"),
    Kind.FLAG: ("is",),
    Kind.NUMBER: ("at_most", "at_least"),
}


class RuleProblem(ValueError):
    """The rule cannot be kept; the text says what to do."""


@dataclass(frozen=True)
class Condition:
    """`field` is one of FIELDS, or "field:" and the key of a custom field; `value` is text as it was typed."""

    field: str
    op: str
    value: str


@dataclass(frozen=True)
class Deed:
    """One thing a rule does. `value` is an id, a name, a key, hours or a text, as `kind` needs; `key`: which field."""

    kind: str
    value: str = ""
    key: str = ""


DEEDS = frozenset(
    {
        "assign", "round_robin", "team", "tag", "untag", "priority", "type", "field", "status", "skill", "snooze",
        "note", "mail", "notify", "webhook",
    }
)  # fmt: skip
NEEDS_NO_VALUE = frozenset({"assign", "type", "field", "team"})


@dataclass(frozen=True)
class Snapshot:
    """What a rule may look at. Ids are text; nothing is an empty text."""

    inbox: str = ""
    subject: str = ""
    body: str = ""
    sender: str = ""
    organization: str = ""
    tag: tuple[str, ...] = ()
    type: str = ""
    priority: str = "0"
    status: str = ""
    custom_status: str = ""
    assignee: str = ""
    team: str = ""
    complaint: bool = False
    attachment: bool = False
    rating: int | None = None
    hours: bool = True
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True)
class Rule:
    """A rule as the flows see it."""

    pk: int
    name: str
    moment: Moment
    minutes: int
    needs_all: bool
    conditions: tuple[Condition, ...]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True)
class Verdict:
    applies: bool
    held: tuple[Condition, ...]
    missed: tuple[Condition, ...]


def judge(rule: Rule, seen: Snapshot) -> Verdict:
    """Whether the rule applies, and on which conditions that rests. Without conditions it always does."""
    held = tuple(one for one in rule.conditions if holds(one, seen))
    missed = tuple(one for one in rule.conditions if one not in held)
    applies = not missed if rule.needs_all or not rule.conditions else bool(held)
    return Verdict(applies, held, missed)


def holds(one: Condition, seen: Snapshot) -> bool:
    if one.field.startswith(CUSTOM):
        return _named(one, _values(seen.fields.get(one.field.removeprefix(CUSTOM))))
    found = getattr(seen, one.field)
    if one.field == "status":
        return (one.value in (found, seen.custom_status)) == (one.op == "is")
    match FIELDS[one.field]:
        case Kind.TEXT:
            return any(word in found.casefold() for word in words_of(one.value)) == (one.op == "has")
        case Kind.FLAG:
            return bool(found) == (one.value == "yes")
        case Kind.NUMBER:
            return found is not None and (found <= int(one.value) if one.op == "at_most" else found >= int(one.value))
        case Kind.CHOICE:
            return bool(found == one.value) == (one.op == "is")
    return _named(one, found if isinstance(found, tuple) else (found,))


def _named(one: Condition, found: Iterable[str]) -> bool:
    """Any of the names typed, whatever their case; a domain is also that of what lies below it."""
    known = {name.casefold() for name in found}
    wanted = words_of(one.value)
    hit = any(name in known for name in wanted)
    if one.field == "domain":
        hit = any(name == end or name.endswith(f".{end}") for name in known for end in wanted)
    return hit == (one.op == "is")


def _values(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]


def words_of(value: str) -> list[str]:
    """What stands between commas, in small letters."""
    return [word for part in value.split(",") if (word := part.strip().casefold())]


def kind_of(name: str) -> Kind | None:
    return Kind.NAME if name.startswith(CUSTOM) and len(name) > len(CUSTOM) else FIELDS.get(name)


def condition(name: str, op: str, value: str) -> Condition:
    """One that can be judged. Raises RuleProblem."""
    kind = kind_of(name)
    text = value.replace("\x00", "").strip()[:LONGEST_VALUE]
    if kind is None or op not in OPS[kind]:
        raise RuleProblem("Choose what the condition looks at, and how.")
    if kind == Kind.FLAG and text not in ("yes", "no"):
        raise RuleProblem("Choose yes or no.")
    if kind == Kind.NUMBER and text not in ("1", "2", "3", "4"):
        raise RuleProblem("Choose one of the four faces.")
    if kind in (Kind.TEXT, Kind.NAME) and not words_of(text):
        raise RuleProblem("Write what to look for. Several, with commas between them, mean any of them.")
    return Condition(name, op, text)


def deed(kind: str, value: str, key: str = "") -> Deed:
    """One that can be done. Whether what it names exists is seen when it is done. Raises RuleProblem."""
    text = value.replace("\x00", "").strip()
    if kind not in DEEDS:
        raise RuleProblem("Choose what the rule does.")
    if not text and kind not in NEEDS_NO_VALUE:
        raise RuleProblem("Say what exactly, in each line of what is done.")
    if kind == "snooze" and not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 24 * 366):
        raise RuleProblem("Put it off for a whole number of hours, up to a year.")
    if kind == "status" and text == "later":
        raise RuleProblem("The status is open, waiting, done or your own. Put it off for a number of hours instead.")
    if kind == "skill" and (len(text) > LONGEST_SKILL or "," in text or not text.isprintable()):
        raise RuleProblem("A skill is one word or a few, without commas, such as German.")
    if kind == "field" and not key:
        raise RuleProblem("Choose which field to fill in.")
    return Deed(kind, text[:10_000], key)


PLACEHOLDERS = ("customer.name", "customer.first_name", "agent.name", "conversation.number", "inbox.name")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values where {{customer.name}} and its like stand, once from left to right: what a value brings along is
    never read again, and whatever is not on the list stays as it is (S25)."""
    parts = text.split("{{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}}")
        known = closed and name.strip() in PLACEHOLDERS
        filled.append(values.get(name.strip(), "") + rest if known else "{{" + part)
    return "".join(filled)

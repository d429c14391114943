"""The editor of a rule: a form whose lines are added and taken away by buttons that post it, so it needs no scripts."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.automation import rules
from rapport.automation.actions import Draft
from rapport.automation.models import Rule
from rapport.automation.rules import CUSTOM, DEEDS, FIELDS, MOST_PARTS, OPS, TIMED, Kind, Moment, RuleProblem, kind_of
from rapport.desk.present.rules import DEEDS as DEED_WORDS
from rapport.desk.present.rules import MOMENTS, PLACEHOLDERS_HELP, Choices, choices, field_words
from rapport.desk.present.rules import OPS as OP_WORDS

UNITS = (("1", gettext_lazy("minutes")), ("60", gettext_lazy("hours")), ("1440", gettext_lazy("days")))
LONG = frozenset({"note", "mail"})
Line = dict[str, str]


class Typed:
    """A rule as it stands in the form, right or wrong."""

    def __init__(self, values: Mapping[str, Any], conditions: list[Line], deeds: list[Line]) -> None:
        self.values, self.conditions, self.deeds = dict(values), conditions, deeds
        self.error = ""

    @classmethod
    def new(cls) -> "Typed":
        values = {"name": "", "moment": Moment.ARRIVES.value, "span": "4", "unit": "60", "match": "all", "enabled": ""}
        return cls(values, [], [])

    @classmethod
    def of(cls, rule: Rule) -> "Typed":
        unit = next(size for size in (1440, 60, 1) if rule.minutes % size == 0)
        values = {
            "name": rule.name,
            "moment": rule.moment,
            "span": str(rule.minutes // unit or 4),
            "unit": str(unit if rule.minutes else 60),
            "match": "all" if rule.needs_all else "any",
            "enabled": "on" if rule.enabled else "",
        }
        return cls(values, [dict(one) for one in rule.conditions], [dict(one) for one in rule.deeds])

    @classmethod
    def posted(cls, post: QueryDict) -> "Typed":
        values = {name: post.get(name, "") for name in ("name", "moment", "span", "unit", "match", "enabled")}
        conditions = _lines(post, "condition", ("field", "op", "value"))
        deeds = _lines(post, "deed", ("kind", "value", "key"))
        return cls(values, conditions, deeds)

    def edit(self, post: QueryDict) -> bool:
        """Add or take away a line if one of those buttons was pressed; False for the button that saves."""
        remove, add = post.get("remove", ""), post.get("add", "")
        if remove.startswith("condition-"):
            self.conditions = _without(self.conditions, remove)
        elif remove.startswith("deed-"):
            self.deeds = _without(self.deeds, remove)
        elif add == "condition":
            self._add_condition(post.get("new_field", ""))
        elif add == "deed":
            self._add_deed(post.get("new_deed", ""))
        return bool(remove or add)

    def _add_condition(self, name: str) -> None:
        if kind := kind_of(name):
            self.conditions.append({"field": name, "op": OPS[kind][0], "value": ""})

    def _add_deed(self, kind: str) -> None:
        if kind in DEEDS:
            self.deeds.append({"kind": kind, "value": "", "key": ""})

    def draft(self) -> Draft:
        """Raises RuleProblem."""
        return Draft(
            name=self.values["name"],
            moment=self.values["moment"],
            minutes=self._minutes(),
            needs_all=self.values["match"] != "any",
            enabled=self.values["enabled"] == "on",
            conditions=[rules.condition(one["field"], one["op"], one["value"]) for one in self.conditions],
            deeds=[rules.deed(one["kind"], one["value"], one.get("key", "")) for one in self.deeds],
        )

    def _minutes(self) -> int:
        span, unit = self.values["span"].strip(), self.values["unit"]
        if self.values["moment"] not in TIMED:
            return 0
        if not (span.isascii() and span.isdigit() and len(span) < 7) or unit not in dict(UNITS):
            raise RuleProblem("Say after how long, as a whole number.")
        return int(span) * int(unit)

    def shown(self) -> dict[str, Any]:
        """What the template needs."""
        known = choices()
        return {
            "values": self.values,
            "is_timed": self.values["moment"] in TIMED,
            "moments": [(moment.value, words) for moment, words in MOMENTS.items()],
            "units": UNITS,
            "conditions": [_condition(number, one, known) for number, one in enumerate(self.conditions)],
            "deeds": [_deed(number, one, known) for number, one in enumerate(self.deeds)],
            "new_fields": [(name, field_words(name, known)) for name in (*FIELDS, *_custom(known))],
            "new_deeds": list(DEED_WORDS.items()),
            "error": self.error,
        }


def _custom(known: Choices) -> list[str]:
    return [f"{CUSTOM}{key}" for key in known.custom]


def _lines(post: QueryDict, kind: str, names: tuple[str, ...]) -> list[Line]:
    count = post.get(f"{kind}s", "0")
    most = min(int(count), MOST_PARTS + 1) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    found = [{name: post.get(f"{kind}-{number}-{name}", "") for name in names} for number in range(most)]
    return [one for one in found if one[names[0]]]


def _without(lines: list[Line], pressed: str) -> list[Line]:
    number = pressed.rpartition("-")[2]
    return [one for place, one in enumerate(lines) if str(place) != number]


def _condition(number: int, one: Line, known: Choices) -> dict[str, Any]:
    kind = kind_of(one["field"]) or Kind.NAME
    return {
        "prefix": f"condition-{number}",
        "field": one["field"],
        "words": field_words(one["field"], known),
        "ops": [(op, OP_WORDS[op]) for op in OPS[kind]],
        "op": one["op"],
        "value": one["value"],
        "options": known.of_field.get(one["field"]),
        "hint": _("refund, money back") if kind == Kind.TEXT else "",
    }


def _deed(number: int, one: Line, known: Choices) -> dict[str, Any]:
    return {
        "prefix": f"deed-{number}",
        "kind": one["kind"],
        "words": DEED_WORDS.get(one["kind"], ""),
        "value": one["value"],
        "key": one.get("key", ""),
        "options": known.of_deed.get(one["kind"]),
        "keys": list(known.custom.items()) if one["kind"] == "field" else None,
        "is_long": one["kind"] in LONG,
        "help": PLACEHOLDERS_HELP if one["kind"] in LONG else "",
    }

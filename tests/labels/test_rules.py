"""What may stand in a custom field, and when it is asked for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.labels import rules
from rapport.labels.rules import Definition, FieldProblem, clean, is_shown, missing

SIZES = Definition("size", "Size", "choice", ("S", "M", "L"))
PARTS = Definition("parts", "Parts", "choices", ("Chain", "Brake", "Wheel"))


def of(kind: str) -> Definition:
    return Definition("x", "It", kind, ("a", "b"))


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  A-17 ", "A-17"),
        ("text", "", None),
        ("number", "12", 12),
        ("number", "3,50", 3.5),
        ("number", 0, 0),
        ("choice", "b", "b"),
        ("choices", ["b", "a", "b"], ["a", "b"]),
        ("choices", [], None),
        ("date", "2026-03-04", "2026-03-04"),
        ("tick", "on", True),
        ("tick", "", False),
        ("tick", False, False),
        ("link", "https://shop.example/o/17?x=1", "https://shop.example/o/17?x=1"),
    ],
)
def test_a_value_is_stored_as_its_kind(kind: str, raw: Any, value: Any) -> None:
    assert clean(of(kind), raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("text", "x" * 501),
        ("text", ["a"]),
        ("text", "a\x00b"),
        ("number", "many"),
        ("number", "nan"),
        ("number", "inf"),
        ("number", True),
        ("choice", "c"),
        ("choices", ["a", "z"]),
        ("date", "4.3.2026"),
        ("date", "2026-02-30"),
        ("tick", "perhaps"),
        ("link", "javascript:alert(1)"),
        ("link", "https://"),
        ("link", "https://a b.example"),
        ("link", "//shop.example"),
    ],
)
def test_what_cannot_stand_there_is_refused(kind: str, raw: Any) -> None:
    with pytest.raises(FieldProblem):
        clean(of(kind), raw)


@given(st.sampled_from(["text", "number", "choice", "choices", "date", "tick", "link"]), st.text())
def test_whatever_somebody_types_is_cleaned_or_refused(kind: str, raw: str) -> None:
    try:
        value = clean(of(kind), raw)
    except FieldProblem:
        return
    assert clean(of(kind), value) == value


def shown(given: dict[str, Any] | None = None, type_key: str = "", inbox_id: int = 1, **when: Any) -> bool:
    return is_shown(Definition("x", "X", shown_when=when), type_key=type_key, inbox_id=inbox_id, values=given or {})


def test_a_field_is_asked_for_when_every_condition_holds() -> None:
    assert shown()
    assert shown(types=["return"], type_key="return", inboxes=[1])
    assert not shown(types=["return"], type_key="return", inboxes=[2])
    assert not shown(types=["return"], type_key="idea")


def test_a_field_waits_for_the_value_of_another() -> None:
    assert shown({"size": "L"}, field="size", values=["L", "M"])
    assert not shown({"size": "S"}, field="size", values=["L", "M"])
    assert shown({"parts": ["Chain", "Wheel"]}, field="parts", values=["Wheel"])
    assert shown({"size": "S"}, field="size", values=[])
    assert not shown({}, field="size", values=[])
    assert shown({"paid": True}, field="paid", values=["yes"])
    assert not shown({"paid": False}, field="paid", values=["yes"])


def test_only_what_is_asked_for_is_missing() -> None:
    order = Definition("order", "Order", required=True, shown_when={"types": ["return"]})
    agreed = Definition("agreed", "Agreed", "tick", required=True)
    where: dict[str, Any] = {"inbox_id": 1}
    assert missing([order, SIZES], type_key="idea", values={}, **where) == []
    assert missing([order, SIZES], type_key="return", values={}, **where) == [order]
    assert missing([order], type_key="return", values={"order": 0}, **where) == []
    assert missing([agreed], type_key="", values={"agreed": False}, **where) == []


def test_values_in_words() -> None:
    assert [rules.written(one) for one in (True, False, ["a", "b"], 3.5)] == ["Yes", "No", "a, b", "3.5"]

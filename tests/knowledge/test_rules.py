"""What is stored as an action, whoever stored it, does only what is on the list."""

from typing import Any

import pytest

from rapport.knowledge.rules import known_actions


def test_known_actions_stay_each_once_the_last_one_said() -> None:
    given: list[dict[str, Any]] = [
        {"do": "status", "value": "open"},
        {"do": "priority", "value": -1},
        {"do": "status", "value": "done"},
    ]
    assert known_actions(given) == [{"do": "status", "value": "done"}, {"do": "priority", "value": -1}]


def test_tags_are_tidied_and_counted_once_whatever_their_case() -> None:
    given = [{"do": "tags", "value": [" spare   part ", "Spare Part", "", *(f"t{n}" for n in range(20))]}]
    names = known_actions(given)[0]["value"]
    assert names[:2] == ["Spare Part", "t0"]
    assert len(names) == 10


@pytest.mark.parametrize(
    "one",
    [
        {"do": "delete", "value": 1},
        {"do": "__class__", "value": "x"},
        {"value": "done"},
        {"do": ["status"], "value": "done"},
        {"do": "status", "value": "spam"},
        {"do": "tags", "value": "refund"},
        {"do": "tags", "value": [" "]},
        {"do": "assign", "value": "everybody"},
        {"do": "assign", "value": True},
        {"do": "assign", "value": 10**30},
        {"do": "priority", "value": "urgent"},
        {"do": "priority", "value": None},
    ],
)
def test_whatever_else_was_stored_does_nothing(one: dict[str, Any]) -> None:
    assert known_actions([one]) == []

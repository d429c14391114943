"""One table says which keys there are; what somebody moved is checked before it is kept."""

import re
from pathlib import Path

import pytest

from rapport.web import keys

TEMPLATES = Path(__file__).parents[2] / "rapport"


def test_every_key_of_a_page_stands_in_the_table() -> None:
    known = {key.key for group in keys.GROUPS for key in group.keys}
    used = {
        found
        for path in TEMPLATES.rglob("*.html")
        for found in re.findall(r'data-key="([^"{]+)"', path.read_text(encoding="utf-8"))
    }
    assert used <= known, "give these keys their words in rapport/web/keys.py"


def test_the_usual_keys_do_not_collide() -> None:
    assert keys.problem({}) == ""


@pytest.mark.parametrize("pressed", ["ab", "g", "gi", " ", "Enter"])
def test_what_is_no_single_key_is_refused_with_words(pressed: str) -> None:
    assert f"“{pressed}”" in keys.problem({"e": pressed})


def test_two_actions_on_one_key_are_refused_naming_both() -> None:
    words = keys.problem({"e": "n"})
    assert "“n”" in words
    assert "Done" in words
    assert "Internal note" in words


def test_two_keys_can_change_places() -> None:
    assert keys.problem({"e": "n", "n": "e"}) == ""


def test_a_second_key_is_taken_too() -> None:
    assert "Later" in keys.problem({"e": "b"})


def test_what_the_table_does_not_know_moves_nothing() -> None:
    assert keys.chosen({"map": {"e": "y", "nothing": "q", "n": 5, "r": "r"}}) == {"e": "y"}


def test_a_capital_letter_is_shown_with_shift() -> None:
    assert keys.shown(keys.Key("R", "Reply to all"), {}) == [["Shift", "r"]]
    assert keys.shown(keys.Key("o", "Open", "Enter"), {"o": "g o"}) == [["g", "o"], ["Enter"]]

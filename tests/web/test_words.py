from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.web import words

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nora Lind", "NL"),
        ("Jonas Emil Weber", "JW"),
        ("nora@lind.example", "N"),
        ("nora.lind@example.org", "NL"),
        ("Æsa", "Æ"),
        ("李 小龙", "李小"),
        ("  ", "?"),
        ("", "?"),
        ("<script>", "?"),
        ("@", "?"),
    ],
)
def test_initials_are_the_first_letters_of_the_first_and_last_word(name: str, letters: str) -> None:
    assert words.initials(name) == letters


@given(st.text())
def test_initials_are_never_empty_and_never_markup(name: str) -> None:
    letters = words.initials(name)
    assert letters
    assert not set(letters) & set("<>&\"'")


@given(st.text())
def test_a_hue_is_one_of_those_the_style_sheet_knows(name: str) -> None:
    assert words.hue(name) in range(words.HUES)


def test_a_hue_does_not_change_between_processes() -> None:
    assert [words.hue(name) for name in ("Nora Lind", "nora lind", "Mo Larsen")] == [2, 2, 1]


@pytest.mark.parametrize(
    ("left", "said", "state"),
    [
        (timedelta(days=2, hours=5), "in 2 d", "ok"),
        (timedelta(hours=1, seconds=1), "in 1 h", "ok"),
        (timedelta(hours=1), "in 1 h", "soon"),
        (timedelta(minutes=24), "in 24 min", "soon"),
        (timedelta(seconds=59), "now", "soon"),
        (timedelta(0), "now", "late"),
        (timedelta(seconds=-59), "now", "late"),
        (timedelta(minutes=-25), "25 min late", "late"),
        (timedelta(days=-3), "3 d late", "late"),
    ],
)
def test_a_due_clock_says_what_is_left(left: timedelta, said: str, state: str) -> None:
    assert words.due_words(AT + left, AT) == said
    assert words.due_state(AT + left, AT) == state


EDGES = (0, 1, 59, 60, 61, 119, 120, 3599, 3600, 3601, 7199, 7200, 86399, 86400, 86401, 90001, 172800, 172801, 259200)


def test_a_clock_has_another_mark_exactly_when_it_says_or_shows_something_else() -> None:
    said, marks = {}, {}
    for seconds in (*EDGES, *(-seconds for seconds in EDGES)):
        due = AT + timedelta(seconds=seconds)
        said[seconds] = words.due_words(due, AT), words.due_state(due, AT)
        marks[seconds] = words.due_mark(due, AT)
    for one, other in product(said, repeat=2):
        assert (said[one] == said[other]) == (marks[one] == marks[other]), (one, other)

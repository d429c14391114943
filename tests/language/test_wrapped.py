"""What a mail program broke is put together; what a person broke stays."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.language.wrapped import READ, unwrap

WRITTEN = (
    "Came in on the 220 bus in the lashing rain because the text said ready from 5 yesterday. Bike was still in two "
    "halves on the stand. Young lad very polite but polite doesn't get me home to Carrigaline. When is it ready?"
)


@pytest.mark.parametrize("width", [60, 65, 72, 76, 78])
def test_a_paragraph_that_was_broken_is_whole_again(width: int) -> None:
    assert unwrap(textwrap.fill(WRITTEN, width)) == WRITTEN


def test_what_stands_below_it_keeps_its_lines() -> None:
    below = "\n\nThanks\nColm Haverty\n14 Main Street\nCarrigaline"
    assert unwrap(textwrap.fill(WRITTEN, 72) + below) == WRITTEN + below


@pytest.mark.parametrize(
    "line", ["- a bell", "* a bell", "2. a bell", "> a bell", "  a bell", "Order number: 4711", "— Colm", "| a | b |"]
)
def test_a_line_of_its_own_stays_one(line: str) -> None:
    full = "I ordered these things from you last week, and none of them has come yet:"
    assert unwrap(f"{full}\n{line}") == f"{full}\n{line}"


@pytest.mark.parametrize("text", ["", "\n", "short\nlines", f"{WRITTEN}\nnot broken by a program", "x" * 70 + "\nword"])
def test_what_was_not_broken_is_left_alone(text: str) -> None:
    assert unwrap(text) == text


def test_a_long_address_says_nothing_of_the_width() -> None:
    address = "https://shop.example/" + "a" * 200
    assert unwrap(f"{textwrap.fill(WRITTEN, 72)}\n{address}") == f"{WRITTEN}\n{address}"


@given(st.lists(st.text("ab >-:\t.1", max_size=90), max_size=12))
def test_no_letter_is_lost_and_none_is_moved(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert unwrap(text).replace("\n", " ") == text.replace("\n", " ")


def test_only_the_beginning_of_a_book_is_read() -> None:
    text = "\n".join(["word " * 14 + "word"] * 3000)
    assert unwrap(text)[-1000:] == text[-1000:]
    assert len(text) > READ

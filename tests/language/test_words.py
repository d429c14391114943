"""Words are found however they are written, in any script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.language.words import LONGEST, Asked, asked, fold, words, written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("Crème Brûlée", "creme brulee"),
        ("Zoë", "zoe"),
        ("Łódź", "lodz"),
        ("Søren", "Soren"),
        ("İSTANBUL", "istanbul"),
        ("Ёлка", "елка"),
        ("e\u0301tude", "étude"),
        ("Fahr\u00adrad", "Fahrrad"),
        ("ﬁnance", "finance"),
        ("ＡＢＣ１", "abc1"),
        ("Άνθρωπος", "ανθρωπος"),
    ],
)
def test_spellings_of_one_word_are_the_same(one: str, other: str) -> None:
    assert list(words(one)) == list(words(other)) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("„Bremse“ kaputt.Bitte and/or", ["bremse", "kaputt", "bitte", "and", "or"]),
        ("uma@customer.example", ["uma", "customer", "example"]),
        ("order_no-4711/b", ["order", "no", "4711", "b"]),
        ("don’t l'eau", ["don", "t", "l", "eau"]),
        ("", []),
        ("… — ::", []),
    ],
)
def test_whatever_is_no_letter_and_no_digit_stands_between_words(text: str, expected: list[str]) -> None:
    assert list(words(text)) == expected


def test_a_word_of_a_script_without_spaces_is_found_wherever_it_stands() -> None:
    text = list(words("私の自転車の修理をお願いします"))
    for part in ("自転車", "修理", "お願い"):
        wanted = [one.word for one in asked(part)]
        assert any(text[at : at + len(wanted)] == wanted for at in range(len(text)))
    assert asked("車") == [Asked("車", begins=True)]
    assert any(word.startswith("車") for word in text)


def test_a_phrase_of_two_scripts_is_found() -> None:
    text, wanted = list(words("自転車 repair 注文 42")), [one.word for one in asked("自転車 repair 注文")]
    assert text[: len(wanted)] == wanted


@given(st.text(max_size=300))
def test_any_text_has_words_of_letters_and_digits(text: str) -> None:
    for word in words(text):
        assert re.fullmatch(r"[^\W_]+", word)
        assert "'" not in word
        assert "\\" not in word
        assert 0 < len(word) <= LONGEST


@given(st.text(max_size=200))
def test_what_was_asked_stands_in_the_text_it_was_taken_from(text: str) -> None:
    known, wanted = list(words(text)), asked(text)
    for one, word in zip(wanted, known, strict=False):
        assert word.startswith(one.word) if one.begins else word == one.word


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=200))
def test_the_places_of_words_are_those_of_the_text(text: str) -> None:
    for one in written(text):
        assert fold(text[one.start : one.end])[:LONGEST] == one.word


def test_a_long_text_takes_linear_time() -> None:
    assert sum(1 for _ in words("aé車" * 100_000)) > 100_000

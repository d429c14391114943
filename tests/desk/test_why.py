"""The reasons for a place on the pile are stored in English and told in the reader's language."""

import pytest
from django.utils.translation import override

from rapport.desk.present.why import WORDS, said
from rapport.recovery.rules import WORDS as STEPS
from rapport.triage.rules import PRIORITY_WORDS, repeat_boost


def test_every_step_and_priority_has_its_words() -> None:
    assert {*STEPS.values(), *PRIORITY_WORDS.values()} <= set(WORDS)


@pytest.mark.parametrize("words", WORDS)
def test_they_are_told_in_german(words: str) -> None:
    with override("de"):
        assert said(words) != words
    with override("en"):
        assert said(words) == words


def test_the_number_of_a_contact_is_told_in_both() -> None:
    boost = repeat_boost(3)
    assert boost
    with override("en"):
        assert said(boost.words) == "3rd contact in a week"
    with override("de"):
        assert said(boost.words) == "3. Kontakt in einer Woche"

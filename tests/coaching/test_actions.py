"""A rule that nobody follows falls silent; a lead may let it speak again."""

import pytest

from rapport.coaching import actions, queries, rules
from rapport.coaching.actions import ToneError
from rapport.language.tone import Rule
from rapport.platform.models import Event
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("followed", "dismissed", "unwanted"),
    [(0, 49, False), (0, 50, True), (15, 35, False), (14, 36, True), (50, 0, False)],
)
def test_a_rule_is_unwanted_after_seven_of_ten_over_fifty(followed: int, dismissed: int, unwanted: bool) -> None:
    assert rules.is_unwanted(followed, dismissed) is unwanted


def test_a_rule_retires_once_and_says_so() -> None:
    ended = [actions.decide(Rule.JARGON, followed=False, at=NOON) for _ in range(52)]
    assert ended.count(True) == 1
    assert queries.rules_off() == {"jargon"}
    assert Event.objects.get(name="coaching.rule_retired").data == {"rule": "jargon", "followed": 0, "dismissed": 50}


def test_a_rule_switched_on_again_starts_afresh() -> None:
    for _ in range(50):
        actions.decide(Rule.JARGON, followed=False, at=NOON)
    actions.switch(Rule.JARGON, on=True, actor=cast.mo(), at=NOON)
    row = queries.tone_rules()["jargon"]
    assert (row.is_off, row.followed, row.dismissed, row.retired_at) == (False, 0, 0, None)
    assert not actions.decide(Rule.JARGON, followed=False, at=NOON)


def test_a_lead_switches_a_rule_off() -> None:
    actions.switch(Rule.BLAME, on=False, actor=cast.mo(), at=NOON)
    assert queries.rules_off() == {"blame"}


def add(phrase: str) -> None:
    actions.add_phrase(Rule.JARGON, language="en", phrase=phrase, rewrite="", actor=cast.mo(), at=NOON)


def test_a_phrase_is_kept_once_whatever_its_case() -> None:
    add("  bottom   bracket shell ")
    assert [row.phrase for row in queries.phrases("en")] == ["bottom bracket shell"]
    with pytest.raises(ToneError, match="on the list already"):
        add("Bottom Bracket SHELL")


def test_a_phrase_of_two_letters_is_refused() -> None:
    with pytest.raises(ToneError, match="three letters"):
        add(" a ")

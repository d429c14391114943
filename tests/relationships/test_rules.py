"""Which way it goes, and since when somebody is unhappy."""

from datetime import datetime, timedelta

import pytest

from rapport.relationships.rules import (
    HALF_LIFE,
    WEIGHTS,
    Direction,
    Sign,
    Signal,
    Trend,
    causes,
    level,
    spell,
    trend,
)  # fmt: skip
from tests.cast import NOON


def ago(days: float, sign: Sign, conversation: int = 1) -> Signal:
    return Signal(NOON - timedelta(days=days), sign, conversation)


def of(*found: Signal) -> Trend:
    one = trend(found, NOON)
    assert one is not None
    return one


def test_two_signs_are_too_few_and_three_are_enough() -> None:
    two = [ago(1, Sign.BAD), ago(2, Sign.BAD)]
    assert trend(two, NOON) is None
    assert of(*two, ago(3, Sign.BAD)).direction == Direction.FALLING


def test_a_signal_is_worth_half_after_sixty_days() -> None:
    assert level([ago(0, Sign.GREAT)], NOON) == WEIGHTS[Sign.GREAT]
    assert level([Signal(NOON - HALF_LIFE, Sign.GREAT, 1)], NOON) == pytest.approx(WEIGHTS[Sign.GREAT] / 2)


def test_what_is_older_than_we_look_back_or_still_to_come_says_nothing() -> None:
    old, later = ago(300, Sign.BAD), ago(-1, Sign.BAD)
    assert trend([old, later, ago(1, Sign.BAD), ago(2, Sign.BAD)], NOON) is None


@pytest.mark.parametrize(
    ("signs", "direction"),
    [
        ([ago(200, Sign.GREAT), ago(100, Sign.GREAT), ago(5, Sign.BAD)], Direction.FALLING),
        ([ago(200, Sign.BAD), ago(90, Sign.BAD), ago(5, Sign.GREAT), ago(1, Sign.GREAT)], Direction.RISING),
        ([ago(120, Sign.GOOD), ago(65, Sign.GOOD), ago(5, Sign.GOOD)], Direction.STEADY),
        ([ago(50, Sign.BAD), ago(40, Sign.WON_BACK), ago(5, Sign.GREAT)], Direction.RISING),
    ],
)
def test_what_happened_lately_decides(signs: list[Signal], direction: Direction) -> None:
    assert of(*signs).direction == direction


def test_the_three_heaviest_causes_are_named_with_where_they_were_last() -> None:
    found = causes(
        [
            ago(9, Sign.LONG_WAIT, 4), ago(8, Sign.LONG_WAIT, 5), ago(7, Sign.BROKEN_PROMISE, 6), ago(6, Sign.BAD, 7),
            ago(5, Sign.BAD, 8), ago(4, Sign.NOT_QUITE, 9), ago(3, Sign.GREAT, 10),
        ]
    )  # fmt: skip
    assert [(one.sign, one.times, one.conversation) for one in found] == [
        (Sign.BAD, 2, 8), (Sign.BROKEN_PROMISE, 1, 6), (Sign.LONG_WAIT, 2, 5),
    ]  # fmt: skip


def test_causes_are_those_of_the_last_sixty_days() -> None:
    assert of(ago(100, Sign.BROKEN_PROMISE), ago(20, Sign.BAD), ago(10, Sign.GOOD)).causes[0].sign == Sign.BAD
    assert len(of(ago(100, Sign.BROKEN_PROMISE), ago(20, Sign.BAD), ago(10, Sign.GOOD)).causes) == 1


def test_somebody_is_unhappy_since_the_first_bad_sign_after_the_last_good_one() -> None:
    signs = [
        ago(90, Sign.BAD),
        ago(60, Sign.GREAT),
        ago(30, Sign.NOT_QUITE),
        ago(20, Sign.COMPLAINT),
        ago(10, Sign.BAD),
    ]
    found = spell(reversed(signs))
    assert found is not None
    assert (found.since, found.last, found.last_good_at) == (signs[2].at, signs[4], signs[1].at)


@pytest.mark.parametrize("last", [Sign.GOOD, Sign.GREAT, Sign.WON_BACK])
def test_a_good_sign_ends_it(last: Sign) -> None:
    assert spell([ago(9, Sign.BAD), ago(1, last)]) is None


def test_only_what_they_said_themselves_makes_somebody_unhappy() -> None:
    assert spell([ago(9, Sign.COMPLAINT), ago(5, Sign.BROKEN_PROMISE), ago(3, Sign.LONG_WAIT)]) is None
    assert spell([]) is None


def test_what_came_at_the_same_moment_is_taken_in_the_order_given() -> None:
    moment: datetime = NOON
    assert spell([Signal(moment, Sign.BAD, 1), Signal(moment, Sign.GREAT, 1)]) is None

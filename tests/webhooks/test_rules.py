from datetime import timedelta

from rapport.webhooks import rules
from tests.cast import NOON, later


def test_it_is_tried_for_days_and_then_given_up() -> None:
    spans = [rules.next_try(tries, NOON) for tries in range(1, 10)]
    assert [moment and moment - NOON for moment in spans[:2]] == [timedelta(seconds=5), timedelta(minutes=5)]
    assert spans[7] == later(hours=48)
    assert spans[8] is None


def test_only_a_success_is_a_success() -> None:
    assert [status for status in (0, 199, 200, 204, 299, 302, 404, 410, 500) if rules.is_taken(status)] == [
        200,
        204,
        299,
    ]


def test_three_days_without_success_are_enough() -> None:
    assert not rules.is_lost(None, later(days=30))
    assert not rules.is_lost(NOON, later(days=2, hours=23))
    assert rules.is_lost(NOON, later(days=3))

from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.triage import rules
from rapport.triage.rules import Boost, Obligation, explain, rank
from tests.cast import NOON, later


def test_nothing_owed_means_no_place() -> None:
    assert rank([], [Boost("Complaint", 72)]) is None


def test_a_complaint_is_treated_as_due_three_days_earlier() -> None:
    placed = rank([Obligation("Reply due", later(hours=4))], [Boost("Complaint", 72)])
    assert placed is not None
    assert placed.key == later(hours=4 - 72)


def test_boosts_together_are_capped_at_five_days() -> None:
    boosts = [Boost("Complaint", 72), Boost("Unhappy", 72), Boost("Reopened", 12)]
    placed = rank([Obligation("Reply due", NOON)], boosts)
    assert placed is not None
    assert placed.key == NOON - timedelta(hours=rules.CAP_HOURS)


def test_the_most_pressing_obligation_decides_and_is_named_first() -> None:
    placed = rank([Obligation("Reply due", later(hours=8)), Obligation("Promise due", later(hours=9), 96)], [])
    assert placed is not None
    assert placed.why[0]["words"] == "Promise due"
    assert placed.key == later(hours=9 - 96)


@pytest.mark.parametrize(("nth", "hours"), [(1, None), (2, None), (3, 8), (4, 16), (5, 24), (9, 24)])
def test_each_contact_after_the_second_adds_eight_hours_up_to_a_day(nth: int, hours: int | None) -> None:
    boost = rules.repeat_boost(nth)
    assert (boost.hours if boost else None) == hours


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd"), (113, "113th")],
)
def test_contacts_are_counted_in_words(number: int, words: str) -> None:
    assert rules.ordinal(number) == words


def test_a_place_explains_itself() -> None:
    placed = rank([Obligation("Reply due", later(hours=4))], [Boost("Complaint", 72), Boost("Reopened", 12)])
    assert placed is not None
    text = explain(placed.key, placed.why).text
    assert text == "Treated as due Sun 01 Mar 04:00. Reply due Wed 04 Mar 16:00 · Complaint −72 h · Reopened −12 h."


hours = st.integers(-400, 400)
case = st.tuples(hours, st.lists(st.integers(0, 100), max_size=4))


@given(st.lists(case, min_size=2, max_size=8), st.integers(0, 1000))
def test_the_order_of_two_never_changes_by_the_passing_of_time(cases: list[tuple[int, list[int]]], wait: int) -> None:
    """urgency_i(t) = hours(t - key_i): whoever is first stays first at every later time."""
    keys = [rank([Obligation("x", later(hours=due))], [Boost("b", h) for h in boosts]) for due, boosts in cases]
    for left, right in combinations([k.key for k in keys if k], 2):
        now, then = NOON, later(hours=wait)
        assert ((now - left) >= (now - right)) == ((then - left) >= (then - right))


@given(case, case)
def test_nobody_is_passed_by_someone_who_came_more_than_the_cap_later(
    one: tuple[int, list[int]], two: tuple[int, list[int]]
) -> None:
    a = rank([Obligation("x", later(hours=one[0]))], [Boost("b", h) for h in one[1]])
    b = rank([Obligation("x", later(hours=two[0]))], [Boost("b", h) for h in two[1]])
    assert a is not None
    assert b is not None
    if two[0] - one[0] > rules.CAP_HOURS:
        assert a.key < b.key


@pytest.mark.parametrize(("priority", "hours"), [(-1, -12), (0, None), (1, 12), (2, 48)])
def test_a_priority_set_by_hand_moves_it_by_hours(priority: int, hours: int | None) -> None:
    boost = rules.priority_boost(priority)
    assert (boost.hours if boost else None) == hours


def test_a_low_priority_is_explained_as_coming_later() -> None:
    low = rules.priority_boost(-1)
    assert low is not None
    placed = rank([Obligation("Reply due", NOON)], [low])
    assert placed is not None
    assert placed.key == later(hours=12)
    assert explain(placed.key, placed.why).reasons == ["Low priority +12 h"]


def test_a_head_start_that_was_cut_says_so() -> None:
    placed = rank([Obligation("First human word due", NOON, 96)], [Boost("Unhappy", 72)])
    assert placed is not None
    told = explain(placed.key, placed.why)
    assert told.reasons == ["head start −96 h", "Unhappy −72 h", "at most −120 h"]
    assert told.treated_as_due == later(hours=-120)
    whole = rank([Obligation("Reply due", NOON)], [Boost("Unhappy", 72), Boost("Broken promise", 48)])
    assert whole is not None
    assert "at most" not in explain(whole.key, whole.why).text

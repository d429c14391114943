from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.recovery import rules
from rapport.recovery.rules import MoneyProblem, Severity
from tests.cast import later


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12.50", "EUR", 1250), ("12,5", "EUR", 1250), ("12", "EUR", 1200), ("1 200", "EUR", 120_000),
        ("0.01", "USD", 1), ("500", "JPY", 500), ("1.234", "KWD", 1234),
    ],
)  # fmt: skip
def test_money_is_read_as_whole_minor_units(text: str, currency: str, amount: int) -> None:
    assert rules.read_money(text, currency) == amount


@pytest.mark.parametrize("text", ["", "-5", "1.234", "1,2,3", "1e5", "ten", "12.50€", "٣", "9" * 14, "1.", ".5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyProblem):
        rules.read_money(text, "EUR")


@given(st.integers(0, rules.MOST_MONEY), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_is_shown_reads_as_the_same_amount(amount: int, currency: str) -> None:
    if amount < 10**13:
        assert rules.read_money(rules.money_words(amount, currency).split()[0], currency) == amount


def test_danger_is_grave_one_reason_serious_two_grave() -> None:
    for hard, money, unsafe, repeat in product([False, True], [None, 0, 100], [False, True], [False, True]):
        found = rules.severity(hard_words=hard, money=money, is_unsafe=unsafe, is_repeat=repeat)
        reasons = hard + bool(money) + repeat
        assert found == (Severity.GRAVE if unsafe or reasons > 1 else Severity.SERIOUS if reasons else Severity.LIGHT)


@given(st.sets(st.sampled_from(rules.ORDER)), st.booleans())
def test_what_is_missing_and_what_is_next_agree(done: set[str], is_public: bool) -> None:
    steps = rules.required(is_public=is_public)
    missing = rules.missing(done, steps)
    assert set(missing) == set(steps) - done
    assert rules.next_step(done, steps) == (missing[0] if missing else None)


def test_each_step_has_a_name_on_the_pile_and_each_but_the_last_a_time() -> None:
    assert set(rules.WORDS) == set(rules.ORDER)
    assert set(rules.AFTER) == set(rules.ORDER) - {"learned"}


def test_a_step_is_due_after_the_last_one_before_it() -> None:
    done = {"contacted": later(), "agreed": later(hours=9)}
    assert rules.due(done, "apologised", later(hours=-1)) == later(hours=24)
    assert rules.due(done, "fixed", later(hours=-1)) == later(hours=9 + 72)
    assert rules.due({}, "contacted", later(hours=-1)) == later(hours=-1)


@pytest.mark.parametrize(
    ("limit", "given_", "amount", "may"),
    [(100, 0, 100, True), (100, 1, 100, False), (0, 0, 0, True), (0, 0, 1, False), (None, 10**9, 10**9, True)],
)
def test_the_limit_counts_what_was_given_before(limit: int | None, given_: int, amount: int, may: bool) -> None:
    assert rules.within(limit, given_, amount) is may

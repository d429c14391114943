"""What a rule looks at, when it applies, and what it may say: no database."""

import pytest

from rapport.automation import rules
from rapport.automation.rules import Condition, Deed, Moment, Rule, RuleProblem, Snapshot

SEEN = Snapshot(
    inbox="1",
    subject="Refund for order 7",
    body="I want my MONEY back, please.",
    sender="uma@shop.customer.example",
    organization="Wheels Ltd",
    tag=("vip", "Refund"),
    priority="1",
    status="open",
    complaint=True,
    rating=2,
    fields={"colour": "red", "parts": ["chain", "bell"], "urgent": True, "count": 3},
)


def rule(*conditions: Condition, needs_all: bool = True) -> Rule:
    return Rule(1, "R", Moment.WRITES, 0, needs_all, conditions, (Deed("tag", "x"),))


@pytest.mark.parametrize(
    ("field", "op", "value", "holds"),
    [
        ("subject", "has", "refund", True),
        ("subject", "has", "chain, ORDER", True),
        ("subject", "lacks", "chain, order", False),
        ("body", "has", "money back", True),
        ("body", "has", ".*", False),
        ("body", "lacks", "^I", True),
        ("sender", "is", "UMA@shop.customer.example", True),
        ("domain", "is", "customer.example", True),
        ("domain", "is", "stomer.example", False),
        ("domain", "is_not", "elsewhere.example", True),
        ("organization", "is", "wheels ltd", True),
        ("tag", "is", "refund", True),
        ("tag", "is_not", "vip", False),
        ("inbox", "is", "1", True),
        ("inbox", "is_not", "1", False),
        ("assignee", "is", "", True),
        ("priority", "is", "1", True),
        ("complaint", "is", "yes", True),
        ("complaint", "is", "no", False),
        ("attachment", "is", "no", True),
        ("rating", "at_most", "2", True),
        ("rating", "at_least", "3", False),
        ("field:colour", "is", "red, blue", True),
        ("field:parts", "is", "bell", True),
        ("field:urgent", "is", "yes", True),
        ("field:count", "is", "3", True),
        ("field:missing", "is", "x", False),
        ("field:missing", "is_not", "x", True),
    ],
)
def test_a_condition(field: str, op: str, value: str, holds: bool) -> None:
    assert rules.holds(rules.condition(field, op, value), SEEN) is holds


def test_what_was_never_rated_is_neither_good_nor_bad() -> None:
    for op in ("at_most", "at_least"):
        assert not rules.holds(Condition("rating", op, "2"), Snapshot())


def test_all_or_any() -> None:
    yes, no = Condition("tag", "is", "vip"), Condition("tag", "is", "no")
    assert rules.judge(rule(), SEEN).applies
    assert not rules.judge(rule(yes, no), SEEN).applies
    verdict = rules.judge(rule(yes, no, needs_all=False), SEEN)
    assert (verdict.applies, verdict.held, verdict.missed) == (True, (yes,), (no,))
    assert not rules.judge(rule(no, needs_all=False), SEEN).applies


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("nothing", "is", "x"),
        ("field:", "is", "x"),
        ("subject", "is", "x"),
        ("subject", "has", " , "),
        ("complaint", "is", "maybe"),
        ("rating", "at_most", "5"),
        ("rating", "at_most", "²"),
    ],
)
def test_a_condition_that_says_nothing_is_refused(field: str, op: str, value: str) -> None:
    with pytest.raises(RuleProblem):
        rules.condition(field, op, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("burn", "x"), ("tag", " "), ("snooze", "0"), ("snooze", "1.5"), ("status", "later"), ("field", "x")],
)
def test_a_deed_that_cannot_be_done_is_refused(kind: str, value: str) -> None:
    with pytest.raises(RuleProblem):
        rules.deed(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}}",
        "{% debug %}",
        "{{settings.SECRET_KEY}}",
        "${7*7}",
        "{{customer.name",
        "{{ customer.password }}",
        "}}{{",
    ],
)
def test_s25_what_is_no_placeholder_stays_as_it_is(text: str) -> None:
    assert rules.fill(text, {"customer.name": "Uma", "settings.SECRET_KEY": "no"}) == text


def test_s25_what_a_value_brings_along_is_not_read_again() -> None:
    values = {"customer.name": "{{agent.name}}", "agent.name": "Ada"}
    assert rules.fill("Dear {{ customer.name }}, {{agent.name}}", values) == "Dear {{agent.name}}, Ada"

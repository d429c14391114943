from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from rapport.surveys import rules
from rapport.surveys.models import Why
from rapport.surveys.rules import SCALES, Case, Sum
from tests.cast import NOON, later

AGAINST: list[tuple[str, dict[str, Any]]] = [
    ("switched_off", {"is_on": False}),
    ("reopened", {"is_closed": False}),
    ("no_address", {"has_address": False}),
    ("staff", {"is_staff": True}),
    ("bounced", {"comes_back": True}),
    ("opted_out", {"is_opted_out": True}),
    ("automated", {"is_automated": True}),
    ("doubtful", {"is_doubtful": True}),
    ("in_recovery", {"is_in_recovery": True}),
    ("not_yet", {"considered_at": NOON - timedelta(days=89), "every_days": 90}),
    ("not_drawn", {"is_drawn": False}),
    ("throttled", {"asked_at": NOON - timedelta(days=29)}),
]


def test_nothing_against_it() -> None:
    assert rules.why_not(Case(), NOON) == ""


@pytest.mark.parametrize(("reason", "known"), AGAINST)
def test_every_reason_alone(reason: str, known: dict[str, Any]) -> None:
    assert rules.why_not(Case(**known), NOON) == reason


def test_the_first_reason_is_said_and_every_reason_is_tried() -> None:
    everything = {name: value for _, known in AGAINST for name, value in known.items()}
    assert {reason for reason, _ in AGAINST} == set(Why.values)
    assert set(everything) == {field.name for field in fields(Case)} - {"throttle_days"}
    for number, (reason, known) in enumerate(AGAINST):
        rest = {name: value for _, one in AGAINST[number:] for name, value in one.items()}
        assert rules.why_not(Case(**rest), NOON) == reason
        assert known


def test_the_throttle_ends_to_the_second() -> None:
    case = Case(asked_at=NOON)
    assert rules.why_not(case, later(days=30, seconds=-1)) == "throttled"
    assert rules.why_not(case, later(days=30)) == ""
    assert rules.why_not(replace(case, throttle_days=7), later(days=7)) == ""


def test_bands() -> None:
    nps, ces = SCALES["nps"], SCALES["ces"]
    assert [nps.band(number) for number in nps.numbers] == ["low"] * 7 + ["middle"] * 2 + ["high"] * 2
    assert [ces.band(number) for number in ces.numbers] == ["low"] * 3 + ["middle"] * 2 + ["high"] * 2


@pytest.mark.parametrize("share", [1, 25, 50, 99])
def test_the_draw_takes_its_share_and_can_be_drawn_again(share: int) -> None:
    drawn = [rules.is_drawn("seed", f"closed:1:{number}", share) for number in range(20_000)]
    assert abs(sum(drawn) / len(drawn) - share / 100) < 0.012
    assert drawn == [rules.is_drawn("seed", f"closed:1:{number}", share) for number in range(20_000)]
    assert drawn != [rules.is_drawn("other", f"closed:1:{number}", share) for number in range(20_000)]


def test_everybody_and_nobody() -> None:
    assert all(rules.is_drawn("seed", str(number), 100) for number in range(1000))
    assert not any(rules.is_drawn("seed", str(number), 0) for number in range(1000))


def test_a_sum() -> None:
    found = Sum(asked=50, counts={10: 3, 8: 2, 0: 1})
    assert (found.n, found.of(SCALES["nps"], "high"), found.of(SCALES["nps"], "low")) == (6, 3, 1)

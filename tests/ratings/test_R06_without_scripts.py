from datetime import timedelta

import pytest

from tests.ratings.simulation import CLIENTS, FACES, count, deliveries, report

pytestmark = pytest.mark.django_db


def test_a_person_without_scripts_who_presses_send_always_counts() -> None:
    """One in three opens another face first, and some answer within seconds of the hand-over."""
    mails = deliveries("R6")
    for one in mails:
        at, score = one.opening_time(), one.feels()
        if one.dice.random() < 0.33:
            one.fetch(one.dice.choice(FACES), at - timedelta(seconds=20), one.human)
        one.click(score, "button", at, stays=6)
    found = count(mails)
    report("R6", "person without scripts, presses Send", found, people=CLIENTS)
    assert found["confirmed"] == CLIENTS
    assert found.kept == CLIENTS

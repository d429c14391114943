from datetime import timedelta

import pytest

from tests.cast import NOON
from tests.ratings.simulation import CLIENTS, count, deliveries, report, sweep

pytestmark = pytest.mark.django_db


def test_a_person_an_hour_after_a_scanner_is_heard_alone() -> None:
    mails = deliveries("R7")
    for one in mails:
        sweep(
            one,
            NOON + timedelta(seconds=20),
            one.dice.choice((None, None, None, "dwell")),
            head=one.dice.random() < 0.5,
        )
        how = one.dice.choices(("interaction", "dwell", "button"), (6, 3, 1))[0]
        one.click(one.feels(), how, NOON + timedelta(hours=1))
    found = count(mails)
    report("R7", "scanner opens all faces, a person 1 h later", found, people=CLIENTS)
    assert found.kept == CLIENTS
    assert found.ratings == CLIENTS
    assert found["suspect"] == 0

from datetime import timedelta

import pytest

from tests.cast import NOON
from tests.ratings.simulation import CLIENTS, GATEWAY, count, deliveries, report, sweep

pytestmark = pytest.mark.django_db


def test_no_machine_changes_what_a_person_said() -> None:
    """Seconds or days later a gateway sweeps all faces, or opens Bad alone and waits there."""
    mails = deliveries("R8")
    for one in mails:
        at = NOON + timedelta(hours=1)
        one.click(4, one.dice.choice(("interaction", "button")), at)
        start = at + timedelta(seconds=one.dice.choice((5, 90, 3600, 90_000)))
        if one.dice.random() < 0.5:
            sweep(one, start, one.dice.choice((None, None, "dwell", "interaction")))
        else:
            page = one.fetch(1, start, GATEWAY)
            one.send(page, 1, "dwell", start + timedelta(seconds=3), GATEWAY)
    found = count(mails)
    report("R8", "person says Great, scanner says Bad afterwards", found, people=CLIENTS)
    assert found.kept == CLIENTS
    assert found["confirmed"] == CLIENTS

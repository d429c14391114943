from datetime import timedelta

import pytest

from rapport.alerts.models import Alert
from rapport.recovery.models import Recovery
from tests.cast import NOON
from tests.ratings.simulation import CLIENTS, THROUGH_FLOWS, count, deliveries, report, sweep

pytestmark = pytest.mark.django_db


def test_a_gateway_that_opens_everything_and_posts_is_suspect_whatever_it_claims() -> None:
    """Half of them wait on each page, a third claim a touch, the rest press the button of each form."""
    mails = deliveries("R2")
    for one in mails:
        how = one.dice.choices(("dwell", "interaction", "button"), (3, 2, 1))[0]
        start = NOON + timedelta(seconds=one.dice.choice((1, 20, 600)))
        sweep(one, start, how)
    found = count(mails)
    told = Alert.objects.values("conversation_id").distinct().count()
    report(
        "R2",
        "Mimecast, Barracuda: all links, scripts, POSTs",
        found,
        note=f"{told} of {THROUGH_FLOWS} alerted for seconds",
    )
    assert (found["confirmed"], found["probable"], found["suspect"]) == (0, 0, CLIENTS)
    assert not Recovery.objects.filter(closed_at=None).exists()
    assert not Alert.objects.filter(settled_at=None).exists()


def test_a_gateway_that_only_waits_on_its_pages_never_alerts_anybody() -> None:
    mails = deliveries("R2b", 50)
    for one in mails:
        sweep(one, NOON + timedelta(seconds=600), "dwell")
    assert count(mails)["suspect"] == 50
    assert not Alert.objects.exists()

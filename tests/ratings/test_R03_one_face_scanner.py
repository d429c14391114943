from datetime import timedelta

import pytest

from rapport.alerts.models import Alert
from tests.cast import NOON
from tests.ratings.simulation import CLIENTS, FACES, GATEWAY, THROUGH_FLOWS, count, deliveries, report

pytestmark = pytest.mark.django_db


def test_a_scanner_that_opens_one_face_and_waits_is_never_confirmed() -> None:
    mails = deliveries("R3")
    for one in mails:
        score, at = one.dice.choice(FACES), NOON + timedelta(minutes=10)
        page = one.fetch(score, at, GATEWAY)
        one.send(page, score, "dwell", at + timedelta(seconds=3), GATEWAY)
    found = count(mails)
    headlines = set(Alert.objects.values_list("headline", flat=True))
    told = Alert.objects.values("conversation_id").distinct().count()
    report(
        "R3",
        "one face after 10 min, 3 s, with scripts",
        found,
        note=f"pass as likely; {told} of {THROUGH_FLOWS} alert so",
    )
    assert found["confirmed"] == 0
    assert found["probable"] == CLIENTS
    assert all(headline.startswith("Likely unhappy, not yet confirmed") for headline in headlines)

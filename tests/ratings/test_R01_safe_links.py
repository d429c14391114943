from datetime import timedelta

import pytest

from rapport.feedback.models import Observation
from tests.cast import NOON
from tests.ratings.simulation import FACES, GATEWAY, THROUGH_FLOWS, count, deliveries, report

pytestmark = pytest.mark.django_db


def test_a_scanner_that_asks_for_head_and_get_of_every_face_never_votes() -> None:
    mails = deliveries("R1")
    for one in mails:
        for score in FACES:
            one.fetch(score, NOON + timedelta(seconds=2), GATEWAY, method="HEAD")
            one.fetch(score, NOON + timedelta(seconds=2.2), GATEWAY)
    found = count(mails)
    report("R1", "Safe Links: HEAD and GET of all faces", found, note=f"{sum(len(one.seen) for one in mails)} fetches")
    assert found.votes == 0
    assert found.ratings == 0
    assert Observation.objects.count() == THROUGH_FLOWS * 8

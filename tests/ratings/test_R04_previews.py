from datetime import timedelta

import pytest

from tests.cast import NOON
from tests.ratings.simulation import FACES, GATEWAY, count, deliveries, report

pytestmark = pytest.mark.django_db


def test_image_proxies_link_previews_and_prefetching_browsers_never_vote() -> None:
    """Image proxies find nothing to fetch: our mails carry no image. The others fetch one page and run nothing."""
    mails = deliveries("R4")
    for one in mails:
        at = NOON + timedelta(minutes=one.dice.randrange(1, 600))
        kind = one.dice.choice(("image proxy", "preview", "prefetch"))
        if kind == "preview":
            one.fetch(one.dice.choice(FACES), at, GATEWAY)
        elif kind == "prefetch":
            one.fetch(one.dice.choice(FACES), at, one.human, is_prefetch=True)
    found = count(mails)
    report("R4", "MPP, Gmail proxy, Slack, Teams, prefetch", found)
    assert found.votes == 0
    assert found.ratings == 0

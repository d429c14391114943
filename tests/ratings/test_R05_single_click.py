import pytest

from tests.ratings.simulation import CLIENTS, count, deliveries, report

pytestmark = pytest.mark.django_db


def test_one_click_and_two_seconds_are_enough() -> None:
    """Six of ten touch something within the two seconds; tests/browser shows the page itself keeping that promise."""
    mails = deliveries("R5")
    for one in mails:
        how = one.dice.choices(("interaction", "dwell"), (6, 4))[0]
        one.click(one.feels(), how, one.opening_time(), stays=1.5)
    found = count(mails)
    report("R5", "person with scripts, closes after 2 s", found, people=CLIENTS)
    assert found.kept >= 0.99 * CLIENTS

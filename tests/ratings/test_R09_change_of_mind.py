from datetime import timedelta

import pytest

from rapport.feedback.models import Rating, Vote
from tests.cast import NOON
from tests.ratings.simulation import CLIENTS, THROUGH_FLOWS, Delivery, count, deliveries, report

pytestmark = pytest.mark.django_db
AT = NOON + timedelta(hours=2)


def double_click(one: Delivery) -> None:
    one.click(3, "interaction", AT)
    one.click(3, "interaction", AT + timedelta(seconds=0.3))


def two_tabs(one: Delivery) -> None:
    first, second = one.fetch(3, AT, one.human), one.fetch(3, AT + timedelta(seconds=4), one.human)
    one.send(second, 3, "interaction", AT + timedelta(seconds=6), one.human)
    one.send(first, 2, "interaction", AT + timedelta(seconds=9), one.human)
    one.wanted = 2


def another_face_on_the_page(one: Delivery) -> None:
    page = one.fetch(1, AT, one.human)
    one.send(page, 1, "interaction", AT + timedelta(seconds=1), one.human)
    one.send(page, 4, "interaction", AT + timedelta(seconds=3), one.human)
    one.wanted = 4


def another_face_in_the_mail(one: Delivery) -> None:
    one.click(4, "interaction", AT)
    one.click(2, "interaction", AT + timedelta(minutes=5))


def another_face_in_the_mail_at_once(one: Delivery) -> None:
    """Two faces opened within a minute look like a sweep, so the page asks for the button."""
    one.click(4, "interaction", AT)
    page = one.fetch(1, AT + timedelta(seconds=10), one.human)
    one.send(page, 1, "button", AT + timedelta(seconds=14), one.human)
    one.wanted = 1


WAYS = (double_click, two_tabs, another_face_on_the_page, another_face_in_the_mail, another_face_in_the_mail_at_once)


def test_the_last_choice_of_a_person_is_the_one_vote_and_both_are_kept() -> None:
    mails = deliveries("R9")
    for one in mails:
        WAYS[one.number % len(WAYS)](one)
    found = count(mails)
    report("R9", "double click, two tabs, change of mind", found, people=CLIENTS)
    assert found.kept == CLIENTS
    assert found.ratings == CLIENTS
    assert found["confirmed"] == CLIENTS
    assert found.votes == 2 * CLIENTS
    assert Vote.objects.count() == 2 * THROUGH_FLOWS
    assert all(rating.invite.votes.count() == 2 for rating in Rating.objects.select_related("invite")[:50])

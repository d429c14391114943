"""The list of causes stands in the order that leads gave it, however it is counted."""

import pytest
from django.urls import reverse

from rapport.recovery import actions, queries
from rapport.recovery.models import Cause, Recovery
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


def turned_round() -> list[int]:
    """Every cause put into the reverse order of how it came."""
    causes = list(Cause.objects.order_by("-id"))
    for position, one in enumerate(causes):
        Cause.objects.filter(pk=one.pk).update(position=position)
    return [one.pk for one in causes]


def test_every_cause_stands_where_it_was_put_and_archived_ones_too() -> None:
    wanted = turned_round()
    actions.set_archived(Cause.objects.get(pk=wanted[2]), True, actor=cast.mo(), at=NOON)
    assert [one.pk for one in queries.every_cause()] == wanted
    assert [one.pk for one in queries.causes()] == [pk for pk in wanted if pk != wanted[2]]


def test_counting_how_often_one_was_named_moves_none() -> None:
    wanted = turned_round()
    for pk in (wanted[-1], wanted[-1], wanted[0]):
        Recovery.objects.create(
            conversation=cast.conversation(), cause_id=pk, opened_at=NOON, due_at=NOON, closed_at=NOON, outcome="not"
        )
    found = queries.every_cause()
    assert [one.pk for one in found] == wanted
    assert [vars(one)["used"] for one in found] == [1, *[0] * (len(wanted) - 2), 2]


def test_those_at_the_same_place_stand_in_the_order_in_which_they_came() -> None:
    Cause.objects.update(position=3)
    assert [one.pk for one in queries.every_cause()] == sorted(Cause.objects.values_list("pk", flat=True))


def test_the_page_of_settings_shows_them_so() -> None:
    wanted = [str(Cause.objects.get(pk=pk)) for pk in turned_round()]
    page = client_of(cast.mo()).get(reverse("desk:causes")).content.decode()
    places = [page.index(name) for name in wanted]
    assert places == sorted(places)

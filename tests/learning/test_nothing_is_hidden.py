"""No rating is deleted before the audit log says who does it: the database itself holds that."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating, RatingInvite
from rapport.platform.audit import actions as audit
from tests import cast
from tests.cast import later
from tests.learning.making import says

pytestmark = pytest.mark.django_db


def by_hand(rating: Rating) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM feedback_rating WHERE id = %s", [rating.pk])


WAYS: list[Callable[[Rating], object]] = [
    lambda rating: rating.delete(),
    lambda _: Rating.objects.all().delete(),
    lambda rating: RatingInvite.objects.filter(pk=rating.invite_id).delete(),
    lambda rating: Conversation.objects.filter(pk=rating.conversation_id).delete(),
]


@pytest.mark.parametrize("way", WAYS, ids=["the row", "all rows", "the question", "the conversation"])
def test_no_way_deletes_a_rating_in_silence(way: Callable[[Rating], object]) -> None:
    rating = says(3)
    with pytest.raises(DatabaseError, match="audit log"), transaction.atomic():
        way(rating)
    assert Rating.objects.filter(pk=rating.pk).exists()


def test_nor_does_plain_sql_however_good_the_score() -> None:
    for score, sender in ((1, cast.UMA), (4, cast.SOL)):
        rating = says(score, sender=sender)
        rating.reasons.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM learning_item; DELETE FROM recovery_trigger")
        with pytest.raises(DatabaseError, match="no rating is deleted before the audit log"), transaction.atomic():
            by_hand(rating)


def test_an_entry_about_another_rating_does_not_help() -> None:
    rating = says(3)
    audit.record("feedback.rating_deleted", at=later(), actor="Mo", about=str(rating.pk + 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        by_hand(rating)


def test_whoever_says_so_first_can() -> None:
    rating = says(3)
    audit.record("feedback.rating_deleted", at=later(), actor_id=cast.mo().pk, actor="Mo", about=str(rating.pk))
    by_hand(rating)
    assert not Rating.objects.exists()

"""No rating and no answer is deleted before the audit log says who does it: the database itself holds that."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating, RatingInvite
from rapport.platform.audit import actions as audit
from rapport.snippets.actions import make
from rapport.snippets.models import Outside
from rapport.surveys.models import Answer
from tests import cast
from tests.cast import later
from tests.learning.making import says
from tests.surveys.making import asked

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


def answered() -> Answer:
    return Answer.objects.create(asking=asked(), number=2, state="confirmed", first_at=later(), changed_at=later())


def elsewhere() -> Outside:
    one, at = make(cast.ada(), at=later()), later()
    given = {"snippet": one, "user": cast.ada(), "visitor": "v", "score": 1, "state": "confirmed"}
    return Outside.objects.create(**given, first_at=at, changed_at=at)


@pytest.mark.parametrize(
    ("made", "whole", "action"),
    [
        (answered, lambda row: row.asking, "surveys.answer_deleted"),
        (elsewhere, lambda row: row.snippet, "snippets.rating_deleted"),
    ],
    ids=["a survey", "another tool"],
)
def test_nor_is_an_answer_from_elsewhere(
    made: Callable[[], Answer | Outside], whole: Callable[[Any], Any], action: str
) -> None:
    row = made()
    audit.record(action, at=later(), actor="Mo", about=str(row.pk + 1))
    audit.record("feedback.rating_deleted", at=later(), actor="Mo", about=str(row.pk))
    for way in (lambda: type(row).objects.all().delete(), whole(row).delete):
        with pytest.raises(DatabaseError, match="before the audit log says who does it"), transaction.atomic():
            way()
    audit.record(action, at=later(), actor="Mo", about=str(row.pk))
    whole(row).delete()
    assert not type(row).objects.exists()

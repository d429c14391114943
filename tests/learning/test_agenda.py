"""The review: a poor answer stays on the agenda until somebody has read it and decided what we do."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from rapport.alerts.models import Alert
from rapport.feedback.models import Rating
from rapport.flows import prevent, review
from rapport.flows.customer_rates import settle_due
from rapport.learning import actions, queries
from rapport.learning.actions import LearningError
from rapport.learning.models import Item
from rapport.platform.clock import now
from rapport.platform.models import Event
from rapport.recovery.models import Concern, Prevention
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.learning.making import again, item, says

pytestmark = pytest.mark.django_db
A_WEEK = timedelta(days=7)


def on_agenda() -> list[Rating]:
    return [one.rating for one in queries.agenda(None)]


def test_every_poor_answer_that_counts_is_on_the_agenda_from_the_same_moment_on() -> None:
    bad, not_quite = says(1), says(2, sender=cast.SOL)
    says(3, sender=cast.REX)
    assert on_agenda() == [bad, not_quite]
    assert queries.waiting(None) == (2, 0)


def test_a_likely_one_comes_when_its_minute_is_over_and_a_machines_never() -> None:
    rating = says(1, how="dwell", at=later(hours=1))
    assert on_agenda() == []
    settle_due(at=later(hours=1, minutes=2))
    assert on_agenda() == [rating]
    says(1, how="passed_on", sender=cast.SOL)
    assert on_agenda() == [rating]


def test_what_turns_out_to_be_a_machines_leaves_it_and_comes_back_when_a_person_says_it() -> None:
    rating = says(1)
    actions.withdraw(rating, at=later(hours=1))
    assert on_agenda() == []
    again(rating, 1, "It was me.")
    assert on_agenda() == [rating]


def test_reading_is_not_enough_to_leave_and_deciding_is() -> None:
    one = item(says(1))
    review.read(one, actor=cast.mo(), at=later(hours=1))
    assert queries.waiting(None) == (0, 1)
    review.do_nothing(one, "The parcel was lost by the weather.", actor=cast.mo(), at=later(hours=2))
    assert queries.waiting(None) == (0, 0)
    assert on_agenda() == []
    assert [event.name for event in Event.objects.filter(name__startswith="learning.").order_by("pk")] == [
        "learning.read",
        "learning.decided",
    ]


def test_it_is_carried_over_from_week_to_week(mo: Client) -> None:
    one = item(says(1, "Six weeks"))
    Item.objects.filter(pk=one.pk).update(put_at=now() - 3 * A_WEEK)
    shown = mo.get("/feedback/").content.decode()
    assert "Carried over" in shown
    assert "for 3 weeks" in shown


def test_what_we_do_stands_in_the_register_with_a_name_and_a_day_and_the_customer_is_told() -> None:
    one = item(says(1))
    made = review.commit(
        one, "Two people look", owner=cast.ben(), due_on=date(2026, 4, 1), actor=cast.mo(), at=later(hours=1)
    )
    assert Prevention.objects.get() == made
    assert (made.owner, made.due_on) == (cast.ben(), date(2026, 4, 1))
    assert Concern.objects.get().recovery.conversation == one.rating.conversation
    assert Alert.objects.filter(user=cast.ben(), kind="handover").exists()
    found = item(one.rating)
    assert found.prevention == made
    assert found.read_by == cast.mo()


def test_what_is_promised_already_covers_another_one() -> None:
    made = prevent.commit(
        "Two people look", owner=cast.ben(), due_on=date(2026, 4, 1), actor=cast.mo(), at=later(hours=1)
    )
    review.join(item(says(1)), made, actor=cast.mo(), at=later(hours=1))
    assert Item.objects.get().prevention == made
    assert Concern.objects.count() == 1


def test_more_words_are_read_once_more_until_it_is_decided() -> None:
    rating = says(1)
    review.read(item(rating), actor=cast.mo(), at=later(hours=1))
    again(rating, 1, "And nobody called.")
    assert item(rating).read_at is None
    review.do_nothing(item(rating), "We called.", actor=cast.mo(), at=later(hours=3))
    again(rating, 1, "And nobody called twice.", at=later(hours=4))
    assert item(rating).read_at is not None


def test_a_better_face_takes_nothing_off_the_agenda() -> None:
    rating = says(1)
    again(rating, 4)
    assert on_agenda() == [rating]


def test_decided_twice_is_decided_once() -> None:
    one = item(says(1))
    review.do_nothing(one, "Weather.", actor=cast.mo(), at=later(hours=1))
    with pytest.raises(LearningError, match="meanwhile"):
        review.do_nothing(one, "Other.", actor=cast.ben(), at=later(hours=1))
    assert Item.objects.get().why_nothing == "Weather."


@pytest.mark.parametrize("why", ["", "  ", "\n"])
def test_nothing_needs_a_why(why: str) -> None:
    with pytest.raises(LearningError, match="Say what we do"):
        review.do_nothing(item(says(1)), why, actor=cast.mo(), at=later(hours=1))


@pytest.mark.parametrize(
    "fields", [{"decided_at": later(), "why_nothing": "x"}, {"decided_at": later(), "read_at": later()}]
)
def test_the_database_knows_nothing_decided_unread_or_on_nothing(fields: dict[str, object]) -> None:
    one = item(says(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=one.pk).update(**fields)


def test_praise_needs_nobody_and_may_be_shared() -> None:
    rating = says(4, "Ada was wonderful.")
    says(4, sender=cast.SOL)
    assert on_agenda() == []
    [praise] = queries.praise_since(later(days=-1), None)
    assert praise.rating == rating
    review.share(praise, True, actor=cast.mo(), at=later(hours=1))
    assert item(rating).shared_by == cast.mo()
    with pytest.raises(LearningError, match="no decision"):
        review.do_nothing(praise, "x", actor=cast.mo(), at=later(hours=1))


def test_praise_that_became_poor_is_on_the_agenda() -> None:
    rating = says(4, "Good.")
    again(rating, 1, "Not good after all.")
    assert on_agenda() == [rating]
    assert queries.praise_since(later(days=-1), None) == []


def test_the_agenda_is_gone_through_by_forms_alone(mo: Client) -> None:
    first, second = item(says(1, "One")), item(says(1, "Two", sender=cast.SOL))
    for path in ("/feedback/", f"/feedback/{first.pk}/"):
        assert "One" in mo.get(path).content.decode()
    answer = mo.post(f"/feedback/{first.pk}/reading/")
    assert answer["Location"] == f"/feedback/{second.pk}/"
    refused = mo.post(f"/feedback/{second.pk}/commitment/", {"text": "Look twice", "owner": "", "due_on": ""})
    assert refused.status_code == 422
    assert "Choose who sees to it." in refused.content.decode()
    assert "Look twice" in refused.content.decode()
    due = (now() + A_WEEK).date()
    sent = {"text": "Look twice", "owner": cast.ben().pk, "due_on": due.isoformat()}
    assert mo.post(f"/feedback/{second.pk}/commitment/", sent)["Location"] == f"/feedback/{first.pk}/"
    made = Prevention.objects.get()
    assert mo.post(f"/feedback/{first.pk}/joining/", {"prevention": made.pk})["Location"] == "/feedback/"
    shown = mo.get("/feedback/").content.decode()
    assert "Every poor answer is read and decided." in shown
    assert "Look twice" in shown


def test_unread_answers_stand_in_the_sidebar_for_those_who_may_see_them() -> None:
    inbox = cast.inbox("ours@desk.example", name="Ours")
    inbox.teams.add(cast.team("Ours", cast.ada()))
    rating = says(1, inbox=inbox)
    mine = '<span class="label cut">Feedback</span><span class="count" data-tone="plain">1</span>'
    assert mine in client_of(cast.ada()).get("/feedback/").content.decode()
    for stranger in (cast.pat(), cast.ben()):
        client = client_of(stranger)
        shown = client.get("/feedback/").content.decode()
        assert mine not in shown
        assert rating.conversation.reference not in shown
        assert client.get(f"/feedback/{item(rating).pk}/").status_code == 404
        assert client.post(f"/ratings/{rating.pk}/reason/", {"reason": ""}).status_code == 404

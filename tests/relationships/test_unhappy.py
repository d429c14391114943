"""Who is unhappy for long: found from the ratings, kept right by the worker, worked off by people."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation
from rapport.customers.models import Customer
from rapport.feedback.models import Rating
from rapport.flows.forget_customer import forget_customer
from rapport.flows.merge_customers import merge, undo
from rapport.flows.set_customer import set_customer
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.relationships import actions, queries
from rapport.relationships.actions import RelationshipError, unhappy
from rapport.relationships.models import Unhappy
from rapport.relationships.rules import Sign
from tests import cast
from tests.cast import NOON, later
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
LONG_AGO = NOON - timedelta(days=30)


def customer_of(score: int, at: datetime = LONG_AGO) -> Customer:
    return rated([score], at=at)[0].conversation.customer


def follow() -> int:
    return actions.follow(at=NOON)


def on_the_list(**more: object) -> list[int]:
    asked: dict[str, object] = {"contacted": False, **more}
    return [one.customer_id for one in queries.long_unhappy(None, at=NOON, **asked)]  # type: ignore[arg-type]


def rate_again(customer: Customer, score: int, at: datetime) -> None:
    """One more answer of the same person."""
    other = rated([score], at=at)[0].conversation
    Conversation.objects.filter(pk=other.pk).update(customer=customer)


def test_a_bad_sign_and_no_good_one_since_puts_somebody_on_the_list() -> None:
    bad, fine = customer_of(1), customer_of(4)
    assert follow() == 2
    assert on_the_list() == [bad.pk]
    row = Unhappy.objects.get()
    assert (row.since, row.score, row.last_good_at) == (LONG_AGO, 1, None)
    assert not Unhappy.objects.filter(customer=fine).exists()


def test_two_weeks_make_it_long() -> None:
    bad = customer_of(2, NOON - timedelta(days=13, hours=23))
    follow()
    assert on_the_list() == []
    assert [one.customer_id for one in queries.long_unhappy(None, at=later(hours=2), contacted=False)] == [bad.pk]


def test_a_good_sign_ends_it_and_a_bad_one_begins_it_anew() -> None:
    bad = customer_of(1)
    follow()
    rate_again(bad, 4, NOON - timedelta(days=20))
    follow()
    assert not Unhappy.objects.exists()
    rate_again(bad, 2, NOON - timedelta(days=15))
    follow()
    row = Unhappy.objects.get()
    assert (row.since, row.last_good_at) == (NOON - timedelta(days=15), NOON - timedelta(days=20))


@pytest.mark.parametrize("change", [{"state": "suspect"}, {"score": 4}])
def test_a_vote_that_is_changed_or_found_to_be_a_machine_s_takes_them_off(change: dict[str, object]) -> None:
    customer_of(1)
    follow()
    Rating.objects.update(changed_at=NOON - timedelta(days=1), **change)
    follow()
    assert not Unhappy.objects.exists()


def test_our_own_people_are_never_on_it() -> None:
    rated([1], at=LONG_AGO)[0].__class__.objects.update(of_staff=True)
    follow()
    assert not Unhappy.objects.exists()


def test_what_is_still_being_written_is_not_passed_over() -> None:
    """A transaction may commit after a later one was read."""
    customer_of(1, NOON - timedelta(seconds=5))
    assert follow() == 0
    assert actions.follow(at=later(minutes=2)) == 1


def test_many_are_followed_in_batches_and_killed_in_between_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unhappy, "BATCH", 4)
    rated([1] * 10, at=LONG_AGO)
    answers = iter([True, False])
    assert actions.follow(at=NOON, go_on=lambda: next(answers)) == 4
    assert Unhappy.objects.count() == 4
    assert follow() == 6
    assert Unhappy.objects.count() == 10
    assert follow() == 0


def test_looking_twice_changes_nothing_that_people_did() -> None:
    bad = customer_of(1)
    follow()
    row = Unhappy.objects.get()
    actions.take(row, cast.ada(), actor=cast.ada(), at=NOON)
    actions.note_contact(row, "  A long\x00 talk ", actor=cast.ada(), at=NOON)
    actions.look_at([bad.pk])
    row.refresh_from_db()
    assert (row.owner, row.contacted_at, row.note) == (cast.ada(), NOON, "A long talk")
    assert on_the_list() == []
    assert on_the_list(contacted=True) == [bad.pk]


def test_who_was_spoken_with_and_is_unhappy_again_comes_back_to_the_same_person() -> None:
    bad = customer_of(1)
    follow()
    actions.note_contact(Unhappy.objects.get(), "A talk", actor=cast.ada(), at=NOON - timedelta(days=20))
    rate_again(bad, 1, NOON - timedelta(days=2))
    follow()
    row = Unhappy.objects.get()
    assert (row.contacted_at, row.owner, row.note) == (None, cast.ada(), "A talk")
    assert on_the_list() == [bad.pk]


def test_a_contact_needs_a_word() -> None:
    customer_of(1)
    follow()
    with pytest.raises(RelationshipError, match="in a few words"):
        actions.note_contact(Unhappy.objects.get(), " \x00 ", actor=cast.ada(), at=NOON)


def test_it_is_told_who_did_what() -> None:
    customer_of(1)
    follow()
    row = Unhappy.objects.get()
    actions.take(row, cast.ben(), actor=cast.mo(), at=NOON)
    actions.note_contact(row, "A talk", actor=cast.ben(), at=NOON)
    told = [(one.name, one.actor_id) for one in Event.objects.filter(name__startswith="relationships.").order_by("pk")]
    assert told == [("relationships.taken", cast.mo().pk), ("relationships.contacted", cast.ben().pk)]


def test_pages_follow_each_other_and_miss_nobody() -> None:
    people = [customer_of(1, LONG_AGO - timedelta(days=n % 3)).pk for n in range(7)]
    follow()
    seen: list[int] = []
    after = None
    while rows := queries.long_unhappy(None, at=NOON, contacted=False, after=after, size=2):
        seen += [one.customer_id for one in rows]
        after = rows[-1].since, rows[-1].customer_id
    assert sorted(seen) == sorted(people)
    assert len(seen) == 7


def test_two_records_that_are_one_person_are_looked_at_together_and_apart_again() -> None:
    bad, fine = customer_of(1), customer_of(4, NOON - timedelta(days=5))
    follow()
    done = merge(fine, bad, evidence="The same person", actor=cast.ada(), at=NOON)
    assert not Unhappy.objects.exists()
    undo(done, actor=cast.ada(), at=later(minutes=1))
    assert [one.customer_id for one in Unhappy.objects.all()] == [bad.pk]


def test_a_conversation_that_was_somebody_else_s_takes_its_sign_along() -> None:
    bad, other = customer_of(1), rated([None], at=LONG_AGO)[0].conversation.customer
    follow()
    conversation = Conversation.objects.get(customer=bad)
    set_customer(conversation, other.identities.get(), actor=cast.ada(), at=NOON)
    assert [one.customer_id for one in Unhappy.objects.all()] == [other.pk]


def test_who_is_forgotten_is_on_no_list() -> None:
    bad = customer_of(1)
    follow()
    actions.note_contact(Unhappy.objects.get(), "Lives in Cork", actor=cast.ada(), at=NOON)
    forget_customer(bad, actor=cast.mo(), at=NOON)
    assert not Unhappy.objects.exists()


def signs(conversation: Conversation, at: datetime = NOON) -> list[Sign]:
    return [one.sign for one in queries.signals([conversation.customer_id], at=at)[conversation.customer_id]]


def test_every_kind_of_signal_is_read() -> None:
    conversation = rated([1], at=LONG_AGO)[0].conversation
    Conversation.objects.filter(pk=conversation.pk).update(is_complaint=True)
    Promise.objects.create(
        conversation=conversation, text="By noon", made_at=LONG_AGO, due_at=LONG_AGO, broken_at=later(hours=-1)
    )
    assert sorted(signs(conversation)) == sorted([Sign.BAD, Sign.COMPLAINT, Sign.BROKEN_PROMISE])


def test_a_wait_counts_from_the_first_unanswered_word_and_against_what_the_inbox_wants() -> None:
    conversation = cast.conversation(received_at=later())
    cast.arrives(conversation_id=conversation.pk, received_at=later(hours=1), trust="secret")
    target = conversation.inbox.reply_target_minutes
    cast.answers(conversation, at=later(minutes=target - 1))
    assert signs(conversation, later(days=1)) == []
    cast.arrives(conversation_id=conversation.pk, received_at=later(days=2), trust="secret")
    cast.arrives(conversation_id=conversation.pk, received_at=later(days=2, minutes=target), trust="secret")
    cast.answers(conversation, at=later(days=2, minutes=target + 1))
    assert signs(conversation, later(days=4)) == [Sign.LONG_WAIT]


def test_many_customers_cost_as_few_queries_as_one() -> None:
    people = [cast.conversation((f"P{n}", f"p{n}@customer.example")) for n in range(6)]
    for one in people:
        cast.answers(one, at=later(days=3))
    counted = []
    for number in (1, 6):
        with CaptureQueriesContext(connection) as asked:
            queries.signals([one.customer_id for one in people[:number]], at=later(days=4))
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 3


def test_only_inboxes_that_are_seen_say_anything() -> None:
    conversation = rated([1], at=LONG_AGO)[0].conversation
    customer = conversation.customer_id
    assert queries.signals([customer], [conversation.inbox_id], at=NOON)[customer] != []
    assert queries.signals([customer], [], at=NOON)[customer] == []

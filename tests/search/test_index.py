"""The index follows what happens, loses nothing and mends itself."""

from datetime import timedelta

import pytest
from django.db import connection

from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.customers import actions as customers
from rapport.flows import merge_customers
from rapport.platform import events
from rapport.search import actions, queries
from rapport.search.actions import Follower, fill, indexing
from rapport.search.models import Document, Person
from rapport.search.rules import read
from rapport.search.rules.documents import LAST_PLACE, MOST_WORDS
from rapport.search.rules.documents import Document as Words
from tests import cast
from tests.cast import NOON, later
from tests.patience import wait_for


def found(text: str) -> list[Conversation]:
    return [one.conversation for one in queries.page(cast.mo(), read(text, today=NOON.date()))]


@pytest.mark.django_db
def test_what_happened_is_found_after_the_next_round() -> None:
    follower = Follower()
    follower.follow(at=NOON)
    one = cast.conversation()
    assert found("chain") == []
    assert follower.follow(at=NOON) == {one.pk}
    assert found("chain") == [one]
    assert follower.follow(at=NOON) == set()
    conversations.note(one, cast.ada(), "Sprocket", at=later(minutes=1))
    assert follower.follow(at=NOON) == {one.pk}
    assert found("chain sprocket") == [one]


@pytest.mark.django_db
def test_names_that_change_are_found_as_they_are_now() -> None:
    follower = Follower()
    follower.follow(at=NOON)
    one, other = cast.conversation(), cast.conversation(cast.SOL)
    follower.follow(at=NOON)
    customers.change(one.customer, name="Uma Lindqvist", phone="", organization="Velo", actor=cast.ada(), at=NOON)
    customers.add_address(one.customer, "uma@work.example", actor=cast.ada(), at=NOON)
    follower.follow(at=NOON)
    for text in ("lindqvist", "velo", "from:uma@work.example"):
        assert found(text) == [one]
    assert [str(who) for who in queries.named(cast.mo(), "lindquist")] == ["Uma Lindqvist"]
    merge_customers.merge(one.customer, other.customer, evidence="The same", actor=cast.ada(), at=NOON)
    follower.follow(at=NOON)
    assert set(found("lindqvist")) == {one, other}
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_an_old_database_is_filled_from_the_newest_on() -> None:
    made = [cast.conversation((f"C{n}", f"c{n}@x.example")) for n in range(5)]
    assert Follower().follow(at=NOON) == set()
    asked = iter([True, False])
    assert fill(at=NOON, go_on=lambda: next(asked, False)) == 5
    assert fill(at=NOON) == 0
    assert set(found("chain")) == set(made)


@pytest.mark.django_db
def test_filling_goes_on_where_it_was_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    made = [cast.conversation((f"C{n}", f"c{n}@x.example")) for n in range(5)]
    asked = iter([True, False])
    assert fill(at=NOON, go_on=lambda: next(asked, False)) == 2
    assert set(Document.objects.values_list("pk", flat=True)) == {made[4].pk, made[3].pk}
    assert fill(at=NOON) == 3


@pytest.mark.django_db
def test_filling_never_writes_over_what_is_newer() -> None:
    one = cast.conversation()
    actions.index([one.pk])
    conversations.note(one, cast.ada(), "Sprocket", at=later(minutes=1))
    actions.index([one.pk], only_missing=True)
    assert found("sprocket") == []
    actions.index([one.pk])
    assert found("sprocket") == [one]


@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_committed_late_is_not_overlooked() -> None:
    follower = Follower()
    follower.follow(at=NOON)
    early, late = cast.conversation(), cast.conversation(cast.SOL)
    follower.follow(at=NOON)
    other = connection.copy()
    try:
        with other.cursor() as cursor:  # takes its number now, and commits it after a later one was seen
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO platform_event (name, at, conversation_id, data) VALUES ('x.y', now(), %s, '{}')",
                [late.pk],
            )
            events.record("x.z", at=NOON, conversation_id=early.pk)
            assert follower.follow(at=NOON) == {early.pk}
            assert follower.follow(at=later(minutes=5)) == set()
            cursor.execute("COMMIT")
    finally:
        other.close()
    assert follower.follow(at=later(minutes=6)) == {late.pk}
    # Numbers settle once every transaction of the server that ran has ended, those of other databases too.
    wait_for(lambda: follower.follow(at=later(minutes=7)) == set() == Follower().follow(at=later(minutes=7)))


@pytest.mark.django_db
def test_an_empty_address_of_a_nameless_sender_is_no_word() -> None:
    one = cast.conversation(("", ""), from_address="")
    actions.index([one.pk])
    assert not Person.objects.filter(names__contains=one.identity.value.lower()).exists()


def test_a_document_is_never_too_large_for_postgresql() -> None:
    document = Words()
    for start in range(0, 24_000, 1000):
        document.add(" ".join(f"wörd{n}ż" for n in range(start, start + 1000)))
    assert len(document.places) == MOST_WORDS
    assert max(int(at.strip("ABC")) for places in document.places.values() for at in places) <= LAST_PLACE


@pytest.mark.django_db
def test_the_largest_document_is_taken_by_postgresql() -> None:
    one = cast.conversation()
    document = Words()
    for start in range(0, 24_000, 1000):
        document.add(" ".join(f"{n}{'語' * 3}{'é' * 40}" for n in range(start, start + 1000)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [document.tsvector])
        assert cursor.fetchone()[0] > 5_000
    assert one.pk


def test_no_phrase_reaches_into_the_next_text() -> None:
    document = Words()
    document.add("the chain")
    document.add("slips off")
    first, second = int(document.places["chain"][0]), int(document.places["slips"][0])
    assert second - first > 1


def test_quoted_words_are_known_without_a_place() -> None:
    document = Words()
    document.add("thanks")
    document.add_known("thanks for the derailleur")
    assert "'derailleur'" in document.tsvector
    assert "'derailleur':" not in document.tsvector
    assert document.places["thanks"] == ["1"]


@pytest.mark.django_db
def test_only_one_follows_at_a_time() -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(indexing._TAKE_TURN)
            assert Follower().follow(at=NOON + timedelta(days=1)) == set()
            assert not events.newest()
    finally:
        other.close()

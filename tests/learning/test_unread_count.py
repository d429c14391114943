"""The number beside Feedback equals a full count after whatever happens."""

import random
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rapport.conversations import tally
from rapport.conversations.actions import fold_tally
from rapport.conversations.models import Conversation, Inbox, Tally
from rapport.conversations.queries import inbox_ids_seen, visible_to
from rapport.desk.frame import around
from rapport.feedback.models import Rating
from rapport.flows import review
from rapport.learning import actions, queries
from rapport.learning.models import Item
from rapport.platform.audit.actions import record
from rapport.team.models import User
from tests import cast
from tests.cast import later
from tests.learning.making import again, item, says

pytestmark = pytest.mark.django_db


def unread(user: User) -> int:
    """As it is read for the page; a user object lives no longer than a request."""
    return around(User.objects.get(pk=user.pk)).unread


def scanned(user: User) -> int:
    seen, _ = inbox_ids_seen(user)
    known = visible_to(user) if user.is_lead else Conversation.objects.filter(inbox__in=seen)
    rows = Item.objects.filter(kind="poor", withdrawn_at=None, read_at=None)
    return rows.filter(rating__conversation__in=known).count()


def assert_exact() -> None:
    assert queries.unread_off() == []
    assert tally.off() == []
    for user in (cast.mo(), cast.ada(), cast.ben(), cast.pat(), cast.cleo()):
        assert unread(user) == scanned(user), user


def place_of(team: str, *people: User) -> Inbox:
    made = cast.inbox(f"{team}@desk.example", name=team)
    made.teams.add(cast.team(team, *people))
    return made


def test_nothing_unread_is_zero() -> None:
    assert unread(cast.mo()) == unread(cast.pat()) == 0
    says(4, "Lovely")
    says(3, sender=cast.SOL)
    assert unread(cast.mo()) == 0
    assert_exact()


def test_each_agent_is_told_of_their_own_inboxes() -> None:
    hers, his = place_of("bikes", cast.ada()), place_of("sales", cast.pat())
    says(1, inbox=hers)
    says(2, sender=cast.SOL, inbox=his)
    says(1, sender=cast.REX)
    assert [unread(who) for who in (cast.mo(), cast.ada(), cast.ben(), cast.pat())] == [3, 2, 1, 1]
    assert_exact()


def test_it_goes_with_the_conversation_and_with_a_rating_that_moves_to_another_one() -> None:
    hers, his = place_of("bikes", cast.ada()), place_of("sales", cast.pat())
    made = says(1, inbox=hers)
    Conversation.objects.filter(pk=made.conversation_id).update(inbox=his)
    assert (unread(cast.ada()), unread(cast.pat())) == (0, 1)
    assert_exact()
    Rating.objects.filter(pk=made.pk).update(conversation=cast.conversation(cast.SOL, inbox=hers))
    assert (unread(cast.ada()), unread(cast.pat())) == (1, 0)
    assert_exact()


def test_what_is_read_moves_without_being_counted_again() -> None:
    hers, his = place_of("bikes", cast.ada()), place_of("sales", cast.pat())
    made = says(1, inbox=hers)
    review.read(item(made), actor=cast.mo(), at=later(hours=3))
    before = Tally.objects.filter(part=queries.UNREAD).count()
    Conversation.objects.filter(pk=made.conversation_id).update(inbox=his)
    assert Tally.objects.filter(part=queries.UNREAD).count() == before
    assert_exact()


def test_praise_that_becomes_poor_is_unread() -> None:
    made = says(4, "Lovely")
    again(made, 1, "Not any more")
    assert unread(cast.mo()) == 1
    assert_exact()


def test_what_is_taken_back_was_never_counted() -> None:
    made = says(1)
    with transaction.atomic():
        review.read(item(made), actor=cast.mo(), at=later(hours=3))
        assert unread(cast.mo()) == 0
        transaction.set_rollback(True)
    assert unread(cast.mo()) == 1
    assert_exact()


def test_an_item_that_is_deleted_with_its_rating_is_not_counted() -> None:
    made = says(1)
    record("feedback.rating_deleted", at=later(), actor_id=cast.mo().pk, actor="Mo", about=str(made.pk), data={})
    made.delete()
    assert unread(cast.mo()) == 0
    assert_exact()


def test_twelve_thousand_are_as_few_rows_as_twelve() -> None:
    """Not a stopwatch: what is read for the number is one row an inbox, however many are unread."""
    says(1)
    Item.objects.update(read_at=None)
    for _ in range(12):
        Item.objects.update(read_at=later())
        Item.objects.update(read_at=None)
    fold_tally()
    assert Tally.objects.filter(part=queries.UNREAD).count() == 1
    assert_exact()


def test_the_number_asks_no_item() -> None:
    with CaptureQueriesContext(connection) as asked:
        around(User.objects.get(pk=cast.ada().pk))
    assert not any("learning_item" in one["sql"] for one in asked.captured_queries)


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_in_any_order_leave_it_exact(seed: int) -> None:
    chance = random.Random(seed)
    places = [cast.inbox(), place_of("bikes", cast.ada()), place_of("sales", cast.pat())]
    made = [
        says(chance.choice([1, 2, 4]), "So it is", sender=(f"C{n}", f"c{n}@customer.example"), inbox=places[n % 3])
        for n in range(5)
    ]

    def move() -> None:
        Conversation.objects.filter(pk=chance.choice(made).conversation_id).update(inbox=chance.choice(places))

    def say_again() -> None:
        one = Rating.objects.get(pk=chance.choice(made).pk)
        again(one, chance.choice([1, 2, 3, 4]), "And again")

    def read() -> None:
        review.read(item(chance.choice(made)), actor=cast.mo(), at=later(hours=5))

    def withdraw() -> None:
        actions.withdraw(chance.choice(made), at=later(hours=6))

    def all_at_once() -> None:
        Conversation.objects.update(inbox=chance.choice(places))

    changes: list[Callable[[], None]] = [move, move, say_again, say_again, read, withdraw, all_at_once, fold_tally]
    for _ in range(30):
        chance.choice(changes)()
        assert_exact()

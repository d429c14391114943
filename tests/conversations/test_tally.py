"""The numbers beside the folders equal a full count after whatever happens."""

import random
from collections.abc import Callable

import pytest
from django.db import transaction

from rapport.conversations import tally
from rapport.conversations.actions import fold_tally
from rapport.conversations.models import Conversation, Inbox, Status, Tally
from rapport.flows import conversation_closes
from rapport.triage import queries as triage
from rapport.triage.models import Placement
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db


def assert_exact() -> None:
    assert tally.off() == []
    assert triage.tally_off() == []


def pile(inboxes: list[int] | None = None) -> tally.Count:
    return tally.counts(inboxes, cast.ada())[tally.PILE]


def customers(number: int) -> list[Conversation]:
    return [cast.conversation((f"C{n}", f"c{n}@customer.example")) for n in range(number)]


def test_nothing_counts_as_nothing() -> None:
    assert tally.counts(None, cast.ada())["waiting"] == tally.Count()
    assert tally.counts([], cast.ada())[tally.PILE] == tally.Count()


def test_a_mail_waits_for_anybody_until_somebody_takes_it() -> None:
    conversation = cast.conversation()
    assert pile() == tally.Count(all=1, of_user=0, unassigned=1)
    conversation_closes.assign(conversation, cast.ada(), actor=cast.ada(), at=later(minutes=1))
    assert pile() == tally.Count(all=1, of_user=1, unassigned=0)
    conversation_closes.assign(conversation, cast.mo(), actor=cast.ada(), at=later(minutes=2))
    assert pile() == tally.Count(all=1, of_user=0, unassigned=0)
    assert_exact()


def test_a_reply_moves_it_to_waiting() -> None:
    cast.answers(cast.conversation())
    counts = tally.counts(None, cast.ada())
    assert (counts[tally.PILE].all, counts[Status.OPEN].all, counts[Status.WAITING].of_user) == (0, 0, 1)


def test_only_the_asked_inboxes_are_counted() -> None:
    here, there = cast.inbox(), cast.inbox("sales@desk.example", name="Sales")
    cast.conversation(inbox=here)
    cast.conversation(cast.SOL, inbox=there)
    assert (pile([here.pk]).all, pile([here.pk, there.pk]).all, pile([]).all, pile().all) == (1, 2, 0, 2)


def test_a_place_follows_its_conversation_into_another_inbox() -> None:
    conversation = cast.conversation()
    there = cast.inbox("sales@desk.example", name="Sales")
    Conversation.objects.filter(pk=conversation.pk).update(inbox=there)
    assert Placement.objects.get(pk=conversation.pk).inbox == there
    assert pile([there.pk]).all == 1
    assert_exact()


def test_adding_up_changes_no_number_and_leaves_one_row_each() -> None:
    for conversation in customers(5):
        cast.answers(conversation)
    before = tally.counts(None, cast.ada())
    fold_tally()
    assert tally.counts(None, cast.ada()) == before
    assert [(row.part, row.delta) for row in Tally.objects.order_by("part")] == [("waiting", 5)]
    kept = Tally.objects.get().pk
    fold_tally()
    assert Tally.objects.get().pk == kept


def test_who_leaves_the_company_leaves_the_numbers_exact() -> None:
    conversation, leaver = cast.conversation(), cast.iris()
    conversation_closes.assign(conversation, leaver, actor=cast.mo(), at=later(minutes=1))
    leaver.delete()
    assert pile().unassigned == 1
    assert_exact()


def test_what_is_taken_back_was_never_counted() -> None:
    conversation = cast.conversation()
    with transaction.atomic():
        conversation_closes.close(conversation, actor=cast.ada(), at=later(minutes=1))
        assert pile().all == 0
        transaction.set_rollback(True)
    assert pile().all == 1
    assert_exact()


def test_many_rows_of_one_statement_are_counted() -> None:
    """Whatever changes many at once needs to know nothing of this."""
    customers(20)
    Conversation.objects.update(assignee=cast.ada(), status=Status.WAITING)
    Placement.objects.update(waiting=False)
    counts = tally.counts(None, cast.ada())
    assert (counts[Status.WAITING].of_user, counts[tally.PILE].all) == (20, 0)
    assert_exact()


def close(one: Conversation, minute: int) -> None:
    conversation_closes.close(one, actor=cast.mo(), at=later(minutes=minute))


def reopen(one: Conversation, minute: int) -> None:
    conversation_closes.reopen(one, actor=cast.mo(), at=later(minutes=minute))


def give(one: Conversation, minute: int) -> None:
    agent = random.choice([cast.ada(), cast.ben(), None])
    conversation_closes.assign(one, agent, actor=cast.mo(), at=later(minutes=minute))


def reply(one: Conversation, minute: int) -> None:
    cast.answers(one, random.choice([cast.ada(), cast.mo()]), at=later(minutes=minute))


def promise(one: Conversation, minute: int) -> None:
    cast.answers(one, at=later(minutes=minute), promise_due_at=later(minutes=minute, hours=5))


def write(one: Conversation, minute: int) -> None:
    cast.arrives(conversation_id=one.pk, trust="proven", received_at=later(minutes=minute))


def move(one: Conversation, minute: int) -> None:
    Conversation.objects.filter(pk=one.pk).update(inbox=random.choice(list(Inbox.objects.all())))


CHANGES: list[Callable[[Conversation, int], None]] = [close, reopen, give, reply, promise, write, move]


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_in_any_order_leave_it_exact(seed: int) -> None:
    random.seed(seed)
    cast.inbox("sales@desk.example", name="Sales")
    made = customers(4)
    for minute in range(1, 61):
        change = random.choice(CHANGES)
        change(random.choice(made), minute)
        if minute % 7 == 0:
            fold_tally()
        assert_exact()

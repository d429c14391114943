"""Figures of losses and bad patches are of exactly those whom whoever looks may know of, whatever moves meanwhile."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count

from rapport.conversations.models import Ask, Conversation, Inbox
from rapport.conversations.queries import asked_conversations, inbox_ids_seen, visible_to
from rapport.flows import customer_leaves
from rapport.flows.merge_customers import merge, undo
from rapport.platform import sql
from rapport.relationships import actions, queries
from rapport.relationships.actions import Told
from rapport.relationships.models import BadPatch, Loss
from rapport.relationships.rules import Reason
from rapport.team.models import User
from tests import cast
from tests.cast import NOON, later
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
TODAY, A_YEAR_AGO = NOON.date(), NOON.date() - timedelta(days=365)
REASONS = [one.value for one in Reason]


def inboxes() -> tuple[Inbox, Inbox, Inbox]:
    """One for everybody, one of Ada's team, one of Pat's."""
    free, hers, his = cast.inbox(), cast.inbox("bikes@desk.example"), cast.inbox("sales@desk.example")
    hers.teams.add(cast.team("Bikes", cast.ada()))
    his.teams.add(cast.team("Sales", cast.pat()))
    return free, hers, his


def left(one: Conversation, reason: str = "price") -> Loss:
    told = Told(TODAY, reason)
    return customer_leaves.note(one.customer, told, known=None, actor=cast.mo(), at=later(hours=1))


def asked_of(user: User) -> list[int]:
    return asked_conversations(user) if user.is_collaborator else []


def chosen(user: User) -> tuple[list[int] | None, list[int]]:
    seen, sees_all = inbox_ids_seen(user)
    return (None if user.is_lead or sees_all else seen), asked_of(user)


def assert_exact() -> None:
    """Against a full scan by `visible_to`."""
    for user in (cast.mo(), cast.ada(), cast.ben(), cast.pat(), cast.cleo()):
        known = visible_to(user)
        losses = Loss.objects.exclude(end="mistake").filter(customer__in=known.values("customer"))
        assert set(queries.losses(*chosen(user))) == set(losses), user
        counted = losses.order_by().values_list("reason").annotate(Count("pk"))
        assert queries.by_reason(queries.losses(*chosen(user)), A_YEAR_AGO) == dict(counted), user
        patches = BadPatch.objects.filter(conversation__in=known)
        assert set(queries.patches(*chosen(user))) == set(patches), user
        assert queries.cohorts(queries.patches(*chosen(user))) == queries.cohorts(patches), user


def test_who_wrote_to_two_teams_is_known_to_both_and_counted_once() -> None:
    free, hers, his = inboxes()
    one = cast.conversation(inbox=hers)
    made = left(one)
    assert queries.losses(*chosen(cast.pat())).count() == 0
    cast.conversation(inbox=his)
    made.refresh_from_db()
    assert made.inboxes == sorted([hers.pk, his.pk])
    both = queries.losses([free.pk, hers.pk, his.pk])
    assert queries.by_reason(both, A_YEAR_AGO) == {Reason.PRICE: 1}
    assert_exact()


def test_a_collaborator_knows_of_whom_they_were_asked_about_and_counts_them_once() -> None:
    _, hers, _ = inboxes()
    talks = [cast.conversation(inbox=hers), cast.conversation(inbox=hers)]
    made = left(talks[0])
    assert queries.losses(*chosen(cast.cleo())).count() == 0
    for one in talks:
        Ask.objects.create(conversation=one, user=cast.cleo(), asked_by=cast.ada(), asked_at=NOON)
    assert list(queries.losses(*chosen(cast.cleo()))) == [made]
    assert queries.by_reason(queries.losses(*chosen(cast.cleo())), A_YEAR_AGO) == {Reason.PRICE: 1}
    assert_exact()


def test_a_conversation_that_moves_takes_the_figures_with_it() -> None:
    _, hers, his = inboxes()
    one = rated([1], at=NOON - timedelta(days=300), inbox=hers)[0].conversation
    left(one)
    actions.count(at=NOON)
    assert queries.patches([hers.pk]).count() == 1
    Conversation.objects.filter(pk=one.pk).update(inbox=his)
    assert (queries.patches([hers.pk]).count(), queries.patches([his.pk]).count()) == (0, 1)
    assert (queries.losses([hers.pk]).count(), queries.losses([his.pk]).count()) == (0, 1)
    assert_exact()


def test_two_records_that_are_one_and_two_again_leave_nobody_behind() -> None:
    _, hers, his = inboxes()
    kept, gone = cast.conversation(inbox=hers), cast.conversation(cast.SOL, inbox=his)
    left(kept)
    left(gone, "fault")
    done = merge(kept.customer, gone.customer, evidence="Same phone", actor=cast.mo(), at=later(hours=2))
    assert [one.inboxes for one in Loss.objects.all()] == [sorted([hers.pk, his.pk])] * 2
    assert_exact()
    undo(done, actor=cast.mo(), at=later(hours=3))
    assert sorted(one.inboxes for one in Loss.objects.all()) == sorted([[hers.pk], [his.pk]])
    assert_exact()


def test_what_is_taken_back_left_no_trace() -> None:
    _, hers, his = inboxes()
    one = cast.conversation(inbox=hers)
    made = left(one)
    with transaction.atomic():
        Conversation.objects.filter(pk=one.pk).update(inbox=his)
        transaction.set_rollback(True)
    made.refresh_from_db()
    assert made.inboxes == [hers.pk]


def test_the_daily_count_mends_what_two_missed_in_the_same_moment() -> None:
    _, hers, his = inboxes()
    made = left(cast.conversation(inbox=hers))
    sql.run("UPDATE relationships_loss SET inboxes = %(wrong)s", {"wrong": [his.pk]})
    actions.count(at=NOON)
    made.refresh_from_db()
    assert made.inboxes == [hers.pk]


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_in_any_order_leave_them_exact(seed: int) -> None:
    chance = random.Random(seed)
    places = inboxes()
    talks = [
        rated([chance.choice([1, 2, 4])], at=NOON - timedelta(days=300), inbox=chance.choice(places))[0].conversation
        for _ in range(6)
    ]

    def move() -> None:
        Conversation.objects.filter(pk=chance.choice(talks).pk).update(inbox=chance.choice(places))

    def leave() -> None:
        one = Conversation.objects.get(pk=chance.choice(talks).pk)
        if not Loss.objects.filter(customer=one.customer, ended_at=None).exists():
            left(one, chance.choice(REASONS))

    def become_one() -> None:
        to, gone = (Conversation.objects.get(pk=one.pk).customer_id for one in chance.sample(talks, 2))
        for model in (Loss, Conversation):
            model.objects.filter(customer=gone).update(customer=to)

    def be_asked() -> None:
        Ask.objects.get_or_create(
            conversation=chance.choice(talks), user=cast.cleo(), defaults={"asked_by": cast.ada(), "asked_at": NOON}
        )

    def write() -> None:
        someone = f"c{chance.random()}@customer.example"
        cast.conversation(("Somebody", someone), inbox=chance.choice(places))

    def all_at_once() -> None:
        Conversation.objects.update(inbox=chance.choice(places))

    changes: list[Callable[[], None]] = [move, move, leave, leave, become_one, be_asked, write, all_at_once]
    for _ in range(25):
        chance.choice(changes)()
        assert_exact()
    actions.count(at=NOON)
    assert_exact()

"""Which cases were turned round, what is told of them, and which of them everybody is shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation
from rapport.conversations.queries import visible_to
from rapport.feedback.models import Rating
from rapport.flows import customer_leaves, recover
from rapport.flows.forget_customer import forget_customer
from rapport.platform.models import Event
from rapport.recovery import turned_round
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Recovery
from rapport.relationships import queries as relationships
from rapport.relationships.actions import Told
from tests import cast
from tests.cast import later
from tests.learning.making import again
from tests.recovery.turning import turned

pytestmark = pytest.mark.django_db
LONG_AGO = later(days=-400)


def listed() -> list[Recovery]:
    return turned_round.page(turned_round.cases(), after=None, size=50)


def names() -> list[str]:
    found = Event.objects.filter(name__startswith="recovery.example").order_by("id")
    return list(found.values_list("name", flat=True))


def test_an_unhappy_face_first_and_a_happy_one_after_the_second_asking() -> None:
    one = turned()
    assert listed() == [one]
    story = turned_round.stories(listed())[0]
    assert (story.before.comment, story.after.comment) == ("Ten days of silence!", "You made it right.")
    assert (story.before.score, story.after.score, story.days) == (1, 4, 5)
    assert [step.kind for step in story.steps] == [
        "contacted", "apologised", "caused", "agreed", "fixed", "learned", "asked_again",
    ]  # fmt: skip
    assert "uma@customer.example" in story.addresses


@pytest.mark.parametrize(("after", "is_one"), [(1, False), (2, False), (3, True), (4, True)])
def test_only_a_happy_face_turns_it(after: int, is_one: bool) -> None:
    one = turned(faces=(1, after))
    assert turned_round.is_one(one.pk) is is_one


def test_what_a_person_closes_as_won_back_without_an_answer_is_no_proof() -> None:
    one = turned(faces=(1, 2))
    Recovery.objects.filter(pk=one.pk).update(outcome="recovered")
    assert listed() == []


def test_an_answer_that_turns_out_to_be_a_machines_does_not_turn_it() -> None:
    one = turned()
    Rating.objects.filter(invite__reask__recovery=one).update(state="suspect")
    assert listed() == []


def test_the_first_face_is_the_one_that_opened_it_though_it_was_changed_since() -> None:
    one = turned()
    again(Rating.objects.get(recovery_trigger__recovery=one), 4, "Fine now", at=later(days=9))
    assert listed() == [one]


def test_a_case_that_is_reopened_is_none_and_no_example_any_more() -> None:
    one = turned()
    recover.share(one, "", actor=cast.mo(), at=later(days=6))
    recover.reopen(one, "It broke again", actor=cast.mo(), at=later(days=7))
    one.refresh_from_db()
    assert (listed(), one.shared_at) == ([], None)


def test_each_reads_of_their_own_conversations() -> None:
    one = turned()
    one.conversation.inbox.teams.add(cast.team("Bikes", cast.ada()))
    assert turned_round.cases(visible_to(cast.ada())).count() == 1
    assert turned_round.cases(visible_to(cast.ben())).count() == 0
    assert turned_round.numbers(LONG_AGO, visible_to(cast.ada())) == turned_round.Numbers(1, 1)
    assert turned_round.numbers(LONG_AGO, visible_to(cast.ben())) == turned_round.Numbers(0, 0)


def test_pages_follow_each_other_without_one_twice_or_none() -> None:
    made = [turned((f"C{n}", f"c{n}@customer.example"), at=later(hours=n % 3)) for n in range(7)]
    seen: list[Recovery] = []
    after = None
    while found := turned_round.page(turned_round.cases(), after=after, size=2):
        seen += found
        last = found[-1]
        assert last.closed_at is not None
        after = (last.closed_at, last.pk)
    assert len(seen) == len(made)
    assert set(seen) == set(made)
    assert seen == sorted(seen, key=lambda one: (one.closed_at, one.pk), reverse=True)


def test_stories_are_as_many_queries_for_many_as_for_one() -> None:
    turned()
    with CaptureQueriesContext(connection) as few:
        turned_round.stories(listed())
    for n in range(4):
        turned((f"C{n}", f"c{n}@customer.example"))
    with CaptureQueriesContext(connection) as many:
        assert len(turned_round.stories(listed())) == 5
    assert len(many) == len(few) == 5


def test_of_those_who_answered_so_many_were_turned() -> None:
    turned()
    turned(cast.SOL, faces=(1, 3))
    turned(cast.REX, faces=(1, 1))
    assert turned_round.numbers(LONG_AGO) == turned_round.Numbers(3, 2)
    assert turned_round.numbers(later(days=20)) == turned_round.Numbers(0, 0)


def since(one: Recovery, inboxes: list[int] | None = None) -> tuple[object, object]:
    found = vars(relationships.with_since(Recovery.objects.filter(pk=one.pk), inboxes).get())
    return found["lost_on"], found["came_at"]


def test_whether_they_stayed_is_what_is_known_since() -> None:
    one = turned()
    assert since(one) == (None, None)
    assert relationships.kept_of(turned_round.cases()) == (1, 1)
    came = cast.arrives(received_at=later(days=8)).conversation
    assert since(one) == (None, later(days=8))
    assert since(one, [came.inbox_id + 99]) == (None, None)
    day = later(days=9).date()
    customer_leaves.note(one.conversation.customer, Told(day, "price"), known=None, actor=cast.mo(), at=later(days=10))
    assert since(one)[0] == day
    assert relationships.kept_of(turned_round.cases()) == (0, 1)


def test_a_loss_before_it_was_turned_round_or_that_was_a_mistake_does_not_count() -> None:
    one = turned()
    told = Told(later(days=2).date(), "price")
    customer_leaves.note(one.conversation.customer, told, known=None, actor=cast.mo(), at=later(days=3))
    assert since(one)[0] is None
    assert relationships.kept_of(turned_round.cases()) == (1, 1)


def test_an_example_is_shared_once_said_better_and_shared_no_more() -> None:
    one = turned()
    recover.share(one, "  Call\n first ", actor=cast.mo(), at=later(days=6))
    recover.share(one, "Call first", actor=cast.mo(), at=later(days=7))
    one.refresh_from_db()
    assert (one.shared_at, one.shared_words, one.shared_by) == (later(days=6), "Call first", cast.mo())
    recover.share(one, "Call on the same day", actor=cast.mo(), at=later(days=8))
    one.refresh_from_db()
    assert (one.shared_at, one.shared_words) == (later(days=6), "Call on the same day")
    recover.unshare(one, actor=cast.mo(), at=later(days=9))
    recover.unshare(one, actor=cast.mo(), at=later(days=9))
    one.refresh_from_db()
    assert (one.shared_at, one.shared_words) == (None, "Call on the same day")
    assert names() == ["recovery.example_shared"] * 2 + ["recovery.example_unshared"]


def test_what_was_not_turned_round_is_no_example() -> None:
    one = turned(faces=(1, 2))
    with pytest.raises(RecoveryError, match="turned round"):
        recover.share(one, "", actor=cast.mo(), at=later(days=6))
    with pytest.raises(RecoveryError, match="fewer than 300"):
        recover.share(turned(cast.SOL), "x" * 301, actor=cast.mo(), at=later(days=6))
    assert names() == []


def test_who_is_forgotten_is_no_example_any_more() -> None:
    one = turned()
    recover.share(one, "Uma called twice", actor=cast.mo(), at=later(days=6))
    Conversation.objects.update(status="done")
    cast.inbox()
    from rapport.channels.email.models import OutboundMail

    OutboundMail.objects.all().delete()
    forget_customer(one.conversation.customer, actor=cast.mo(), at=later(days=7))
    one.refresh_from_db()
    assert (one.shared_at, one.shared_words) == (None, "")
    assert turned_round.shared_between(LONG_AGO, later(days=30), 9) == []


def test_only_what_is_still_shared_is_told() -> None:
    first, second = turned(), turned(cast.SOL)
    for one in (first, second):
        recover.share(one, "", actor=cast.mo(), at=later(days=6))
    pks = turned_round.shared_between(later(days=5), later(days=7), 9)
    assert pks == [second.pk, first.pk]
    assert turned_round.shared_between(later(days=7), later(days=8), 9) == []
    recover.unshare(first, actor=cast.mo(), at=later(days=7))
    assert turned_round.named(pks) == [second]
    assert turned_round.named([]) == []

"""Customers who left: noted once, corrected, taken back, asked one question; what went before stands beside."""

from datetime import date, timedelta

import pytest

from rapport.conversations.models import Conversation, Message
from rapport.conversations.queries import visible_inbox_ids
from rapport.customers.models import Customer
from rapport.flows import customer_leaves
from rapport.flows.forget_customer import forget_customer
from rapport.flows.merge_customers import merge, undo
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.relationships import queries, rules
from rapport.relationships.actions import RelationshipError, Told
from rapport.relationships.models import Loss
from rapport.relationships.rules import FAMILIES, Family, Reason, Sign, Signal
from rapport.team.models import User
from rapport.writing import actions as writing
from rapport.writing.models import Draft
from tests import cast
from tests.cast import NOON, later
from tests.reports.making import rated

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def told(reason: str = "too_slow", words: str = "Waited a month", day: date = TODAY, lesson: str = "") -> Told:
    return Told(day, reason, words, lesson)


def left(conversation: Conversation, said: Told | None = None, *, actor: User | None = None) -> Loss:
    return customer_leaves.note(
        conversation.customer, said or told(), known=None, actor=actor or cast.ada(), at=later(hours=1)
    )


def names() -> list[str]:
    found = Event.objects.filter(name__startswith="relationships.loss").order_by("id")
    return list(found.values_list("name", flat=True))


def test_every_reason_has_a_family() -> None:
    assert set(FAMILIES) == set(Reason)
    assert set(FAMILIES.values()) == set(Family)


def test_it_is_noted_with_day_reason_and_words_in_the_newest_conversation() -> None:
    older = cast.conversation()
    newest = cast.arrives(received_at=later(minutes=5)).conversation
    made = left(older)
    assert (made.conversation, made.lost_on, made.reason, made.words) == (newest, TODAY, "too_slow", "Waited a month")
    assert (made.noted_by, made.family) == (cast.ada(), Family.DELAY)
    event = Event.objects.get(name="relationships.loss_noted")
    assert event.data == {"customer": older.customer_id, "loss": made.pk, "reason": "too_slow"}


def test_nobody_is_noted_as_lost_twice() -> None:
    found = cast.conversation()
    left(found)
    with pytest.raises(RelationshipError, match="noted already"):
        left(found)
    assert Loss.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (told(day=TODAY + timedelta(days=1)), "today or earlier"),
        (told(day=date(1999, 12, 31)), "today or earlier"),
        (told(reason="anger"), "from the list"),
        (told(words="x" * 601), "fewer than 600"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(said: Told, problem: str) -> None:
    with pytest.raises(RelationshipError, match=problem):
        left(cast.conversation(), said)
    assert not Loss.objects.exists()


def test_words_that_no_row_can_hold_lose_that_and_nothing_else() -> None:
    assert left(cast.conversation(), told(words="Too\0 slow\n for  us")).words == "Too slow for us"


def test_it_is_corrected_with_what_was_learned() -> None:
    made = left(cast.conversation())
    said = told("fault", "The chain", TODAY - timedelta(days=2), "Chains are tested before they leave")
    assert customer_leaves.correct(made, said, actor=cast.ben(), at=later(hours=2))
    made.refresh_from_db()
    assert (made.reason, made.lost_on, made.lesson) == ("fault", said.lost_on, "Chains are tested before they leave")
    assert (made.learned_by, made.learned_at) == (cast.ben(), later(hours=2))
    assert not customer_leaves.correct(made, said, actor=cast.ada(), at=later(hours=3))
    assert names() == ["relationships.loss_noted", "relationships.loss_corrected"]


def test_who_came_back_still_counts_and_a_mistake_does_not() -> None:
    found = cast.conversation()
    first = left(found)
    customer_leaves.end(first, "back", actor=cast.ada(), at=later(hours=2))
    second = left(found, told("price"))
    since = TODAY - timedelta(days=365)
    assert queries.by_reason(queries.losses(None), since) == {Reason.TOO_SLOW: 1, Reason.PRICE: 1}
    customer_leaves.end(second, "mistake", actor=cast.ada(), at=later(hours=3))
    customer_leaves.end(second, "back", actor=cast.ben(), at=later(hours=4))
    assert queries.by_reason(queries.losses(None), since) == {Reason.TOO_SLOW: 1}
    second.refresh_from_db()
    assert (second.end, second.ended_by) == ("mistake", cast.ada())


def test_an_end_that_there_is_not_is_refused() -> None:
    made = left(cast.conversation())
    with pytest.raises(RelationshipError, match="came back"):
        customer_leaves.end(made, "gone", actor=cast.ada(), at=later(hours=2))


@pytest.mark.parametrize("who", [cast.pat, cast.cleo])
def test_S15_people_of_other_companies_and_who_only_reads_note_nothing(who: object) -> None:
    found = cast.conversation()
    with pytest.raises(RelationshipError, match="our own agents"):
        left(found, actor=who())  # type: ignore[operator]
    made = left(found)
    for act in (
        lambda: customer_leaves.correct(made, told("price"), actor=who(), at=NOON),  # type: ignore[operator]
        lambda: customer_leaves.end(made, "back", actor=who(), at=NOON),  # type: ignore[operator]
        lambda: customer_leaves.ask(made, known=None, actor=who(), at=NOON),  # type: ignore[operator]
    ):
        with pytest.raises(RelationshipError, match="our own agents"):
            act()


def test_it_goes_with_the_conversations_when_two_records_are_one_and_two_again() -> None:
    kept, gone = cast.conversation(), cast.conversation(cast.SOL)
    made = left(gone)
    done = merge(kept.customer, gone.customer, evidence="Same phone", actor=cast.ada(), at=later(hours=2))
    assert Loss.objects.get().customer_id == kept.customer_id
    undo(done, actor=cast.ada(), at=later(hours=3))
    made.refresh_from_db()
    assert made.customer_id == gone.customer_id


def test_who_is_forgotten_leaves_a_reason_and_no_word() -> None:
    found = cast.conversation()
    made = left(found)
    customer_leaves.correct(made, told(lesson="Answer sooner"), actor=cast.ada(), at=later(hours=2))
    forget_customer(found.customer, actor=cast.mo(), at=later(hours=3))
    made.refresh_from_db()
    assert (made.words, made.lesson, made.reason) == ("", "", "too_slow")


def test_a_team_sees_who_left_of_its_own_customers() -> None:
    found = cast.conversation()
    left(found)
    found.inbox.teams.add(cast.team("Bikes", cast.ada()))
    assert queries.losses(visible_inbox_ids(cast.ada())).count() == 1
    assert queries.losses(visible_inbox_ids(cast.ben())).count() == 0


def test_what_went_before_is_of_the_240_days_up_to_that_day() -> None:
    signals = [
        Signal(NOON - timedelta(days=300), Sign.BAD, 1),
        Signal(NOON - timedelta(days=9), Sign.GOOD, 2),
        Signal(NOON - timedelta(days=8), Sign.NOT_QUITE, 3),
        Signal(NOON - timedelta(days=7), Sign.LONG_WAIT, 4),
        Signal(NOON - timedelta(days=6), Sign.BROKEN_PROMISE, 5),
        Signal(NOON + timedelta(hours=3), Sign.BROKEN_PROMISE, 6),
        Signal(NOON + timedelta(days=1), Sign.GREAT, 7),
    ]
    found = rules.before(reversed(signals), TODAY)
    assert found.rating is not None
    assert found.wait is not None
    assert (found.rating.conversation, found.wait.conversation, found.broken) == (3, 4, 2)
    assert rules.before(signals, TODAY - timedelta(days=600)) == rules.Last(None, None, 0)


def ask(made: Loss, actor: User | None = None, hours: int = 2) -> Conversation:
    return customer_leaves.ask(made, known=None, actor=actor or cast.ada(), at=later(hours=hours))


def test_the_one_question_begins_as_a_draft_and_nothing_leaves_by_itself() -> None:
    made = left(cast.conversation())
    place = ask(made)
    draft = Draft.objects.get()
    assert (draft.conversation, draft.author, draft.kind) == (place, cast.ada(), "reply")
    assert draft.text.count("?") == 1
    assert "What should we have done differently?" in draft.text
    assert "I call you" in draft.text
    assert draft.text.endswith(cast.ada().name)
    assert not Message.objects.filter(kind="reply").exists()


def test_a_name_that_is_markup_stays_words() -> None:
    found = cast.conversation()
    Customer.objects.filter(pk=found.customer_id).update(name="<b>Uma</b> Ferrari")
    found.customer.refresh_from_db()
    ask(left(found))
    assert "Dear &lt;b&gt;Uma&lt;/b&gt;," in Draft.objects.get().html


def test_nobody_is_asked_twice_whoever_asks() -> None:
    found = cast.conversation()
    made = left(found)
    ask(made)
    with pytest.raises(RelationshipError, match="waits as a draft"):
        ask(made, cast.ben())
    cast.answers(found, cast.ada(), at=later(hours=3))
    Draft.objects.all().delete()
    for who in (cast.ada(), cast.ben()):
        with pytest.raises(RelationshipError, match="asked twice"):
            ask(made, who, hours=4)
    assert Event.objects.filter(name="relationships.question_begun").count() == 1


def test_a_question_that_was_thrown_away_can_be_begun_again() -> None:
    made = left(cast.conversation())
    place = ask(made)
    writing.discard_of(place, cast.ada(), "reply", at=later(hours=3))
    ask(made, cast.ben(), hours=4)
    assert Draft.objects.get().author == cast.ben()


def test_a_draft_that_is_there_already_is_not_touched() -> None:
    found = cast.conversation()
    writing.begin(found, cast.ada(), "reply", writing.Words(text="Half a sentence"), NOON)
    made = left(found)
    with pytest.raises(RelationshipError, match="You have a draft"):
        ask(made)
    assert Draft.objects.get().text == "Half a sentence"
    made.refresh_from_db()
    assert made.asked_at is None


def test_who_came_back_is_not_asked_why_they_left() -> None:
    made = left(cast.conversation())
    customer_leaves.end(made, "back", actor=cast.ada(), at=later(hours=2))
    with pytest.raises(RelationshipError, match="nothing to ask"):
        ask(made)


def test_the_answer_is_the_first_mail_that_came_after_the_question() -> None:
    found = cast.conversation()
    made = left(found)
    ask(made)
    made.refresh_from_db()
    assert queries.asking(made) == queries.Asking(None, None)
    cast.answers(found, cast.ada(), at=later(hours=3))
    came = cast.arrives(conversation_id=found.pk, text="Call me", received_at=later(hours=5), trust="secret")
    known = queries.asking(made)
    assert known.sent is not None
    assert known.answer == came


def test_many_signals_are_asked_for_at_once() -> None:
    found = rated([2], at=NOON - timedelta(days=3))[0].conversation
    Promise.objects.create(
        conversation=found, text="A call", made_at=NOON, due_at=NOON, broken_at=NOON - timedelta(days=1)
    )
    signals = queries.signals([found.customer_id], at=NOON)[found.customer_id]
    last = rules.before(signals, TODAY)
    assert last.rating is not None
    assert (last.rating.sign, last.broken) == (Sign.NOT_QUITE, 1)

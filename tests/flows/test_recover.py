from datetime import datetime, timedelta

import pytest

from rapport.alerts.models import Alert
from rapport.conversations.actions import ConversationError
from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating, RatingInvite, Score, State
from rapport.flows import conversation_closes, recover
from rapport.promises.models import Promise
from rapport.recovery import actions
from rapport.recovery.actions import Agreement, RecoveryError
from rapport.recovery.models import Cause, Outcome, Reask, Recovery
from rapport.triage import queries
from rapport.triage.actions import place
from rapport.triage.models import Placement
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db
SORRY = "Dear Uma, that was our fault, and I am sorry."
WAYS = [[], ["contacted"], ["contacted", "apologised"], ["contacted", "apologised", "fixed", "learned"]]


def cause() -> Cause:
    return Cause.objects.earliest("position")


def rated(
    conversation: Conversation, score: int = Score.BAD, state: str = State.CONFIRMED, at: datetime | None = None
) -> Rating:
    invite = RatingInvite.objects.filter(conversation=conversation).latest("id")
    at = at or later(hours=1)
    return Rating.objects.create(
        invite=invite, conversation=conversation, score=score, state=state, first_at=at, changed_at=at, acted_on_at=at
    )


def opened(at: datetime | None = None) -> Recovery:
    conversation = cast.conversation()
    cast.answers(conversation)
    recovery, _ = actions.open_recovery(conversation, rated(conversation), at=at or later(hours=1))
    place(conversation, at=at or later(hours=1))
    return recovery


def test_an_opened_recovery_has_an_owner_a_promise_and_the_top_of_the_pile() -> None:
    older = cast.conversation(("Old", "old@customer.example"), received_at=later(hours=-30))
    recovery = opened()
    assert recovery.owner == cast.ada()
    promise = Promise.objects.get(conversation=recovery.conversation, kind="first_word")
    assert promise.due_at == recovery.due_at == later(hours=2)
    keys = {p.conversation_id: p.rank_key for p in Placement.objects.filter(waiting=True)}
    assert keys[recovery.conversation_id] < keys[older.pk]


def test_the_first_word_goes_before_a_complaint_that_is_a_day_late() -> None:
    cast.conversation(cast.SOL, reply_text="This is unacceptable, I make a complaint.", received_at=later(hours=-30))
    recovery = opened()
    assert queries.page(None)[0].conversation_id == recovery.conversation_id


def test_a_second_bad_rating_joins_the_open_recovery() -> None:
    recovery = opened()
    cast.answers(recovery.conversation, at=later(hours=2))
    again, is_new = actions.open_recovery(recovery.conversation, rated(recovery.conversation), at=later(hours=3))
    assert (again.pk, is_new) == (recovery.pk, False)
    assert recovery.triggers.count() == 2


def test_the_steps_lead_to_the_end() -> None:
    recovery = opened()
    lead = cast.mo()
    recover.hand_over(recovery, lead, actor=lead, at=later(hours=1, minutes=5))
    recover.contacted(
        recovery, actor=lead, note="Called her, she was upset about the wait.", at=later(hours=1, minutes=20)
    )
    assert Promise.objects.get(kind="first_word").kept_at == later(hours=1, minutes=20)
    recover.apologise(recovery, Reply(text="I am sorry that we let you wait."), actor=lead, at=later(hours=2))
    recover.agree(recovery, cause(), Agreement("A new chain"), actor=lead, at=later(hours=3))
    recover.fixed(recovery, actor=lead, note="New chain fitted for free", at=later(hours=17))
    recover.learn(recovery, "Chains are looked at before they leave", actor=lead, at=later(hours=18))
    sent = recover.ask_again(recovery, Reply(text="Is it right now?"), actor=lead, at=later(hours=90))
    invite = RatingInvite.objects.get(message=sent)
    assert invite.about == "recovery"
    assert Reask.objects.get(recovery=recovery).invite == invite
    answer = Rating.objects.create(
        invite=invite, conversation=recovery.conversation, score=Score.GREAT, state=State.CONFIRMED,
        first_at=later(hours=91), changed_at=later(hours=91),
    )  # fmt: skip
    actions.answer_reask(invite, answer, at=later(hours=91))
    recovery.refresh_from_db()
    assert (recovery.outcome, recovery.closed_at) == (Outcome.RECOVERED, later(hours=91))


@pytest.mark.parametrize("done", WAYS)
def test_it_cannot_be_closed_while_a_step_is_open(done: list[str]) -> None:
    recovery = opened()
    lead = cast.mo()
    if "contacted" in done:
        recover.contacted(recovery, actor=lead, note="Called", at=later(hours=2))
    if "apologised" in done:
        recover.apologise(recovery, Reply(text=SORRY), actor=lead, at=later(hours=3))
    if "fixed" in done:
        recover.fixed(recovery, actor=lead, note="Fixed", at=later(hours=4))
    if "learned" in done:
        recover.learn(recovery, "Look before it leaves", actor=lead, at=later(hours=4))
    with pytest.raises(RecoveryError, match="still open"):
        recover.close(recovery, Outcome.RECOVERED, actor=lead, at=later(hours=5))
    recovery.refresh_from_db()
    assert recovery.is_open


def test_asking_again_before_the_fix_is_refused_and_sends_nothing() -> None:
    recovery = opened()
    before = recovery.conversation.messages.count()
    with pytest.raises(RecoveryError, match="Fix it first"):
        recover.ask_again(recovery, Reply(text="Happy now?"), actor=cast.mo(), at=later(hours=2))
    assert recovery.conversation.messages.count() == before


def test_a_conversation_cannot_be_closed_over_an_unhappy_customer() -> None:
    recovery = opened()
    with pytest.raises(ConversationError, match="unhappy"):
        conversation_closes.close(recovery.conversation, actor=cast.ada(), at=later(hours=2))
    with pytest.raises(ConversationError):
        cast.answers(recovery.conversation, close=True, at=later(hours=2))


def test_any_human_reply_is_the_first_word() -> None:
    recovery = opened()
    cast.answers(recovery.conversation, at=later(hours=1, minutes=10))
    assert actions.done_kinds(recovery) == {"contacted"}
    assert Promise.objects.get(kind="first_word").kept_at == later(hours=1, minutes=10)


def test_taking_it_settles_the_alert_for_everybody() -> None:
    from rapport.alerts.actions import News
    from rapport.flows.raise_alert import raise_alert

    recovery = opened()
    news = News(Alert.Kind.UNHAPPY, recover.alert_key(recovery), "Uma is unhappy", "/x")
    raise_alert(news, [cast.mo(), cast.ada()], at=later(hours=1))
    recover.hand_over(recovery, cast.mo(), actor=cast.mo(), at=later(hours=1, minutes=1))
    assert not Alert.objects.filter(key=recover.alert_key(recovery), settled_at=None).exists()


def test_silence_after_asking_again_closes_after_two_weeks() -> None:
    recovery = opened()
    lead = cast.mo()
    recover.contacted(recovery, actor=lead, note="Called", at=later(hours=2))
    recover.apologise(recovery, Reply(text=SORRY), actor=lead, at=later(hours=3))
    recover.agree(recovery, cause(), Agreement("A new chain"), actor=lead, at=later(hours=3))
    recover.fixed(recovery, actor=lead, note="Fixed", at=later(hours=4))
    recover.learn(recovery, "Look before it leaves", actor=lead, at=later(hours=5))
    recover.ask_again(recovery, Reply(text="All good now?"), actor=lead, at=later(days=4))
    assert recover.close_silent(at=later(days=17)) == 0
    assert recover.close_silent(at=later(days=18, hours=1)) == 1
    recovery.refresh_from_db()
    assert recovery.outcome == Outcome.SILENT


def test_a_machine_s_recovery_is_withdrawn_unless_somebody_worked_on_it() -> None:
    recovery = opened()
    actions.withdraw(recovery, at=later(hours=2))
    recovery.refresh_from_db()
    assert recovery.outcome == Outcome.WITHDRAWN
    assert Promise.objects.get(kind="first_word").withdrawn_at is not None


def test_a_second_failure_within_half_a_year_is_linked_to_the_first() -> None:
    first = opened()
    Recovery.objects.filter(pk=first.pk).update(closed_at=later(days=1), outcome=Outcome.RECOVERED)
    other = cast.conversation(received_at=later(days=100))
    cast.answers(other, at=later(days=100, hours=1))
    second, _ = actions.open_recovery(other, rated(other, at=later(days=101)), at=later(days=101))
    assert second.previous == first


def test_after_contact_the_next_step_has_its_own_time() -> None:
    recovery = opened()
    recover.contacted(recovery, actor=cast.mo(), note="Called", at=later(hours=2))
    recovery.refresh_from_db()
    assert recovery.due_at == later(hours=2) + timedelta(hours=24)

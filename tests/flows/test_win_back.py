"""A recovery from the first word to its end: what it demands, what is promised in it, how it ends and begins again."""

from datetime import datetime, timedelta

import pytest

from rapport.alerts.models import Alert
from rapport.conversations.letters import Reply
from rapport.feedback.actions import Choice
from rapport.feedback.models import RatingInvite
from rapport.flows import promise_falls_due, recover
from rapport.flows.customer_rates import customer_rates
from rapport.promises.models import Promise
from rapport.recovery import actions, rules
from rapport.recovery.actions import Agreement, RecoveryError
from rapport.recovery.models import Cause, Outcome, Prevention, Recovery, Step
from rapport.team.models import BusinessHours
from rapport.triage.models import Placement
from tests import cast
from tests.cast import later
from tests.flows.test_recover import SORRY, cause, opened

pytestmark = pytest.mark.django_db
OFFER = Agreement("A new chain, and the service is free")
THREE_DAYS = timedelta(days=3)
LESSON = "Chains are looked at before they leave"


def apologised(recovery: Recovery) -> None:
    recover.contacted(recovery, actor=cast.mo(), note="Called her", at=later(hours=2))
    recover.apologise(recovery, Reply(text=SORRY), actor=cast.mo(), at=later(hours=3))


def fixed(recovery: Recovery, at: datetime) -> None:
    apologised(recovery)
    recover.agree(recovery, cause(), OFFER, actor=cast.mo(), at=later(hours=4))
    recover.fixed(recovery, actor=cast.mo(), note="New chain fitted", at=at)


def asked_again(recovery: Recovery) -> RatingInvite:
    fixed(recovery, later(hours=5))
    sent = recover.ask_again(recovery, Reply(text="Is it right now?"), actor=cast.mo(), at=later(days=4))
    return RatingInvite.objects.get(message=sent)


def answers(invite: RatingInvite, score: int, at: datetime) -> None:
    customer_rates(invite, Choice(score, "button"), at=at)


def fresh(recovery: Recovery) -> Recovery:
    return Recovery.objects.get(pk=recovery.pk)


def state(recovery: Recovery) -> str:
    one = fresh(recovery)
    return one.outcome or rules.state_of(actions.done_kinds(one), round_=one.round)


def test_it_passes_through_its_states() -> None:
    recovery = opened()
    seen = [state(recovery)]
    recover.contacted(recovery, actor=cast.mo(), note="Called her", at=later(hours=2))
    seen.append(state(recovery))
    recover.agree(recovery, cause(), OFFER, actor=cast.mo(), at=later(hours=3))
    seen.append(state(recovery))
    recover.apologise(recovery, Reply(text=SORRY), actor=cast.mo(), at=later(hours=3))
    recover.fixed(recovery, actor=cast.mo(), note="New chain fitted", at=later(hours=4))
    seen.append(state(recovery))
    sent = recover.ask_again(recovery, Reply(text="Is it right now?"), actor=cast.mo(), at=later(days=4))
    seen.append(state(recovery))
    recover.learn(recovery, LESSON, actor=cast.mo(), at=later(days=4))
    answers(RatingInvite.objects.get(message=sent), 4, later(days=5))
    assert [*seen, state(recovery)] == ["opened", "contacted", "agreed", "fixed", "re_asked", "recovered"]


def test_every_step_says_who_and_when() -> None:
    recovery = opened()
    fixed(recovery, later(hours=5))
    rows = Step.objects.filter(recovery=recovery).values_list("kind", "done_by__name", "done_at")
    assert set(rows) == {
        ("contacted", "Mo Haddad", later(hours=2)),
        ("apologised", "Mo Haddad", later(hours=3)),
        ("caused", "Mo Haddad", later(hours=4)),
        ("agreed", "Mo Haddad", later(hours=4)),
        ("fixed", "Mo Haddad", later(hours=5)),
    }


@pytest.mark.parametrize(("after", "is_asked"), [(THREE_DAYS - timedelta(seconds=1), False), (THREE_DAYS, True)])
def test_nobody_is_asked_again_before_three_days_have_passed(after: timedelta, is_asked: bool) -> None:
    recovery = opened()
    fixed(recovery, later(hours=5))
    before = recovery.conversation.messages.count()
    if is_asked:
        recover.ask_again(recovery, Reply(text="All good?"), actor=cast.mo(), at=later(hours=5) + after)
    else:
        with pytest.raises(RecoveryError, match="three days after the fix"):
            recover.ask_again(recovery, Reply(text="All good?"), actor=cast.mo(), at=later(hours=5) + after)
    assert recovery.conversation.messages.count() == before + is_asked


def test_asking_again_is_due_between_the_third_and_the_fifth_day() -> None:
    recovery = opened()
    fixed(recovery, later(hours=5))
    assert fresh(recovery).due_at == later(days=5, hours=5)


def test_what_is_owed_by_a_date_is_a_promise_that_a_reply_does_not_keep() -> None:
    recovery = opened()
    apologised(recovery)
    recover.agree(recovery, cause(), OFFER, actor=cast.mo(), at=later(hours=4), promised_at=later(days=2))
    promise = Promise.objects.get(kind=Promise.Kind.FIX)
    assert (promise.text, promise.due_at, promise.owner) == (OFFER.offered, later(days=2), cast.ada())
    assert Step.objects.get(kind="agreed").promise == promise
    assert fresh(recovery).due_at == later(days=2)
    cast.answers(recovery.conversation, at=later(hours=6))
    promise.refresh_from_db()
    assert promise.is_open
    recover.fixed(recovery, actor=cast.mo(), note="Chain is on", at=later(days=1))
    promise.refresh_from_db()
    assert promise.kept_at == later(days=1)


def test_another_date_takes_the_place_of_the_first() -> None:
    recovery = opened()
    apologised(recovery)
    for hours in (48, 72):
        recover.agree(recovery, cause(), OFFER, actor=cast.mo(), at=later(hours=4), promised_at=later(hours=hours))
    assert [one.due_at for one in Promise.objects.filter(kind="fix", withdrawn_at=None)] == [later(hours=72)]
    assert fresh(recovery).due_at == later(hours=72)


def test_a_promised_fix_that_is_late_is_told_to_the_leads_and_moves_up() -> None:
    recovery = opened()
    apologised(recovery)
    recover.agree(recovery, cause(), OFFER, actor=cast.mo(), at=later(hours=4), promised_at=later(days=2))
    assert promise_falls_due.sweep(at=later(days=2, minutes=1)) == 1
    assert Alert.objects.filter(kind="promise", user=cast.mo()).exists()
    why = Placement.objects.get(conversation=recovery.conversation).why
    assert "Broken promise" in {term["words"] for term in why}


def test_a_date_that_is_over_is_refused_with_words() -> None:
    recovery = opened()
    with pytest.raises(RecoveryError, match="Promise a time in the future"):
        recover.agree(recovery, cause(), OFFER, actor=cast.mo(), at=later(hours=4), promised_at=later(hours=3))
    assert fresh(recovery).cause is None


def test_a_good_answer_waits_for_the_lesson_which_then_ends_it() -> None:
    recovery = opened()
    answers(asked_again(recovery), 4, later(days=5))
    one = fresh(recovery)
    assert (one.is_open, one.heard_at, one.due_at) == (True, later(days=5), later(days=6))
    assert "Lesson to be written down" in {
        term["words"] for term in Placement.objects.get(conversation=one.conversation).why
    }
    recover.learn(recovery, LESSON, actor=cast.ada(), at=later(days=5, hours=1))
    assert fresh(recovery).outcome == Outcome.RECOVERED


def test_a_bad_answer_while_a_step_is_open_begins_another_round() -> None:
    recovery = opened()
    answers(asked_again(recovery), 1, later(days=5))
    one = fresh(recovery)
    assert (one.round, one.reopened_at, one.is_second_failure, state(one)) == (2, later(days=5), True, "reopened")
    assert actions.done_kinds(one) == {"caused"}
    assert Promise.objects.filter(kind="first_word", kept_at=None, due_at=later(days=5, hours=1)).count() == 1
    assert one.triggers.count() == 2
    assert Recovery.objects.count() == 1


def test_silence_with_a_lesson_missing_is_owed_by_us_and_then_ends_it() -> None:
    recovery = opened()
    asked_again(recovery)
    assert recover.close_silent(at=later(days=18)) == 0
    assert fresh(recovery).heard_at == later(days=18)
    assert recover.close_silent(at=later(days=19)) == 0  # told once, not swept for ever
    recover.learn(recovery, LESSON, actor=cast.mo(), at=later(days=20))
    assert fresh(recovery).outcome == Outcome.SILENT


@pytest.mark.parametrize(("face", "outcome"), [(1, "not"), (2, "partly"), (3, "recovered"), (4, "recovered")])
def test_the_answer_is_the_outcome(face: int, outcome: str) -> None:
    recovery = opened()
    invite = asked_again(recovery)
    recover.learn(recovery, LESSON, actor=cast.mo(), at=later(days=4))
    answers(invite, face, later(days=5))
    assert fresh(recovery).outcome == outcome


def test_what_has_to_be_said_in_public_keeps_it_open_until_it_was() -> None:
    recovery = opened()
    invite = asked_again(recovery)
    public = Agreement("A new chain", is_public=True)
    recover.agree(recovery, cause(), public, actor=cast.mo(), at=later(days=4))
    recover.learn(recovery, LESSON, actor=cast.mo(), at=later(days=4))
    answers(invite, 4, later(days=5))
    with pytest.raises(RecoveryError, match="said in public still open"):
        recover.close(recovery, Outcome.RECOVERED, actor=cast.mo(), at=later(days=5))
    recover.publish(recovery, "https://forum.example/chains", actor=cast.mo(), at=later(days=5, hours=1))
    assert fresh(recovery).outcome == Outcome.RECOVERED


def test_it_can_be_opened_again_and_everything_but_the_cause_is_done_anew() -> None:
    recovery = opened()
    invite = asked_again(recovery)
    recover.learn(recovery, LESSON, actor=cast.mo(), at=later(days=4))
    answers(invite, 4, later(days=5))
    recover.reopen(recovery, "The new chain slips, too", actor=cast.ada(), at=later(days=9))
    one = fresh(recovery)
    assert (one.is_open, one.round, one.due_at) == (True, 2, later(days=9, hours=1))
    assert rules.missing(actions.done_kinds(one)) == [kind for kind in rules.PATH if kind != "caused"]
    assert Step.objects.filter(recovery=one, round=1).count() == 7  # what was done stays on record
    assert Alert.objects.filter(user=cast.mo(), headline__startswith="Reopened").exists()


def test_it_is_not_opened_again_beside_another_open_one_or_without_a_word() -> None:
    recovery = opened()
    with pytest.raises(RecoveryError, match="is open"):
        recover.reopen(recovery, "Again", actor=cast.ada(), at=later(days=9))
    Recovery.objects.filter(pk=recovery.pk).update(closed_at=later(days=1), outcome="recovered")
    with pytest.raises(RecoveryError, match="why"):
        recover.reopen(recovery, " ", actor=cast.ada(), at=later(days=9))
    Recovery.objects.create(conversation=recovery.conversation, opened_at=later(days=2), due_at=later(days=3))
    with pytest.raises(RecoveryError, match="Another recovery is open"):
        recover.reopen(recovery, "Again", actor=cast.ada(), at=later(days=9))


def test_a_second_failure_goes_to_a_lead_and_every_lead_hears_of_it() -> None:
    cast.mo()
    boss = cast.olga()
    boss.on_duty = False
    boss.save()
    first = opened()
    Recovery.objects.filter(pk=first.pk).update(closed_at=later(days=1), outcome=Outcome.RECOVERED)
    other = cast.conversation(received_at=later(days=100))
    answer = cast.answers(other, at=later(days=100, hours=1))
    answers(RatingInvite.objects.get(message=answer), 1, later(days=101))
    second = Recovery.objects.get(closed_at=None)
    assert (second.previous, second.is_second_failure, second.owner) == (first, True, cast.mo())
    told = Alert.objects.filter(kind="unhappy", key=recover.alert_key(second))
    assert {one.user.first_name for one in told} == {"Ada", "Mo", "Olga"}
    assert all(one.headline.startswith("Second failure: ") for one in told)


def test_the_first_word_is_due_in_an_hour_in_which_somebody_is_there() -> None:
    week = [[[540, 1020]]] * 5 + [[], []]
    inbox = cast.inbox()
    inbox.hours = BusinessHours.objects.create(name="Shop", zone="UTC", week=week)
    inbox.save()
    friday_evening = datetime(2026, 3, 6, 16, 40, tzinfo=later().tzinfo)
    recovery = opened(at=friday_evening)
    assert recovery.due_at == datetime(2026, 3, 9, 9, 40, tzinfo=later().tzinfo)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear Uma,\n\nwe are sorry for any inconvenience.\n\nMo", "sorry for any"),
        ("Hallo Uma,\n\nes tut uns leid, falls Sie sich geärgert haben.\n\nMo", "leid, falls"),
        ("Dear Uma,\n\nsorry.\n\nMo", "alone is no apology"),
        ("Dear Uma,\n\nwe sent the wrong chain. That was our fault.\n\nYour support team", "your own name"),
        ("  ", "Write the apology"),
    ],
)
def test_what_is_no_apology_is_not_sent(text: str, words: str) -> None:
    recovery = opened()
    before = recovery.conversation.messages.count()
    with pytest.raises(RecoveryError, match=words):
        recover.apologise(recovery, Reply(text=text), actor=cast.mo(), at=later(hours=2))
    assert recovery.conversation.messages.count() == before
    assert actions.done_kinds(recovery) == set()


def test_the_apology_keeps_which_parts_it_had() -> None:
    recovery = opened()
    text = "Dear Uma,\n\nthat was our fault, because I mixed two orders up. I am sorry. I will send the right one."
    recover.apologise(recovery, Reply(text=text), actor=cast.mo(), at=later(hours=2))
    assert Step.objects.get(kind="apologised").parts == ["responsibility", "repair", "regret", "explanation"]


def test_a_reply_that_was_sent_can_be_the_apology_but_only_of_this_customer_and_since() -> None:
    recovery = opened()
    older = recovery.conversation.messages.get(kind="reply")
    foreign = cast.answers(cast.conversation(cast.SOL), at=later(hours=2))
    for wrong in (older, foreign):
        with pytest.raises(RecoveryError, match="Choose a reply"):
            recover.apologised_by(recovery, wrong, actor=cast.mo(), at=later(hours=3))
    said = cast.answers(recovery.conversation, text=SORRY, at=later(hours=2))
    recover.apologised_by(recovery, said, actor=cast.mo(), at=later(hours=3))
    step = Step.objects.get(kind="apologised")
    assert (step.message, step.parts) == (said, ["responsibility", "regret"])


def test_a_cause_that_is_archived_cannot_be_chosen() -> None:
    old = Cause.objects.create(name="Old", archived_at=later())
    with pytest.raises(RecoveryError, match="no longer in use"):
        recover.agree(opened(), old, OFFER, actor=cast.mo(), at=later(hours=2))
    assert not Prevention.objects.exists()

"""The story of an answer: what is stored, who is told, what is owed."""

from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.conversations.letters import Reply
from rapport.conversations.models import Status
from rapport.feedback import actions as feedback
from rapport.feedback import queries
from rapport.feedback.actions import Choice, FeedbackError
from rapport.feedback.models import Rating, RatingInvite, Vote
from rapport.feedback.rules import Client
from rapport.flows import conversation_closes, recover
from rapport.flows.customer_rates import customer_rates, settle_due, settle_vote
from rapport.platform import live
from rapport.platform.models import Event
from rapport.promises.models import Promise
from rapport.recovery.actions import Agreement
from rapport.recovery.models import Cause, Outcome, Recovery
from rapport.triage.models import Placement
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db
UMA = Client("203.0.113.0/24", "her telephone")
GATEWAY = Client("198.51.100.0/24", "gateway")
AT = later(hours=1)


def asked(**fields: object) -> RatingInvite:
    cast.mo()
    talk = cast.conversation()
    for name, value in fields.items():
        setattr(talk, name, value)
    talk.save()
    return _invite(cast.answers(talk).pk)


def _invite(message_id: int) -> RatingInvite:
    found = queries.invite_for(message_id, cast.UMA[1])
    assert found is not None
    return found


def votes(
    invite: RatingInvite, score: int, how: str = "interaction", at: datetime = AT, client: Client = UMA, **more: object
) -> Rating:
    page = feedback.observe(invite, method="GET", score=score, client=client, at=at)
    sent_at = at + timedelta(seconds=2)
    return customer_rates(invite, Choice(score, how, page=page, client=client, **more), at=sent_at)  # type: ignore[arg-type]


def names() -> list[str]:
    happened = Event.objects.filter(name__startswith="feedback.").exclude(name="feedback.asked")
    return list(happened.order_by("id").values_list("name", flat=True))


def test_a_confirmed_bad_opens_a_recovery_promises_a_first_word_and_alerts_the_lead_and_the_author() -> None:
    invite = asked()
    rating = votes(invite, 1, comment="Nobody read what I wrote.", how="button")
    recovery = Recovery.objects.get()
    assert rating.state == "confirmed"
    assert recovery.owner == cast.ada()
    assert not recovery.is_likely
    assert Promise.objects.get().kind == Promise.Kind.FIRST_WORD
    told = Alert.objects.order_by("user__name")
    assert [alert.user for alert in told] == [cast.ada(), cast.mo()]
    assert told[0].headline == "Uma Ferrari rated Ada's reply “Bad”"
    assert told[0].quote == "Nobody read what I wrote."
    assert told[0].context == "We will look at it today."
    assert told[0].path == f"/recoveries/{recovery.pk}"
    assert OutboundMail.objects.filter(kind="alert").count() == 2
    assert "Unhappy" in str(Placement.objects.get(waiting=True).why)
    assert names() == ["feedback.rated"]


def test_a_happy_answer_alerts_nobody() -> None:
    rating = votes(asked(), 4)
    assert rating.state == "confirmed"
    assert not Alert.objects.exists()
    assert not Recovery.objects.exists()


def test_a_not_quite_alerts_and_lifts_the_conversation_without_a_recovery() -> None:
    votes(asked(), 2)
    assert not Recovery.objects.exists()
    assert Alert.objects.count() == 2
    assert "Not quite happy" in str(Placement.objects.get(waiting=True).why)


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({"is_complaint": True}, {}),
        ({}, {"how": "button", "comment": "This is unacceptable, I want my money back."}),
        ({}, {"how": "button", "call_me": True, "phone": "0301234"}),
    ],
    ids=["complaint", "complaint words", "asks for a call"],
)
def test_a_not_quite_that_weighs_more_opens_a_recovery(fields: dict[str, object], more: dict[str, object]) -> None:
    votes(asked(**fields), 2, **more)  # type: ignore[arg-type]
    assert Recovery.objects.get().is_open


def test_a_probable_bad_waits_a_minute_and_is_then_told_as_likely() -> None:
    rating = votes(asked(), 1, "dwell")
    assert rating.state == "probable"
    assert not Alert.objects.exists()
    assert settle_due(at=AT + timedelta(seconds=61)) == 0
    assert settle_due(at=AT + timedelta(seconds=62)) == 1
    assert settle_due(at=AT + timedelta(seconds=63)) == 0
    assert Recovery.objects.get().is_likely
    headlines = set(Alert.objects.values_list("headline", flat=True))
    assert headlines == {"Likely unhappy, not yet confirmed: Uma Ferrari rated Ada's reply “Bad”"}


def test_only_a_vote_that_waits_for_its_minute_has_a_job_that_ends_it() -> None:
    """There are many that count at once; the sweep looks at those again."""
    votes(asked(), 4, "button")
    assert not ProcrastinateJob.objects.filter(task_name="settle_vote").exists()
    likely = votes(asked(), 4, "dwell")
    job = ProcrastinateJob.objects.get(task_name="settle_vote")
    assert job.args == {"rating_id": likely.pk}
    assert job.scheduled_at == AT + timedelta(seconds=62)


def test_a_minute_without_news_tells_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[str]] = []
    invite = asked()
    monkeypatch.setattr(live, "changed", lambda ids, **_: told.append(list(ids)))
    rating = votes(invite, 4, "button")
    assert told == [[f"message-{invite.message_id}", "ratings"]]
    assert settle_vote(rating.pk, at=AT + timedelta(minutes=2))
    assert len(told) == 1


def test_confirming_a_probable_vote_changes_the_words_and_alerts_nobody_again() -> None:
    invite = asked()
    votes(invite, 1, "dwell")
    settle_due(at=AT + timedelta(minutes=2))
    votes(invite, 1, "button", AT + timedelta(hours=1), comment="Still waiting.")
    assert Alert.objects.count() == 2
    assert set(Alert.objects.values_list("headline", "quote")) == {
        ("Uma Ferrari rated Ada's reply “Bad”", "Still waiting.")
    }
    assert OutboundMail.objects.filter(kind="alert").count() == 2
    assert not Recovery.objects.get().is_likely
    assert names() == ["feedback.rated", "feedback.confirmed"]


def test_a_probable_vote_that_is_contradicted_within_the_minute_alerts_nobody() -> None:
    invite = asked()
    rating = votes(invite, 1, "dwell", client=GATEWAY)
    feedback.observe(invite, method="GET", score=4, client=GATEWAY, at=AT + timedelta(seconds=30))
    settle_vote(rating.pk, at=AT + timedelta(minutes=2))
    assert Rating.objects.get().state == "suspect"
    assert not Alert.objects.exists()
    assert names() == ["feedback.rated", "feedback.doubted"]


def test_a_touch_that_turns_out_to_be_a_sweep_is_taken_back() -> None:
    invite = asked()
    rating = votes(invite, 1, client=GATEWAY)
    assert Recovery.objects.get().is_open
    feedback.observe(invite, method="GET", score=None, is_trap=True, client=GATEWAY, at=AT + timedelta(seconds=9))
    settle_vote(rating.pk, at=AT + timedelta(minutes=2))
    recovery = Recovery.objects.get()
    assert recovery.outcome == Outcome.WITHDRAWN
    assert not Alert.objects.filter(settled_at=None).exists()
    assert Promise.objects.get().withdrawn_at is not None
    assert not Placement.objects.filter(waiting=True, why__icontains="Unhappy").exists()


def test_a_vote_taken_back_and_then_confirmed_by_the_customer_opens_a_recovery_after_all() -> None:
    invite = asked()
    rating = votes(invite, 1, client=GATEWAY)
    feedback.observe(invite, method="GET", score=4, client=GATEWAY, at=AT + timedelta(seconds=9))
    settle_vote(rating.pk, at=AT + timedelta(minutes=2))
    votes(invite, 1, "button", AT + timedelta(hours=1))
    assert Recovery.objects.get(closed_at=None).triggers.get().rating == Rating.objects.get()
    assert Alert.objects.filter(settled_at=None).count() == 2


def test_the_same_vote_sent_twice_is_one() -> None:
    invite = asked()
    page = feedback.observe(invite, method="GET", score=1, client=UMA, at=AT)
    for _ in range(3):
        customer_rates(invite, Choice(1, "button", comment="No.", page=page, client=UMA), at=AT)
    assert Vote.objects.count() == 1
    assert Recovery.objects.count() == 1
    assert Alert.objects.count() == 2
    assert names() == ["feedback.rated"]


def test_words_sent_after_the_click_reach_those_who_were_told() -> None:
    invite = asked()
    page = feedback.observe(invite, method="GET", score=1, client=UMA, at=AT)
    customer_rates(invite, Choice(1, "interaction", page=page, client=UMA), at=AT)
    sent = Choice(1, "button", comment="The gears again!", chips={"heard": False}, call_me=True, page=page, client=UMA)
    customer_rates(invite, sent, at=AT + timedelta(seconds=40))
    assert Alert.objects.count() == 2
    alert = Alert.objects.first()
    assert alert is not None
    assert alert.quote == "The gears again!"
    assert "Not heard" in alert.body
    assert "Asks for a call: no number given." in alert.body
    assert names() == ["feedback.rated", "feedback.explained"]


def test_a_better_face_keeps_the_recovery_open_and_tells_its_owner() -> None:
    invite = asked()
    votes(invite, 1)
    votes(invite, 4, at=AT + timedelta(hours=1))
    assert Recovery.objects.get().is_open
    better = Alert.objects.get(key__startswith="rating-better")
    assert better.user == cast.ada()
    assert better.headline == "Uma Ferrari changed “Bad” to “Great”"
    assert "stays open" in better.body
    assert names() == ["feedback.rated", "feedback.changed", "feedback.improved"]


def test_a_not_quite_that_becomes_bad_opens_the_recovery_and_alerts_again() -> None:
    invite = asked()
    votes(invite, 2)
    votes(invite, 1, at=AT + timedelta(hours=1))
    assert Recovery.objects.get().is_open
    assert Alert.objects.filter(settled_at=None).count() == 2
    assert Alert.objects.count() == 4


def test_an_unhappy_answer_takes_a_closed_conversation_up_again() -> None:
    invite = asked()
    conversation_closes.close(invite.conversation, actor=cast.ada(), at=later(minutes=20))
    votes(invite, 1)
    invite.conversation.refresh_from_db()
    assert invite.conversation.status == Status.OPEN


def test_settling_after_the_recovery_is_over_begins_no_other() -> None:
    """An agent may work faster than the minute in which a vote can still be doubted."""
    invite = asked()
    rating = votes(invite, 1)
    again = _worked(Recovery.objects.get(), AT + timedelta(seconds=10))
    votes(again, 4, at=AT + timedelta(seconds=30))
    settle_vote(rating.pk, at=AT + timedelta(minutes=2))
    settle_due(at=AT + timedelta(minutes=3))
    assert Recovery.objects.get().outcome == Outcome.RECOVERED


def test_settling_an_answer_that_stays_as_it_was_tells_nobody_else() -> None:
    votes(asked(), 1)
    cast._user("Lee Late", "lead")
    assert settle_due(at=AT + timedelta(minutes=2)) == 1
    assert Alert.objects.count() == 2


def test_more_words_about_an_answer_whose_recovery_is_over_begin_no_other() -> None:
    invite = asked()
    votes(invite, 1)
    votes(_worked(Recovery.objects.get(), later(days=1)), 4, at=later(days=2))
    votes(invite, 1, "button", later(days=3), comment="It really was bad, though.")
    assert Recovery.objects.get().outcome == Outcome.RECOVERED
    assert Rating.objects.get(invite=invite).comment == "It really was bad, though."


def test_a_good_answer_to_the_second_asking_ends_the_recovery_as_won_back() -> None:
    invite = asked()
    votes(invite, 1)
    again = _worked(Recovery.objects.get(), later(days=1))
    votes(again, 3, at=later(days=2))
    assert Recovery.objects.get().outcome == Outcome.RECOVERED
    assert not Alert.objects.filter(settled_at=None).exists()


def test_a_poor_answer_to_the_second_asking_is_a_second_failure() -> None:
    invite = asked()
    votes(invite, 1)
    first = Recovery.objects.get()
    votes(_worked(first, later(days=1)), 2, at=later(days=2))
    first.refresh_from_db()
    assert first.outcome == Outcome.PARTLY
    second = Recovery.objects.get(closed_at=None)
    assert second.previous == first
    assert Alert.objects.filter(settled_at=None, key=recover.alert_key(second)).count() == 2


def test_a_happy_customer_who_wants_a_call_gets_somebody_told() -> None:
    votes(asked(), 4, "button", call_me=True, phone="0301234")
    alert = Alert.objects.get()
    assert alert.user == cast.ada()
    assert alert.headline == "Uma Ferrari asks for a call"
    assert "0301234" in alert.body


def test_after_thirty_days_an_answer_stands_and_nothing_is_stored() -> None:
    invite = asked()
    votes(invite, 3)
    with pytest.raises(FeedbackError, match="Reply to the mail"):
        votes(invite, 1, at=AT + timedelta(days=31))
    assert Vote.objects.count() == 1


def test_a_vote_needs_one_of_the_four_faces() -> None:
    invite = asked()
    with pytest.raises(FeedbackError, match="one of the faces"):
        votes(invite, 5)
    assert not Rating.objects.exists()


def test_a_machines_chips_and_words_do_not_change_a_persons() -> None:
    invite = asked()
    votes(invite, 4, "button", chips={"heard": True})
    page = feedback.observe(invite, method="GET", score=1, client=GATEWAY, at=AT + timedelta(days=1))
    feedback.observe(invite, method="GET", score=2, client=GATEWAY, at=AT + timedelta(days=1))
    choice = Choice(1, "interaction", chips={"heard": False}, page=page, client=GATEWAY)
    rating = customer_rates(invite, choice, at=AT + timedelta(days=1, seconds=2))
    assert (rating.score, rating.state, rating.chips) == (4, "confirmed", {"heard": True})
    assert Vote.objects.count() == 2


def _worked(recovery: Recovery, at: datetime) -> RatingInvite:
    """All steps to the second asking, which is at this time; answers its invite."""
    lead, draft = cast.mo(), Reply(text="I am sorry. It was our mistake.")
    before = at - timedelta(days=3)
    recover.apologise(recovery, draft, actor=lead, at=before)
    recover.agree(recovery, Cause.objects.earliest("position"), Agreement("A new chain"), actor=lead, at=before)
    recover.fixed(recovery, actor=lead, note="A new chain", at=before)
    recover.learn(recovery, "Chains are looked at before they leave", actor=lead, at=before)
    message = recover.ask_again(recovery, Reply(text="Is it well now?"), actor=lead, at=at)
    return _invite(message.pk)

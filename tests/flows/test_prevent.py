"""So that it does not happen again: promised, done, told, and opened again when it happens all the same."""

from datetime import date

import pytest

from rapport.alerts.models import Alert
from rapport.conversations.letters import Reply
from rapport.flows import prevent, recover
from rapport.flows.agent_replies import agent_replies
from rapport.recovery import queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Cause, Concern, Prevention, Recovery
from rapport.writing.models import Draft
from tests import cast
from tests.cast import later
from tests.flows.test_recover import cause, opened, rated
from tests.flows.test_win_back import OFFER

pytestmark = pytest.mark.django_db
WORDS = "Every chain is looked at by a second person"
DAY = date(2026, 4, 1)


def committed(recovery: Recovery | None = None) -> Prevention:
    return prevent.commit(
        WORDS, owner=cast.iris(), due_on=DAY, actor=cast.mo(), at=later(), cause=cause(), recovery=recovery
    )


def register(one: Prevention) -> Prevention:
    found = queries.prevention(one.pk)
    assert found is not None
    return found


def told(one: Prevention) -> list[bool]:
    return [bool(vars(concern)["is_told"]) for concern in register(one).concerns.all()]


def test_whoever_answers_for_it_is_told() -> None:
    committed()
    assert Alert.objects.get(user=cast.iris()).headline == f"Mo asks you to see to it: {WORDS}"


@pytest.mark.parametrize(("text", "day", "words"), [("", DAY, "what you will do"), ("x", date(2026, 3, 3), "over")])
def test_it_needs_words_and_a_day_to_come(text: str, day: date, words: str) -> None:
    with pytest.raises(RecoveryError, match=words):
        prevent.commit(text, owner=cast.iris(), due_on=day, actor=cast.mo(), at=later())
    assert not Prevention.objects.exists()


def test_when_it_is_done_the_customer_s_letter_is_a_draft_that_a_person_sends() -> None:
    recovery = opened()
    one = committed(recovery)
    assert prevent.done(one, "Two people look at each chain.", actor=cast.iris(), at=later(days=9)) == 1
    draft = Draft.objects.get()
    assert (draft.author, draft.kind, draft.send_at) == (cast.ada(), "reply", None)
    assert "Dear Uma" in draft.text
    assert "Two people look at each chain." in draft.text
    assert draft.text.endswith("Ada")
    assert "<p>Two people look at each chain.</p>" in draft.html
    assert recovery.conversation.messages.filter(kind="reply").count() == 1  # nothing was sent by itself
    assert told(one) == [False]
    sent = Reply(text=draft.text, compose_key=draft.token)
    agent_replies(recovery.conversation, cast.ada(), sent, at=later(days=9, hours=1))
    assert told(one) == [True]


def test_a_customer_who_writes_german_is_told_in_german() -> None:
    recovery = opened()
    recovery.conversation.messages.filter(kind="inbound").update(
        text="Hallo, die Kette springt und ich warte schon eine Woche auf eine Antwort von Ihnen.",
        reply_text="Hallo, die Kette springt und ich warte schon eine Woche auf eine Antwort von Ihnen.",
    )
    prevent.done(committed(recovery), "Zwei Leute sehen jede Kette an.", actor=cast.iris(), at=later(days=9))
    assert "Sie waren unzufrieden mit uns" in Draft.objects.get().text


def test_what_is_being_written_is_not_touched_and_the_letter_can_be_begun_later() -> None:
    recovery = opened()
    mine = Draft.objects.create(
        conversation=recovery.conversation, author=cast.ada(), kind="reply", token="t", text="Mine", updated_at=later()
    )
    one = committed(recovery)
    assert prevent.done(one, "Two people look.", actor=cast.iris(), at=later(days=9)) == 0
    mine.refresh_from_db()
    assert mine.text == "Mine"
    mine.delete()
    assert prevent.tell(one, actor=cast.iris(), at=later(days=10)) == 1
    assert prevent.tell(one, actor=cast.iris(), at=later(days=11)) == 0


def test_it_is_done_once_and_with_words() -> None:
    one = committed()
    with pytest.raises(RecoveryError, match="what is different"):
        prevent.done(one, " ", actor=cast.iris(), at=later(days=9))
    prevent.done(one, "Two people look.", actor=cast.iris(), at=later(days=9))
    with pytest.raises(RecoveryError, match="done already"):
        prevent.done(one, "Again.", actor=cast.iris(), at=later(days=9))


def again(of: Cause, day: int) -> Recovery:
    """Another customer, unhappy for this cause."""
    other = cast.conversation(cast.SOL, received_at=later(days=day))
    cast.answers(other, at=later(days=day, hours=1))
    from rapport.recovery.actions import open_recovery

    made, _ = open_recovery(other, rated(other, at=later(days=day, hours=2)), at=later(days=day, hours=2))
    recover.agree(made, of, OFFER, actor=cast.mo(), at=later(days=day, hours=3))
    return made


def test_a_repeat_of_the_cause_opens_it_again_and_concerns_the_new_customer() -> None:
    one = committed(opened())
    prevent.done(one, "Two people look.", actor=cast.iris(), at=later(days=9))
    repeat = again(cause(), 20)
    row = register(one)
    assert (row.done_at, row.reopened_at, row.repeats) == (None, later(days=20, hours=3), 1)
    assert Concern.objects.get(recovery=repeat).token == ""
    alert = Alert.objects.get(user=cast.iris(), headline__startswith="It happened again")
    assert WORDS in alert.body


def test_another_cause_leaves_it_done() -> None:
    one = committed(opened())
    prevent.done(one, "Two people look.", actor=cast.iris(), at=later(days=9))
    again(Cause.objects.latest("position"), 20)
    assert register(one).done_at == later(days=9)


def test_what_was_unhappy_before_it_was_done_is_no_repeat() -> None:
    first = opened()
    one = committed()
    prevent.done(one, "Two people look.", actor=cast.iris(), at=later(days=9))
    recover.agree(first, cause(), OFFER, actor=cast.mo(), at=later(days=10))
    assert register(one).repeats == 0


def test_more_customers_of_an_open_one_are_concerned_too_and_each_is_told() -> None:
    one = committed(opened())
    again(cause(), 5)
    assert prevent.done(one, "Two people look.", actor=cast.iris(), at=later(days=9)) == 2
    assert Draft.objects.count() == 2

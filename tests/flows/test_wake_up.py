"""What was put off comes back: once, at its time, or when the customer writes."""

from datetime import datetime

import pytest

from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.flows import wake_up
from rapport.flows.act import act
from rapport.flows.deeds import Deed, Verb
from rapport.platform.models import Event
from rapport.team import actions as team
from rapport.triage.models import Placement
from tests import cast
from tests.cast import later
from tests.flows.test_recover import opened

pytestmark = pytest.mark.django_db
MONDAY = later(days=3)


def put_off(conversation: Conversation, until: datetime | None = MONDAY, at: datetime | None = None) -> None:
    value = until.isoformat() if until else None
    act(Deed(Verb.SNOOZE, value), [conversation.pk], actor=cast.ada(), at=at or later(hours=1))


def fresh(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def woken(conversation: Conversation) -> int:
    return Event.objects.filter(name="conversations.woke", conversation_id=conversation.pk).count()


def test_it_wakes_at_its_time_exactly_once_and_says_why() -> None:
    put_off(conversation := cast.conversation())
    assert fresh(conversation).status == "later"
    assert wake_up.sweep(at=later(days=2)) == 0
    assert wake_up.sweep(at=MONDAY) == 1
    assert wake_up.sweep(at=MONDAY) == 0
    assert fresh(conversation).status == "open"
    assert woken(conversation) == 1
    placed = Placement.objects.get(conversation=conversation)
    assert placed.waiting
    # What we owe since the customer wrote is older than the waking, and not forgotten.
    assert placed.why[0]["words"] == "Reply due"
    told = Alert.objects.get(user=cast.ada())
    assert told.body == "You wanted to look at this again: The chain slips"


def test_what_was_answered_before_wakes_for_its_own_sake() -> None:
    cast.answers(conversation := cast.conversation())
    put_off(conversation)
    wake_up.sweep(at=MONDAY)
    assert Placement.objects.get(conversation=conversation).why[0]["words"] == "Woke: to be looked at again"
    cast.answers(conversation, at=later(days=3, hours=1))
    assert not Placement.objects.get(conversation=conversation).waiting


@pytest.mark.parametrize("until", [MONDAY, None])
def test_a_customer_who_writes_brings_it_back_at_once_and_it_wakes_no_second_time(until: datetime | None) -> None:
    put_off(conversation := cast.conversation(), until)
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=5))
    assert fresh(conversation).status == "open"
    assert Placement.objects.get(conversation=conversation).waiting
    assert wake_up.sweep(at=later(days=9)) == 0


def test_a_machine_that_answers_wakes_nobody() -> None:
    put_off(conversation := cast.conversation())
    cast.arrives(conversation_id=conversation.pk, trust="proven", origin="auto_reply", received_at=later(hours=5))
    assert fresh(conversation).status == "later"


def test_put_off_again_only_the_new_time_counts() -> None:
    put_off(conversation := cast.conversation())
    put_off(conversation, later(days=5), at=later(days=1))
    assert wake_up.sweep(at=MONDAY) == 0
    assert wake_up.sweep(at=later(days=5)) == 1


def test_it_comes_back_though_it_was_taken_from_its_agent_and_closed() -> None:
    put_off(conversation := cast.conversation())
    for verb in (Verb.ASSIGN, Verb.CLOSE):
        act(Deed(verb), [conversation.pk], actor=cast.ada(), at=later(days=1))
    assert fresh(conversation).status == "done"
    assert wake_up.sweep(at=MONDAY) == 1
    assert fresh(conversation).status == "open"
    assert fresh(conversation).closed_at is None
    assert Placement.objects.get(conversation=conversation).waiting


def test_who_does_not_want_a_closed_one_back_says_so() -> None:
    put_off(conversation := cast.conversation())
    act(Deed(Verb.CLOSE), [conversation.pk], actor=cast.ada(), at=later(days=1))
    act(Deed(Verb.FORGET), [conversation.pk], actor=cast.ada(), at=later(days=1))
    assert wake_up.sweep(at=later(days=9)) == 0


def test_when_nobody_of_them_is_there_the_leads_are_told() -> None:
    put_off(cast.conversation())
    team.set_duty(cast.ada(), on_duty=False, at=later(days=1))
    cast.mo()
    wake_up.sweep(at=MONDAY)
    assert [alert.user for alert in Alert.objects.filter(kind="woke")] == [cast.mo()]


def test_somebody_who_wakes_it_by_hand_is_first() -> None:
    put_off(conversation := cast.conversation())
    act(Deed(Verb.WAKE), [conversation.pk], actor=cast.ada(), at=later(days=1))
    assert wake_up.wake_up(conversation.pk, at=MONDAY) is False


@pytest.mark.parametrize("until", [later(hours=-1), later(days=6 * 366)])
def test_a_time_that_is_over_or_too_far_is_refused(until: datetime) -> None:
    conversation = conversations.locked(cast.conversation().pk)
    with pytest.raises(ConversationError, match=r"Choose"):
        conversations.snooze(conversation, until, actor=cast.ada(), at=later(hours=1))


def test_an_unhappy_customer_cannot_be_put_off() -> None:
    conversation = opened().conversation
    put_off(conversation, at=later(hours=1, minutes=5))
    placed = Placement.objects.get(conversation=conversation)
    assert placed.waiting
    assert placed.why[0]["words"] == "First human word due"

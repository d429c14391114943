"""S30: more than twenty mails in ten minutes pause automatic mail in a conversation, not the people in it."""

from typing import Any

import pytest

from rapport.alerts.models import Alert
from rapport.conversations.models import Conversation
from rapport.flows.acknowledge import acknowledge
from rapport.flows.break_loop import PAUSE, may_answer, resume
from rapport.platform.models import Event
from tests import cast
from tests.cast import later
from tests.labs import sized

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation() -> Conversation:
    cast.mo()
    return cast.conversation(inbox=cast.inbox(acknowledge=True))


def flood(conversation: Conversation, mails: int, *, minute: float = 0, every: float = 20, **fields: Any) -> None:
    for number in range(mails):
        moment = later(minutes=minute, seconds=number * every)
        cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=moment, **fields)
    conversation.refresh_from_db()


def loops() -> list[Alert]:
    return list(Alert.objects.filter(kind=Alert.Kind.LOOP))


def test_twenty_are_a_lively_talk_and_the_next_one_is_a_loop(conversation: Conversation) -> None:
    flood(conversation, 19)
    assert conversation.automatic_paused_until is None
    flood(conversation, 1, minute=9)
    assert conversation.automatic_paused_until == later(minutes=9) + PAUSE
    [alert] = loops()
    assert alert.user == cast.mo()
    assert conversation.reference in alert.headline
    assert alert.path == f"/conversations/{conversation.reference}"


def test_the_same_mails_over_an_hour_are_none(conversation: Conversation) -> None:
    flood(conversation, 60, every=40)
    assert conversation.automatic_paused_until is None


def test_what_was_fetched_late_counts_by_the_time_it_came(conversation: Conversation) -> None:
    """A mailbox that was out of reach for a day is no loop."""
    for number in range(25):
        cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=number))
    assert loops() == []


def test_held_and_automatic_mails_count_too(conversation: Conversation) -> None:
    for number in range(21):
        cast.arrives(
            conversation_id=conversation.pk, trust="stranger", origin="auto_reply", received_at=later(seconds=number)
        )
    assert len(loops()) == 1


def test_a_long_flood_keeps_it_paused_and_is_told_once(conversation: Conversation) -> None:
    mails = sized(300, least=60)
    flood(conversation, mails)
    assert conversation.automatic_paused_until == later(seconds=(mails - 1) * 20) + PAUSE
    assert len(loops()) == 1
    assert Event.objects.filter(name="conversations.automatic_paused").count() == 1


def test_nothing_automatic_leaves_and_people_still_answer(conversation: Conversation) -> None:
    flood(conversation, 20)
    assert not may_answer(conversation, at=later(minutes=8))
    assert acknowledge(conversation, at=later(minutes=8)) is None
    reply = cast.answers(conversation, at=later(minutes=9))
    assert reply.outbound.get().kind == "reply"


def test_it_ends_by_itself_or_by_a_person_and_a_new_flood_is_told_anew(conversation: Conversation) -> None:
    flood(conversation, 20)
    assert may_answer(conversation, at=later(minutes=7) + PAUSE)
    assert resume(conversation, actor=cast.ada(), at=later(minutes=8))
    assert not resume(conversation, actor=cast.ada(), at=later(minutes=8))
    conversation.refresh_from_db()
    assert may_answer(conversation, at=later(minutes=8))
    assert Event.objects.get(name="conversations.automatic_resumed").actor_id == cast.ada().pk
    flood(conversation, 21, minute=60, every=1)
    assert len(loops()) == 2


def test_mails_of_an_archive_pause_nothing(conversation: Conversation) -> None:
    flood(conversation, 30, silent=True)
    assert conversation.automatic_paused_until is None

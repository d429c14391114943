"""D07: an absence note is kept where everybody sees it; it reopens nothing, starts no clock and answers no promise."""

import pytest

from rapport.conversations.models import Conversation, Message, Status
from rapport.flows.conversation_closes import close
from rapport.triage.models import Placement
from tests import cast, mailroom
from tests.cast import later

pytestmark = pytest.mark.django_db
ABSENCE = ("Auto-Submitted", "auto-replied")


def state_of(conversation: Conversation) -> dict[str, object]:
    kept = Conversation.objects.values("status", "waiting_since", "closed_at", "reopened_at").get(pk=conversation.pk)
    return {**kept, "waits": Placement.objects.get(conversation=conversation).waiting}


@pytest.fixture
def conversation() -> Conversation:
    return mailroom.comes(mailroom.mail()).conversation


def absence(conversation: Conversation) -> Message:
    return mailroom.replies(conversation, ABSENCE, subject="Out of office", text="I am away until Monday.")


def test_a_done_conversation_stays_done(conversation: Conversation) -> None:
    cast.answers(conversation)
    close(conversation, actor=cast.ada(), at=later(minutes=20))
    before = state_of(conversation)
    assert before["status"] == Status.DONE
    note = absence(conversation)
    assert note.conversation_id == conversation.pk
    assert not note.held
    assert state_of(conversation) == before


def test_it_starts_no_clock_for_an_answered_customer(conversation: Conversation) -> None:
    cast.answers(conversation)
    before = state_of(conversation)
    absence(conversation)
    assert state_of(conversation) == before
    assert before["waits"] is False


def test_it_stops_no_clock_of_a_waiting_customer(conversation: Conversation) -> None:
    before = state_of(conversation)
    absence(conversation)
    assert state_of(conversation) == before
    assert before["waits"] is True


def test_on_its_own_it_is_kept_as_a_conversation() -> None:
    note = mailroom.comes(mailroom.mail(cast.SOL, "help@desk.example", ABSENCE))
    assert note.origin == Message.Origin.AUTO_REPLY
    assert note.conversation.customer.name == "Sol Berg"

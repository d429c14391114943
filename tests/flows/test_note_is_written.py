"""A note asks colleagues, and an answer reaches who asked."""

import pytest

from rapport.alerts.models import Alert
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Ask, Conversation
from rapport.conversations.rules import mentioned
from rapport.flows.note_is_written import note_is_written, stop_asking
from rapport.team.models import User
from tests import cast
from tests.cast import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Conversation:
    cast.cleo()
    inbox = cast.inbox()
    inbox.teams.add(cast.team("Help", cast.ada()))
    return cast.conversation(inbox=inbox)


def told(user: User) -> list[str]:
    return list(Alert.objects.filter(user=user, kind="asked").values_list("headline", flat=True))


def test_a_collaborator_sees_the_one_conversation_in_which_somebody_asks(found: Conversation) -> None:
    other = cast.conversation(cast.SOL)
    assert queries.by_reference(cast.cleo(), found.reference) is None
    note_is_written(found, cast.ada(), "@Cleo, is that a known fault?", at=later(minutes=1))
    assert queries.by_reference(cast.cleo(), found.reference) == found
    assert queries.by_reference(cast.cleo(), other.reference) is None
    assert told(cast.cleo()) == [f"Ada asks you in {found.reference}"]


def test_the_answer_reaches_who_asked_and_settles_the_question(found: Conversation) -> None:
    note_is_written(found, cast.ada(), "@Cleo?", at=later(minutes=1))
    assert queries.open_asks(cast.cleo()) == 1
    note_is_written(found, cast.cleo(), "Yes, since March.", at=later(minutes=2))
    assert queries.open_asks(cast.cleo()) == 0
    assert told(cast.ada()) == [f"Cleo answered in {found.reference}"]


def test_a_note_sent_twice_asks_once(found: Conversation) -> None:
    for _ in range(2):
        note_is_written(found, cast.ada(), "@Cleo?", at=later(minutes=1), compose_key="k")
    assert found.messages.filter(kind="note").count() == 1
    assert len(told(cast.cleo())) == 1


def test_a_question_taken_back_takes_the_sight_back(found: Conversation) -> None:
    note_is_written(found, cast.ada(), "@Cleo?", at=later(minutes=1))
    assert stop_asking(found, cast.cleo(), actor=cast.ada(), at=later(minutes=2))
    assert queries.by_reference(cast.cleo(), found.reference) is None


def test_nobody_of_another_company_or_another_team_is_shown_anything_by_asking(found: Conversation) -> None:
    note_is_written(found, cast.ada(), "@Pat @Ben, look", at=later(minutes=1))
    assert not Ask.objects.exists()
    with pytest.raises(ConversationError):
        note_is_written(found, cast.ada(), "Look", at=later(minutes=1), asked=[cast.pat().pk])
    assert found.messages.filter(kind="note").count() == 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Iris look", {1}),
        ("ask @iris lind.", {1}),
        ("@Ben or so", set()),
        ("@Ben Okoye please", {2}),
        ("iris@desk.example", set()),
        ("mail x@Iris", set()),
        ("@Irish stew", set()),
    ],
)
def test_a_name_after_an_at_sign_means_one_person(text: str, meant: set[int]) -> None:
    assert mentioned(text, {1: "Iris Lind", 2: "Ben Okoye", 3: "Ben Amal"}) == meant

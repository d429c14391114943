"""What cannot be done is refused in the reader's own language; machines and the command line are told in English."""

import pytest
from django.utils import translation

from rapport.changes.models import Change
from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.flows.participate import must_be_foreign
from tests.cast import NOON, ada, conversation, inbox, later
from tests.desk.conftest import client_of

pytestmark = pytest.mark.django_db


def test_an_agent_reads_why_in_german() -> None:
    found, client = conversation(), client_of(ada())
    sent = {"kind": "reply", "text": "", "token": "t"}
    there = f"/conversations/{found.reference}/messages/"
    assert "Die Antwort ist leer." in client.post(there, sent, headers={"accept-language": "de"}).content.decode()
    assert "The reply is empty." in client.post(there, sent, headers={"accept-language": "en"}).content.decode()


def test_names_stand_in_the_middle_of_a_sentence() -> None:
    inbox()
    with (
        translation.override("de"),
        pytest.raises(ConversationError, match="ist eine unserer Adressen"),
    ):
        must_be_foreign(["help@desk.example"])


def test_nothing_is_translated_where_nobody_reads() -> None:
    with pytest.raises(ConversationError, match="That time is over"):
        conversations.snooze(conversation(), later(hours=-1), actor=ada(), at=NOON)


def test_what_no_database_takes_is_refused_in_words_and_changes_nothing() -> None:
    found, client = conversation(), client_of(ada())
    there = f"/conversations/{found.reference}/doing/"
    answer = client.post(there, {"do": "type:\0"}, headers={"accept-language": "de"})
    assert answer.status_code == 400
    assert "Das lässt sich nicht annehmen" in answer.content.decode()
    assert not Change.objects.exists()

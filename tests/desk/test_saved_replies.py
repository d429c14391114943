"""Saved replies at the desk: what the composer offers, how it is filled in, and that sending does what was shown."""

from typing import Any

import pytest
from django.test import Client

from rapport.conversations.models import Conversation, Status
from rapport.flows import agent_sends
from rapport.knowledge.models import SavedReplyUse
from rapport.team.models import User
from rapport.writing.models import Draft
from tests import cast
from tests.desk.conftest import client_of
from tests.desk.test_conversations import page, url
from tests.knowledge.saying import saved

pytestmark = pytest.mark.django_db
DONE = [{"do": "status", "value": "done"}, {"do": "tags", "value": ["Refund"]}]


def offered(client: Client, conversation: Conversation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(url(conversation, "saved-replies/")).json()["choices"]
    return found


def test_what_fits_here_is_offered_with_what_it_does(ada: Client) -> None:
    conversation = cast.conversation()
    found = saved(actions=DONE)
    saved("Elsewhere", inbox=cast.inbox("other@desk.example", name="Other"))
    saved("Bens", owner=cast.ben())
    only = offered(ada, conversation)[0]
    assert [one["name"] for one in offered(ada, conversation)] == ["Refund"]
    assert (only["id"], only["does"]) == (found.pk, "marks it done, adds the tag Refund")
    assert only["url"] == url(conversation, f"saved-replies/{found.pk}/")


def test_one_comes_with_its_names_filled_in(ada: Client) -> None:
    conversation = cast.conversation()
    found = saved(html="<div>Hello {{customer.first_name}} &amp; co, {{ agent.name }} {{order}}</div>")
    said = ada.get(url(conversation, f"saved-replies/{found.pk}/")).json()
    assert said["html"] == "<div>Hello Uma &amp; co, Ada Byron {{order}}</div>"
    assert said["text"] == "Hello Uma & co, Ada Byron {{order}}"
    assert said["left"] == ["{{order}}"]


def test_what_is_not_known_stays_in_braces_and_is_told(ada: Client) -> None:
    conversation = cast.conversation(("", "nameless@customer.example"), subject="")
    type(conversation.customer).objects.filter(pk=conversation.customer_id).update(name="")
    found = saved(html="<div>Hello {{customer.first_name}}</div>")
    said = ada.get(url(conversation, f"saved-replies/{found.pk}/")).json()
    assert said["left"] == ["{{customer.first_name}}"]


def test_anothers_and_another_inboxs_are_not_there(ada: Client) -> None:
    conversation = cast.conversation()
    for found in (saved(owner=cast.ben()), saved(inbox=cast.inbox("other@desk.example", name="Other"))):
        assert ada.get(url(conversation, f"saved-replies/{found.pk}/")).status_code == 404


def test_the_composer_says_what_sending_does_and_sending_does_it(ada: Client) -> None:
    conversation = cast.conversation()
    found = saved(actions=DONE)
    form = {"kind": "reply", "text": "It is on its way.", "html": "<div>It is on its way.</div>", "token": "t1"}
    ada.post(url(conversation, "drafts/reply/"), form | {"saved_reply": found.pk})
    assert 'class="does">marks it done, adds the tag Refund</span>' in page(ada, url(conversation))
    assert ada.post(url(conversation, "messages/"), form | {"saved_reply": found.pk}).status_code == 302
    conversation.refresh_from_db()
    assert (conversation.status, conversation.tag_names) == (Status.DONE, ["Refund"])
    assert SavedReplyUse.objects.get().saved_reply == found
    found.refresh_from_db()
    assert found.uses == 1


def test_what_waits_to_be_sent_does_it_when_it_is_sent(ada: Client) -> None:
    User.objects.filter(pk=cast.ada().pk).update(undo_seconds=10)
    conversation = cast.conversation()
    found = saved(actions=DONE)
    form = {"kind": "reply", "text": "Soon.", "token": "t1", "saved_reply": found.pk}
    ada.post(url(conversation, "messages/"), form)
    waiting = Draft.objects.get()
    conversation.refresh_from_db()
    assert conversation.status != Status.DONE
    assert waiting.send_at is not None
    agent_sends.send(waiting.pk, at=waiting.send_at)
    conversation.refresh_from_db()
    assert conversation.status == Status.DONE


@pytest.mark.parametrize("strange", ["999999", "x", "9" * 30, "-1"])
def test_a_saved_reply_that_is_none_stands_in_nobodys_way(ada: Client, strange: str) -> None:
    conversation = cast.conversation()
    form = {"kind": "reply", "text": "", "token": "t1", "saved_reply": strange}
    assert ada.post(url(conversation, "messages/"), form).status_code == 422


def test_who_only_reads_is_offered_none(db: None) -> None:
    conversation = cast.conversation()
    conversation.inbox.teams.add(cast.team("Help", cast.cleo()))
    shown = page(client_of(cast.cleo()), url(conversation))
    assert "reply-box" in shown
    assert "<saved-replies" not in shown

"""A reply that began with a saved one does what the saved one says; the reply goes out whatever comes of it."""

from typing import Any

import pytest

from rapport.alerts.models import Alert
from rapport.conversations.models import Conversation, Status
from rapport.customers.rules import Addressee
from rapport.knowledge.models import SavedReply, SavedReplyUse
from rapport.labels.models import Field, Tag
from rapport.platform.models import Event
from tests import cast
from tests.knowledge.saying import saved

pytestmark = pytest.mark.django_db


def doing(**actions: Any) -> SavedReply:
    return saved(actions=[{"do": name, "value": value} for name, value in actions.items()])


def sent(found: SavedReply, **more: Any) -> Conversation:
    conversation = cast.conversation()
    cast.answers(conversation, saved_reply=found.pk, **more)
    conversation.refresh_from_db()
    return conversation


def test_all_of_it_happens_and_is_told() -> None:
    after = sent(doing(status="done", tags=["Refund"], assign=cast.ben().pk, priority=2))
    assert (after.status, after.tag_names, after.assignee, after.priority) == (Status.DONE, ["Refund"], cast.ben(), 2)
    assert Tag.objects.filter(name="Refund").exists()
    assert Alert.objects.filter(user=cast.ben(), kind=Alert.Kind.HANDOVER).exists()
    told = set(Event.objects.filter(conversation_id=after.pk).values_list("name", flat=True))
    assert {"conversations.closed", "conversations.tagged", "conversations.priority_set"} <= told


def test_me_is_whoever_sends_it() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, cast.ben())
    cast.answers(conversation, cast.ada(), saved_reply=doing(assign="me").pk)
    conversation.refresh_from_db()
    assert conversation.assignee == cast.ada()
    assert not Alert.objects.filter(kind=Alert.Kind.HANDOVER).exists()


def test_it_can_stay_open() -> None:
    after = sent(doing(status="open"))
    assert after.status == Status.OPEN
    assert after.waiting_since is not None


def test_the_button_of_sending_has_the_last_word_about_the_status() -> None:
    assert sent(doing(status="done"), keep_open=True).status == Status.OPEN
    assert not Event.objects.filter(name="conversations.closed").exists()
    assert sent(doing(status="open"), close=True).status == Status.DONE


def test_what_cannot_be_done_is_left_undone_and_the_reply_goes_out() -> None:
    Field.objects.create(key="order", name="Order", kind="text", required=True, options=[], shown_when={})
    broken = doing(status="done", assign=999_999, tags=["Good"])
    SavedReply.objects.filter(pk=broken.pk).update(actions=[*broken.actions, {"do": "priority", "value": "x"}])
    after = sent(broken)
    assert after.status == Status.WAITING
    assert after.tag_names == ["Good"]
    assert after.messages.filter(kind="reply").exists()


def test_nobody_uses_what_they_do_not_see() -> None:
    theirs = saved(owner=cast.ben(), actions=[{"do": "status", "value": "done"}])
    assert sent(theirs).status == Status.WAITING
    assert not SavedReplyUse.objects.exists()


def test_a_forwarded_message_uses_none() -> None:
    conversation = cast.conversation()
    first = conversation.messages.get()
    cast.answers(
        conversation, forwards=first, to=[Addressee("", "shop@else.example")], saved_reply=doing(status="done").pk
    )
    conversation.refresh_from_db()
    assert not conversation.is_done
    assert not SavedReplyUse.objects.exists()

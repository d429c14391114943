import threading
from datetime import datetime

import pytest
from django.db import connection

from rapport.channels.email.models import OutboundMail
from rapport.conversations.actions import ConversationError, SomethingNewer
from rapport.conversations.letters import Reply
from rapport.conversations.models import Message, Status
from rapport.feedback.models import RatingInvite
from rapport.flows.agent_replies import agent_replies
from rapport.platform.models import Event
from rapport.promises.actions import PromiseError
from rapport.promises.models import Promise
from tests import cast
from tests.cast import UMA, later

pytestmark = pytest.mark.django_db


def test_a_reply_stops_the_clock_asks_and_queues_in_one_go() -> None:
    conversation = cast.conversation()
    message = cast.answers(conversation)
    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since) == (Status.WAITING, None)
    assert conversation.assignee == cast.ada()
    invite = RatingInvite.objects.get(message=message)
    assert (invite.author, invite.recipient, invite.about) == (cast.ada(), UMA[1], "reply")
    mail = OutboundMail.objects.get(message=message)
    assert (mail.recipient, mail.state, mail.kind) == (UMA[1], "queued", "reply")
    message.refresh_from_db()
    assert message.message_id == mail.header_id


def test_every_reply_has_an_invite_of_its_own() -> None:
    conversation = cast.conversation()
    for hour in (1, 2, 3):
        cast.answers(conversation, at=later(hours=hour))
    assert RatingInvite.objects.values("token_digest").distinct().count() == 3


def test_the_invite_keeps_its_author_when_the_conversation_changes_hands() -> None:
    conversation = cast.conversation()
    message = cast.answers(conversation, cast.ada())
    conversation.assignee = cast.ben()
    conversation.save()
    assert RatingInvite.objects.get(message=message).author == cast.ada()


def test_a_draft_sent_twice_is_sent_once() -> None:
    conversation = cast.conversation()
    one = cast.answers(conversation, compose_key="k1")
    two = cast.answers(conversation, compose_key="k1")
    assert one == two
    assert OutboundMail.objects.count() == RatingInvite.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_F21_a_double_click_in_two_threads_sends_once() -> None:
    conversation = cast.conversation()
    author = cast.ada()

    def send() -> None:
        try:
            agent_replies(conversation, author, Reply(text="Once", compose_key="k2"), at=later(hours=1))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.filter(kind="reply").count() == OutboundMail.objects.count() == 1


def test_a_reply_past_an_unseen_message_is_stopped_and_nothing_is_sent() -> None:
    conversation = cast.conversation()
    seen = conversation.messages.get().pk
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(minutes=5))
    with pytest.raises(SomethingNewer, match="Uma Ferrari wrote while you were writing"):
        cast.answers(conversation, seen_id=seen)
    assert not OutboundMail.objects.exists()


def test_an_empty_reply_says_so() -> None:
    with pytest.raises(ConversationError, match="empty"):
        cast.answers(cast.conversation(), text="  ")


def test_a_promise_of_the_past_undoes_the_whole_reply() -> None:
    conversation = cast.conversation()
    with pytest.raises(PromiseError):
        cast.answers(conversation, promise_due_at=later(minutes=-5))
    assert conversation.messages.filter(kind="reply").count() == 0
    assert not OutboundMail.objects.exists()


def test_the_next_reply_keeps_the_promise() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, promise_due_at=later(hours=5))
    kept_by = cast.answers(conversation, at=later(hours=2))
    promise = Promise.objects.get()
    assert (promise.kept_at, promise.kept_by) == (later(hours=2), kept_by)


def test_send_and_close_is_done() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, close=True)
    conversation.refresh_from_db()
    assert conversation.is_done
    assert Event.objects.filter(conversation_id=conversation.pk, name="conversations.closed").exists()


def test_the_story_is_told_in_events() -> None:
    conversation = cast.conversation()
    at: datetime = later(hours=1)
    cast.answers(conversation, at=at)
    told = Event.objects.filter(conversation_id=conversation.pk, at=at).values_list("name", flat=True)
    assert "conversations.replied" in told
    assert "feedback.asked" in told

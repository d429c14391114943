"""Send is a state: what waits can be called back with everything in it, and goes out once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.conversations.actions import ConversationError, SomethingNewer
from rapport.conversations.letters import File, Reply
from rapport.conversations.models import Conversation, Message
from rapport.flows import agent_sends
from rapport.flows.agent_sends import Composed
from rapport.platform.events import newest_of
from rapport.writing import actions as writing
from rapport.writing.actions import Words
from rapport.writing.models import Draft
from tests import cast
from tests.cast import NOON, UMA, later

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def composed(text: str = "It is ready.", token: str = "t1", **more: Any) -> Composed:
    words = Words(html=f"<div>{text}</div>", text=text, token=token, people={"to": f"Uma Ferrari <{UMA[1]}>"})
    return Composed("reply", words, Reply(text=text, html=words.html, compose_key=token, **more))


def planned(conversation: Conversation, what: Composed | None = None, seconds: float = 10) -> Draft:
    made = agent_sends.plan(conversation, cast.ada(), what or composed(), send_at=later(seconds=seconds), at=NOON)
    assert isinstance(made, Draft)
    return made


def test_it_waits_and_then_it_is_sent(db: None) -> None:
    conversation = cast.conversation()
    waiting = planned(conversation)
    assert agent_sends.send(waiting.pk, at=later(seconds=9)) is None
    message = agent_sends.send(waiting.pk, at=later(seconds=10))
    assert message is not None
    assert (message.text, message.author, message.compose_key) == ("It is ready.", cast.ada(), "t1")
    assert OutboundMail.objects.count() == 1
    assert not Draft.objects.exists()
    conversation.refresh_from_db()
    assert conversation.status == "waiting"


def test_called_back_it_is_the_draft_it_was_and_its_name_is_spent(db: None) -> None:
    conversation = cast.conversation()
    writing.keep(conversation, cast.ada(), "reply", Words(text="It is ready.", token="t1"), base=0, at=NOON)
    file = writing.add_file(conversation, cast.ada(), "reply", File("bill.png", PNG), token="t1", at=NOON)
    what = composed()
    waiting = planned(conversation, Composed("reply", what.words, what.reply, kept=[file.public_id]))
    agent_sends.call_back(waiting, at=later(seconds=5))
    draft = Draft.objects.get()
    assert draft.send_at is None
    assert (draft.text, draft.people, draft.files.get().name) == ("It is ready.", what.words.people, "bill.png")
    assert draft.token != "t1"
    with pytest.raises(ConversationError, match="called this back"):
        planned(conversation)
    with pytest.raises(ConversationError, match="called this back"):
        agent_sends.send_now(conversation, cast.ada(), composed(), at=later(seconds=6))
    assert agent_sends.send(waiting.pk, at=later(minutes=1)) is None
    assert not OutboundMail.objects.exists()
    assert newest_of(conversation.pk, 1)[0].name == "writing.send_called_back"


def test_what_was_begun_meanwhile_is_kept_beside_what_is_called_back(db: None) -> None:
    conversation = cast.conversation()
    waiting = planned(conversation)
    writing.keep(conversation, cast.ada(), "reply", Words(text="And another thing", token="t2"), base=0, at=NOON)
    agent_sends.call_back(waiting, at=later(seconds=5))
    draft = Draft.objects.get()
    assert draft.text == "It is ready."
    assert [one["text"] for one in draft.spare] == ["And another thing"]


def test_the_customer_writes_first_and_it_is_a_draft_again(db: None) -> None:
    conversation = cast.conversation()
    planned(conversation, seconds=3600)
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(minutes=5))
    assert Draft.objects.get().send_at is None
    alert = Alert.objects.get(user=cast.ada())
    assert "was not sent" in alert.headline
    assert agent_sends.send_due(clock=lambda: later(hours=2)) == 0
    assert not OutboundMail.objects.exists()


def test_a_held_mail_of_a_stranger_stops_nothing(db: None) -> None:
    conversation = cast.conversation()
    planned(conversation, seconds=3600)
    cast.arrives(cast.SOL, conversation_id=conversation.pk, trust="stranger", received_at=later(minutes=5))
    assert Draft.objects.get().send_at is not None


def test_a_colleague_who_wrote_meanwhile_is_shown_before_it_waits(db: None) -> None:
    conversation = cast.conversation()
    seen = conversation.messages.get().pk
    cast.answers(conversation, cast.ben(), at=later(seconds=1))
    with pytest.raises(SomethingNewer):
        planned(conversation, composed(seen_id=seen))
    assert not Draft.objects.exists()


def test_a_recovery_that_is_open_keeps_send_and_done_back_with_the_words(db: None) -> None:
    """What cannot be sent when its time comes is a draft again, and its author is told why."""
    conversation = cast.conversation()
    waiting = planned(conversation)
    Draft.objects.filter(pk=waiting.pk).update(promise_at="2001-01-01T10:00")
    assert agent_sends.send(waiting.pk, at=later(seconds=11)) is None
    assert Draft.objects.get().send_at is None
    assert "time is over" in Alert.objects.get(user=cast.ada()).body
    assert not Message.objects.filter(kind="reply").exists()


def test_pictures_and_files_travel_under_the_names_the_mail_gives_them(db: None) -> None:
    conversation = cast.conversation()
    picture = writing.add_file(conversation, cast.ada(), "reply", File("a.png", PNG, inline=True), token="t1", at=NOON)
    unused = writing.add_file(conversation, cast.ada(), "reply", File("b.png", PNG, inline=True), token="t1", at=NOON)
    html = f'<div>Look: <img src="/draft-files/{picture.public_id}/picture/" alt="a.png"></div>'
    words = Words(html=html, text="Look:", token="t1", people={"to": UMA[1]})
    what = Composed("reply", words, Reply(text="Look:", html=html, compose_key="t1"))
    message = agent_sends.send_now(conversation, cast.ada(), what, at=NOON)
    sent = message.attachments.get()
    assert sent.content_id == picture.content_id != unused.content_id
    assert f'src="cid:{sent.content_id}"' in message.html
    assert sent.blob == picture.blob


def test_a_forwarded_message_answers_nobody(db: None) -> None:
    first = cast.arrives()
    conversation = first.conversation
    words = Words(text="Can you help her?", token="f1", people={"to": "shop@maker.example"}, forwards_id=first.pk)
    from rapport.customers.rules import Addressee

    reply = Reply(text=words.text, compose_key="f1", to=[Addressee("", "shop@maker.example")], forwards=first)
    message = agent_sends.send_now(conversation, cast.ada(), Composed("forward", words, reply), at=NOON)
    assert message.subject == "Fwd: The chain slips"
    conversation.refresh_from_db()
    assert conversation.waiting_since is not None
    assert not conversation.participants.exists()
    assert [mail.recipient for mail in OutboundMail.objects.all()] == ["shop@maker.example"]


def test_kept_open_we_owe_the_next_word(db: None) -> None:
    conversation = cast.conversation()
    cast.answers(conversation, keep_open=True, at=later(minutes=10))
    conversation.refresh_from_db()
    assert conversation.status == "open"
    assert conversation.waiting_since == later(minutes=10)


@pytest.mark.django_db(transaction=True)
def test_f21_a_hundred_double_presses_send_a_hundred_replies() -> None:
    conversation = cast.conversation()
    ada = cast.ada()

    def press(number: int) -> None:
        agent_sends.plan(conversation, ada, composed(token=f"t{number // 2}"), send_at=NOON, at=NOON)

    side_by_side(press, 200)
    for _ in range(2):
        agent_sends.send_due(clock=lambda: later(seconds=1), limit=500)
    assert Message.objects.filter(kind="reply").count() == 100
    assert OutboundMail.objects.count() == 100


@pytest.mark.django_db(transaction=True)
def test_f21_in_a_hundred_races_of_undo_and_send_exactly_one_wins() -> None:
    conversation = cast.conversation()
    waiting = [planned(conversation, composed(token=f"t{number}"), 0) for number in range(100)]
    undone: list[int] = []

    def race(number: int) -> None:
        draft = waiting[number // 2]
        if number % 2:
            agent_sends.send(draft.pk, at=later(seconds=1))
            return
        try:
            agent_sends.call_back(draft, at=later(seconds=1))
            undone.append(draft.pk)
        except agent_sends.TooLate:
            pass

    side_by_side(race, 200)
    assert Message.objects.filter(kind="reply").count() + len(undone) == 100
    assert OutboundMail.objects.count() == 100 - len(undone)


def side_by_side(work: Callable[[int], None], number: int) -> None:
    def run(one: int) -> None:
        try:
            work(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(run, range(number)))

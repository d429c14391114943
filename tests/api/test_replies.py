import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from rapport.api.views import conversations as views
from rapport.channels.email.models import OutboundMail
from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation, Message, Status
from rapport.feedback.models import RatingInvite
from rapport.flows.agent_replies import agent_replies
from rapport.platform import actions, clock
from rapport.platform.models import Event, IdempotentAnswer
from rapport.promises.models import Promise
from rapport.recovery.actions import open_recovery
from tests import cast
from tests.api.machine import Machine, problem
from tests.api.test_conversation import unhappy
from tests.patience import PATIENCE
from tests.racing import together

pytestmark = pytest.mark.django_db
TEXT = {"text": "We will look at it today."}


def address(conversation: Conversation) -> str:
    return f"/conversations/{conversation.reference}/replies"


def soon(**span: float) -> str:
    return (clock.now() + timedelta(**span)).isoformat()


def replies() -> int:
    return Message.objects.filter(kind=Message.Kind.REPLY).count()


def test_a_reply_asks_settles_and_queues_as_on_the_screen() -> None:
    conversation = cast.conversation()
    answer = Machine(cast.ada()).post(address(conversation), TEXT)
    assert answer.status_code == 201
    message = conversation.messages.get(kind=Message.Kind.REPLY)
    assert answer.json()["id"] == str(message.public_id)
    assert answer.json()["text"] == TEXT["text"]
    assert answer.json()["author"] == {"name": "Ada Byron", "email": "ada@desk.example"}
    conversation.refresh_from_db()
    assert (conversation.status, conversation.waiting_since) == (Status.WAITING, None)
    assert RatingInvite.objects.get().author == cast.ada()
    assert OutboundMail.objects.get().state == "queued"
    assert Event.objects.filter(name="conversations.replied", actor_id=cast.ada().pk).count() == 1


def test_a_reply_keeps_old_promises_and_makes_a_new_one() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, promise_text="First", promise_due_at=clock.now() + timedelta(hours=1))
    Machine(cast.ada()).post(address(conversation), TEXT | {"promise": {"text": "Next", "due_at": soon(hours=9)}})
    first, following = Promise.objects.order_by("id")
    assert first.kept_at is not None
    assert (following.text, following.owner, following.kept_at) == ("Next", cast.ada(), None)


def test_a_reply_can_close() -> None:
    conversation = cast.conversation()
    Machine(cast.ada()).post(address(conversation), TEXT | {"close": True})
    conversation.refresh_from_db()
    assert conversation.status == Status.DONE


def test_an_unhappy_customer_is_not_closed_away_and_nothing_is_sent() -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    unhappy(conversation)
    told = problem(Machine(cast.ada()).post(address(conversation), TEXT | {"close": True}), 422, "not_possible")
    assert "recovery is still open" in told["detail"]
    assert replies() == 1


def test_html_is_reduced_to_what_the_reply_box_offers() -> None:
    conversation = cast.conversation()
    html = '<p onclick="x()">Hello <b>you</b><script>x()</script><img src="http://t.example/p.gif"></p>'
    Machine(cast.ada()).post(address(conversation), TEXT | {"html": html})
    assert conversation.messages.get(kind=Message.Kind.REPLY).html == "<p>Hello <b>you</b></p>"


def test_html_too_deep_to_be_real_is_refused() -> None:
    conversation = cast.conversation()
    answer = Machine(cast.ada()).post(address(conversation), TEXT | {"html": "<div>" * 300})
    problem(answer, 422, "html_too_deep")
    assert replies() == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": None}, "/text"),
        ({"text": 5}, "/text"),
        ({"text": "a\0b"}, "/text"),
        ({"text": "x" * 200_001}, "/text"),
        ('{"text": "\\ud800"}', "/text"),
        (TEXT | {"close": "yes"}, "/close"),
        (TEXT | {"html": "a\0"}, "/html"),
        (TEXT | {"promise": {}}, "/promise/text"),
        (TEXT | {"promise": {"text": "x", "due_at": "2030-01-01T00:00:00"}}, "/promise/due_at"),
        (TEXT | {"promise": {"text": "x", "due_at": "tomorrow"}}, "/promise/due_at"),
        ([], ""),
        ("null", ""),
        ("3", ""),
    ],
)
def test_a_bad_body_is_told_where_and_sends_nothing(body: Any, pointer: str) -> None:
    conversation = cast.conversation()
    told = problem(Machine(cast.ada()).post(address(conversation), body), 422, "invalid")
    assert pointer in [fault["pointer"] for fault in told["errors"]]
    assert {fault["where"] for fault in told["errors"]} == {"body"}
    assert replies() == 0


@pytest.mark.parametrize("due", ["9999-12-31T23:59:59-23:00", "2099-01-01T00:00:00Z"])
def test_a_promise_beyond_a_year_is_refused(due: str) -> None:
    answer = Machine(cast.ada()).post(address(cast.conversation()), TEXT | {"promise": {"text": "x", "due_at": due}})
    problem(answer, 422, "promise_too_far")


def test_a_promise_in_the_past_and_an_empty_text_say_what_to_do() -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())
    past = TEXT | {"promise": {"text": "x", "due_at": "0001-01-01T00:00:00+23:00"}}
    assert "in the future" in problem(machine.post(address(conversation), past), 422, "not_possible")["detail"]
    assert "empty" in problem(machine.post(address(conversation), {"text": " \n"}), 422, "not_possible")["detail"]
    assert replies() == 0


def test_without_a_key_two_requests_are_two_replies() -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())
    first, second = (machine.post(address(conversation), TEXT) for _ in range(2))
    assert (first.status_code, second.status_code, replies()) == (201, 201, 2)


def test_with_a_key_a_request_sent_again_is_answered_again_and_acts_once() -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())
    body = TEXT | {"promise": {"text": "Next", "due_at": soon(hours=9)}}
    first = machine.post(address(conversation), body, {"Idempotency-Key": "k-1"})
    turned = dict(reversed(list(body.items())))
    again = machine.post(address(conversation), turned, {"Idempotency-Key": "k-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert ("Idempotent-Replay" in first, again["Idempotent-Replay"]) == (False, "true")
    assert replies() == OutboundMail.objects.count() == RatingInvite.objects.count() == Promise.objects.count() == 1


def test_a_key_serves_one_request_only() -> None:
    conversation, other, machine = cast.conversation(), cast.conversation(cast.SOL), Machine(cast.ada())
    machine.post(address(conversation), TEXT, {"Idempotency-Key": "k-1"})
    problem(machine.post(address(conversation), {"text": "Else"}, {"Idempotency-Key": "k-1"}), 422, "key_reused")
    problem(machine.post(address(other), TEXT, {"Idempotency-Key": "k-1"}), 422, "key_reused")
    assert replies() == 1


def test_keys_of_two_users_are_two_keys() -> None:
    conversation = cast.conversation()
    for user in (cast.ada(), cast.ben()):
        assert Machine(user).post(address(conversation), TEXT, {"Idempotency-Key": "k"}).status_code == 201
    assert replies() == 2


def test_a_request_that_could_not_be_done_may_be_sent_again_with_its_key() -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())
    cast.answers(conversation)
    rating = unhappy(conversation)
    recovery, _ = open_recovery(conversation, rating, at=cast.later(hours=1))
    closing, key = TEXT | {"close": True}, {"Idempotency-Key": "k"}
    problem(machine.post(address(conversation), closing, key), 422, "not_possible")
    recovery.delete()
    assert machine.post(address(conversation), closing, key).status_code == 201
    assert replies() == 2


def test_an_answer_is_not_given_to_who_lost_sight_of_the_conversation() -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())
    machine.post(address(conversation), TEXT, {"Idempotency-Key": "k"})
    conversation.inbox.teams.add(cast.team("Others"))
    problem(machine.post(address(conversation), TEXT, {"Idempotency-Key": "k"}), 404, "not_found")


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "ä"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    answer = Machine(cast.ada()).post(address(cast.conversation()), TEXT, {"Idempotency-Key": key})
    assert problem(answer, 422, "invalid")["errors"][0]["where"] == "header"
    assert replies() == 0


def test_old_answers_can_be_forgotten() -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())
    machine.post(address(conversation), TEXT, {"Idempotency-Key": "k"})
    at = IdempotentAnswer.objects.get().at
    assert actions.forget_answers(before=at) == 0
    assert actions.forget_answers(before=at + timedelta(seconds=1)) == 1


class Gate:
    """Stands in for the flow: the first reply waits inside until it is let go."""

    def __init__(self) -> None:
        self.entered, self.go_on = threading.Event(), threading.Event()

    def __call__(self, *args: Any, **values: Any) -> Message:
        self.entered.set()
        assert self.go_on.wait(PATIENCE)
        return agent_replies(*args, **values)


@pytest.mark.django_db(transaction=True)
def test_the_same_key_twice_at_once_acts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, machine, gate = cast.conversation(), Machine(cast.ada()), Gate()
    monkeypatch.setattr(views, "agent_replies", gate)
    answers: list[Any] = []

    def send() -> None:
        answers.append(machine.post(address(conversation), TEXT, {"Idempotency-Key": "k"}))
        connection.close()

    first = threading.Thread(target=send)
    first.start()
    assert gate.entered.wait(PATIENCE)
    send()  # the first one is still inside
    gate.go_on.set()
    first.join(PATIENCE)
    refused, done = answers
    problem(refused, 409, "in_progress")
    assert refused["Retry-After"] == "1"
    assert done.status_code == 201
    send()
    assert answers[-1].content == done.content
    assert replies() == OutboundMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_one_key_send_one_mail() -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())
    sent = {"Idempotency-Key": "k"}
    statuses = together(lambda: machine.post(address(conversation), TEXT, sent).status_code, hands=6)
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert replies() == OutboundMail.objects.count() == RatingInvite.objects.count() == 1


def test_a_reply_with_a_key_leaves_nothing_when_it_breaks_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation, machine = cast.conversation(), Machine(cast.ada())

    def breaks(*args: Any, **values: Any) -> Message:
        agent_replies(conversation, cast.ada(), Reply(text="half"), at=clock.now())
        raise RuntimeError("out of memory")

    with monkeypatch.context() as broken:
        broken.setattr(views, "agent_replies", breaks)
        problem(machine.post(address(conversation), TEXT, {"Idempotency-Key": "k"}), 500, "unexpected")
    assert (replies(), IdempotentAnswer.objects.count()) == (0, 0)
    assert machine.post(address(conversation), TEXT, {"Idempotency-Key": "k"}).status_code == 201


def mailed() -> set[str]:
    return set(OutboundMail.objects.values_list("recipient", flat=True))


def test_copies_go_out_and_nobody_else_learns_of_the_hidden_ones() -> None:
    conversation = cast.conversation()
    sent = TEXT | {"cc": ["Sol Berg <Sol@customer.example>"], "bcc": ["rex@customer.example"]}
    answer = Machine(cast.ada()).post(address(conversation), sent).json()
    assert answer["to"] == [{"name": "Uma Ferrari", "address": "uma@customer.example"}]
    assert answer["cc"] == [{"name": "Sol Berg", "address": "sol@customer.example"}]
    assert answer["bcc"] == [{"name": "", "address": "rex@customer.example"}]
    assert mailed() == {"uma@customer.example", "sol@customer.example", "rex@customer.example"}
    assert RatingInvite.objects.get().recipient == "uma@customer.example"


def test_without_a_word_about_copies_participants_get_theirs() -> None:
    conversation = cast.conversation()
    Machine(cast.ada()).post(address(conversation), TEXT | {"cc": ["sol@customer.example"]})
    OutboundMail.objects.all().delete()
    Machine(cast.ada()).post(address(conversation), TEXT)
    assert mailed() == {"uma@customer.example", "sol@customer.example"}
    OutboundMail.objects.all().delete()
    Machine(cast.ada()).post(address(conversation), TEXT | {"cc": []})
    assert mailed() == {"uma@customer.example"}


@pytest.mark.parametrize("field", ["cc", "bcc"])
@pytest.mark.parametrize(
    "line", ["sol", "sol@customer", "Sol\r\nBcc: x@y.example <sol@customer.example> x", "a@x.example, b@x.example", ""]
)
def test_a_copy_to_no_address_is_refused_where_it_stands(field: str, line: str) -> None:
    conversation = cast.conversation()
    told = problem(Machine(cast.ada()).post(address(conversation), TEXT | {field: [line]}), 422, "invalid")
    assert told["errors"][0]["pointer"] == f"/{field}/0"
    assert replies() == 0


def test_no_copy_goes_to_ourselves() -> None:
    conversation = cast.conversation()
    sent = TEXT | {"bcc": ["help@desk.example"]}
    told = problem(Machine(cast.ada()).post(address(conversation), sent), 422, "not_possible")
    assert "an address of ours" in told["detail"]

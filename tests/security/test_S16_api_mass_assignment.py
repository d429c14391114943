"""S16: a key that a body does not list is refused by name, and changes nothing."""

import pytest
from django.forms.models import model_to_dict

from rapport.conversations.models import Conversation, Message
from tests import cast
from tests.api.machine import Machine, problem

pytestmark = pytest.mark.django_db
FOREIGN = {
    "requester": "rex@customer.example",
    "created_at": "2020-01-01T00:00:00Z",
    "csat": 4,
    "org": 1,
    "is_public": True,
    "sla_due": "2030-01-01T00:00:00Z",
    "author": "mo@desk.example",
    "author_id": 1,
    "id": 1,
    "public_id": "00000000-0000-0000-0000-000000000000",
    "conversation": "R-1002",
    "kind": "inbound",
    "trust": "proven",
    "to": [{"name": "", "address": "rex@customer.example"}],
    "at": "2020-01-01T00:00:00Z",
    "compose_key": "x",
    "__class__": "x",
}


def state(conversation: Conversation) -> tuple[object, int]:
    return model_to_dict(Conversation.objects.get(pk=conversation.pk)), Message.objects.count()


@pytest.mark.parametrize("key", FOREIGN)
def test_a_key_that_is_not_listed_is_refused_by_name_and_nothing_is_sent(key: str) -> None:
    conversation = cast.conversation()
    before = state(conversation)
    body = {"text": "Hello", key: FOREIGN[key]}
    told = problem(
        Machine(cast.ada()).post(f"/conversations/{conversation.reference}/replies", body), 400, "unknown_key"
    )
    assert [fault["pointer"] for fault in told["errors"]] == [f"/{key}"]
    assert key in told["detail"]
    assert state(conversation) == before


def test_a_key_inside_the_promise_is_refused_too() -> None:
    conversation = cast.conversation()
    promise = {"text": "x", "due_at": "2030-01-01T00:00:00Z", "owner": "mo@desk.example", "kept_at": None}
    answer = Machine(cast.ada()).post(
        f"/conversations/{conversation.reference}/replies", {"text": "Hello", "promise": promise}
    )
    told = problem(answer, 400, "unknown_key")
    assert [fault["pointer"] for fault in told["errors"]] == ["/promise/owner", "/promise/kept_at"]


@pytest.mark.parametrize("key", FOREIGN)
def test_a_key_that_a_change_does_not_list_is_refused_by_name(key: str) -> None:
    conversation = cast.conversation()
    before = state(conversation)
    answer = Machine(cast.mo()).patch(
        f"/conversations/{conversation.reference}", {"priority": "high", key: FOREIGN[key]}
    )
    assert [fault["pointer"] for fault in problem(answer, 400, "unknown_key")["errors"]] == [f"/{key}"]
    assert state(conversation) == before


def test_a_conversation_is_written_to_in_no_other_way() -> None:
    conversation = cast.conversation()
    before = state(conversation)
    machine = Machine(cast.mo())
    for method in ("put", "delete", "post"):
        answer = getattr(machine.client, method)(
            f"/api/v1/conversations/{conversation.reference}",
            "{}",
            content_type="application/json",
            headers=machine.headers,
        )
        assert answer.status_code == 405
    assert state(conversation) == before

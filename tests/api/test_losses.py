"""A program notes that a customer left."""

from datetime import timedelta
from typing import Any

import pytest

from rapport.conversations.models import Conversation
from rapport.platform.clock import now
from rapport.relationships.models import Loss
from tests import cast
from tests.api.machine import Machine, problem

pytestmark = pytest.mark.django_db


def body(conversation: Conversation, **more: Any) -> dict[str, Any]:
    day = (now() - timedelta(days=1)).date().isoformat()
    return {"customer": str(conversation.customer.public_id), "lost_on": day, "reason": "price", **more}


def test_it_is_noted_in_the_name_of_the_user_of_the_token() -> None:
    found = cast.conversation()
    answer = Machine(cast.ada()).post("/losses", body(found, words="Too dear"))
    assert answer.status_code == 201
    made, told = Loss.objects.get(), answer.json()
    assert (made.customer_id, made.noted_by, made.words) == (found.customer_id, cast.ada(), "Too dear")
    assert (told["id"], told["family"], told["customer"]["id"]) == (made.pk, "price", str(found.customer.public_id))
    assert told["url"].endswith(f"/losses/{made.pk}/")


def test_an_address_names_the_customer_too() -> None:
    found = cast.conversation()
    asked = body(found, address=found.identity.value.upper())
    asked.pop("customer")
    assert Machine(cast.ada()).post("/losses", asked).status_code == 201
    assert Loss.objects.get().customer_id == found.customer_id


def test_with_a_key_a_request_sent_again_is_answered_again_and_acts_once() -> None:
    found, machine = cast.conversation(), Machine(cast.ada())
    asked, key = body(found), {"Idempotency-Key": "k-1"}
    first, again = machine.post("/losses", asked, key), machine.post("/losses", asked, key)
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    assert ("Idempotent-Replay" in first, again["Idempotent-Replay"]) == (False, "true")
    assert Loss.objects.count() == 1
    problem(machine.post("/losses", asked | {"reason": "fault"}, key), 422, "key_reused")


def test_without_a_key_nobody_is_noted_twice_either() -> None:
    found, machine = cast.conversation(), Machine(cast.ada())
    machine.post("/losses", body(found))
    assert "noted already" in problem(machine.post("/losses", body(found)), 422, "not_possible")["detail"]
    assert Loss.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": "anger"}, "invalid"),
        ({"lost_on": "yesterday"}, "invalid"),
        ({"lost_on": "2999-01-01"}, "not_possible"),
        ({"words": "w" * 601}, "invalid"),
        ({"words": "a\0b"}, "invalid"),
        ({"address": "uma@customer.example"}, "invalid"),
        ({"customer": None}, "invalid"),
        ({"customer": "7"}, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(wrong: dict[str, Any], code: str) -> None:
    problem(Machine(cast.ada()).post("/losses", body(cast.conversation()) | wrong), 422, code)
    assert not Loss.objects.exists()


def test_S16_nothing_else_can_be_set() -> None:
    found = cast.conversation()
    for more in ({"noted_by": "x"}, {"lesson": "x"}, {"end": "mistake"}):
        problem(Machine(cast.ada()).post("/losses", body(found) | more), 400, "unknown_key")
    assert not Loss.objects.exists()


def test_S12_a_customer_one_does_not_see_is_like_none() -> None:
    found = cast.conversation()
    found.inbox.teams.add(cast.team("Others", cast.ada()))
    ben = Machine(cast.ben())
    foreign = ben.post("/losses", body(found))
    problem(foreign, 404, "not_found")
    none = ben.post("/losses", body(found) | {"customer": "00000000-0000-0000-0000-000000000007"})
    assert none.content == foreign.content
    by_address = body(found, address="nobody\ud800@x".encode("utf-8", "ignore").decode())
    by_address.pop("customer")
    problem(ben.post("/losses", by_address), 404, "not_found")


def test_S15_people_of_other_companies_note_nothing() -> None:
    found = cast.conversation()
    found.inbox.teams.add(cast.team("Partners", cast.pat()))
    detail = problem(Machine(cast.pat()).post("/losses", body(found)), 422, "not_possible")["detail"]
    assert "our own agents" in detail
    assert not Loss.objects.exists()

"""POST /conversations/{reference}/ratings: what was said elsewhere counts here, once, and nobody rates themselves."""

from typing import Any

import pytest

from rapport.conversations.models import Conversation
from rapport.feedback import actions as feedback
from rapport.feedback.models import Rating, Vote
from rapport.platform.models import Event
from rapport.recovery.models import Recovery
from tests import cast
from tests.api.machine import Machine, problem
from tests.cast import NOON

pytestmark = pytest.mark.django_db


def answered(**fields: Any) -> Conversation:
    found = cast.conversation(**fields)
    cast.answers(found)
    return found


def address(conversation: Conversation) -> str:
    return f"/conversations/{conversation.reference}/ratings"


def test_a_bad_one_counts_at_once_and_opens_a_recovery() -> None:
    found = answered()
    told = Machine(cast.mo()).post(address(found), {"score": 1, "comment": "Said at the counter"})
    assert told.status_code == 201
    body = told.json()
    assert (body["score"], body["state"], body["choice"], body["points"]) == (1, "confirmed", 1, 4)
    assert body["comment"] == "Said at the counter" and body["author"]["name"] == "Ada Byron"
    assert Vote.objects.get().how == "told" and Recovery.objects.count() == 1
    assert Event.objects.get(name="feedback.told").actor_id == cast.mo().pk


def test_a_key_makes_it_act_once_and_the_same_told_again_is_one() -> None:
    found, machine = answered(), Machine(cast.mo())
    key = {"Idempotency-Key": "terminal-7-1"}
    first = machine.post(address(found), {"score": 3}, key)
    again = machine.post(address(found), {"score": 3}, key)
    assert again.json() == first.json() and again["Idempotent-Replay"] == "true"
    machine.post(address(found), {"score": 3})
    assert Vote.objects.count() == 1
    problem(machine.post(address(found), {"score": 1}, key), 422, "key_reused")
    machine.post(address(found), {"score": 4})
    assert (Rating.objects.get().score, Vote.objects.count()) == (4, 2), "a change of mind, both kept"


def test_other_scales_count_as_faces() -> None:
    machine = Machine(cast.mo())
    for points, score, level in ((2, 1, 1), (2, 2, 3), (3, 2, 2), (5, 5, 4), (5, 2, 1)):
        found = answered()
        assert machine.post(address(found), {"score": score, "points": points}).json()["score"] == level


def test_a_scale_of_the_inbox_is_kept() -> None:
    made = {"words": [], "colours": [], "actor": cast.mo(), "at": NOON}
    feedback.set_scale(cast.inbox(), "", points=5, **made)  # type: ignore[arg-type]
    machine, found = Machine(cast.mo()), answered()
    problem(machine.post(address(found), {"score": 2}), 422, "not_possible")
    body = machine.post(address(found), {"score": 4, "points": 5}).json()
    assert (body["score"], body["choice"], body["points"]) == (3, 4, 5)


@pytest.mark.parametrize("who", [cast.ada, cast.ben, cast.pat])
def test_S15_nobody_but_a_lead_tells_and_nobody_rates_themselves(who: Any) -> None:
    found = answered()
    answer = Machine(who()).post(address(found), {"score": 4})
    assert answer.status_code in (404, 422) and not Rating.objects.exists()


def test_a_lead_does_not_rate_their_own_reply() -> None:
    found = cast.conversation()
    cast.answers(found, cast.mo())
    problem(Machine(cast.mo()).post(address(found), {"score": 4}), 422, "not_possible")
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"score": 0},
        {"score": 6},
        {"score": 5},
        {"score": 3, "points": 2},
        {"score": 2, "points": 9},
        {"score": 3, "state": "confirmed"},
    ],
)
def test_what_makes_no_sense_is_refused(body: dict[str, Any]) -> None:
    assert Machine(cast.mo()).post(address(answered()), body).status_code in (400, 422)
    assert not Rating.objects.exists()


def test_an_inbound_message_cannot_be_rated() -> None:
    found = answered()
    machine, told = Machine(cast.mo()), {"score": 3, "message": str(found.messages.get(kind="inbound").public_id)}
    problem(machine.post(address(found), told), 422, "not_possible")
    stranger = told | {"message": "00000000-0000-4000-8000-000000000000"}
    problem(machine.post(address(found), stranger), 404, "not_found")

"""S12: on the API, an object of an inbox that one may not see is answered like one that does not exist."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Vote
from rapport.platform.clock import now
from rapport.search import actions as search
from rapport.team.models import User
from tests import cast
from tests.api.machine import Machine
from tests.api.test_conversation import unhappy
from tests.cast import NOON

pytestmark = pytest.mark.django_db

READS = ("pile", "ratings", "recoveries", "organizations", "search", "conversations/{reference}")
WRITES = ("conversations/{reference}/replies", "conversations/{reference}/ratings", "losses")
OPEN_TO_ALL = ("openapi.json", "", r"^(?P<rest>[\s\S]*)\Z")

ROLES: dict[str, tuple[Callable[[], User], set[str]]] = {
    "lead": (cast.mo, {"theirs", "ours", "everybody"}),
    "agent of the team": (cast.ada, {"ours", "everybody"}),
    "agent of another team": (cast.ben, {"theirs", "everybody"}),
    "agent of no team": (cast.iris, {"everybody"}),
    "outsourced agent": (cast.pat, set()),
}


def build() -> dict[str, Conversation]:
    """One conversation, rated and in recovery, in each of three inboxes."""
    inboxes = {name: cast.inbox(f"{name}@desk.example", name=name) for name in ("ours", "theirs", "everybody")}
    inboxes["ours"].teams.add(cast.team("Ours", cast.ada()))
    inboxes["theirs"].teams.add(cast.team("Theirs", cast.ben()))
    made = {}
    for name, inbox in inboxes.items():
        made[name] = cast.conversation((name, f"{name}@customer.example"), inbox=inbox)
        cast.answers(made[name], cast.mo())
        unhappy(made[name])
    return made


def without_reference(answer: Any) -> tuple[int, bytes]:
    return answer.status_code, answer.content


@pytest.mark.parametrize("role", ROLES)
def test_lists_hold_exactly_what_a_role_may_see(role: str) -> None:
    made = build()
    make, seen = ROLES[role]
    expected = {made[name].reference for name in seen}
    for path in ("/pile", "/ratings", "/recoveries"):
        rows = Machine(make()).all(path)
        assert {row["conversation"]["reference"] for row in rows} == expected, path


@pytest.mark.parametrize("role", ROLES)
def test_a_search_finds_exactly_what_a_role_may_see(role: str) -> None:
    made = build()
    search.fill(at=NOON)
    make, seen = ROLES[role]
    found = {row["reference"] for row in Machine(make()).get("/search", q="chain").json()["items"]}
    assert found == {made[name].reference for name in seen}


@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_conversation_is_like_none(role: str) -> None:
    made = build()
    make, seen = ROLES[role]
    machine = Machine(make())
    none = without_reference(machine.get("/conversations/R-777777"))
    assert none[0] == 404
    for name, conversation in made.items():
        answer = machine.get(f"/conversations/{conversation.reference}")
        assert answer.status_code == (200 if name in seen else 404)
        if name not in seen:
            assert without_reference(answer) == none


@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_conversation_takes_no_reply(role: str) -> None:
    made = build()
    make, seen = ROLES[role]
    machine = Machine(make())
    for name, conversation in made.items():
        before = Message.objects.count()
        answer = machine.post(
            f"/conversations/{conversation.reference}/replies", {"text": "Hello"}, {"Idempotency-Key": name}
        )
        assert answer.status_code == (201 if name in seen else 404)
        assert Message.objects.count() - before == (1 if name in seen else 0)


@pytest.mark.parametrize("role", ROLES)
def test_what_was_said_of_a_reply_is_told_by_leads_alone(role: str) -> None:
    """And not of a reply of their own: the address of a foreign one answers as that of none does."""
    made = build()
    for conversation in made.values():
        cast.answers(conversation, cast.iris(), at=now())
    make, seen = ROLES[role]
    machine = Machine(make())
    none = without_reference(machine.post("/conversations/R-777777/ratings", {"score": 3}))
    before = Vote.objects.count()
    for name, conversation in made.items():
        answer = machine.post(f"/conversations/{conversation.reference}/ratings", {"score": 3})
        if name not in seen:
            assert without_reference(answer) == none
        else:
            assert answer.status_code == (201 if role == "lead" else 422)
    assert Vote.objects.count() - before == (len(seen) if role == "lead" else 0)


@pytest.mark.parametrize("role", ROLES)
def test_a_foreign_inbox_is_like_none(role: str) -> None:
    build()
    make, seen = ROLES[role]
    machine = Machine(make())
    none = without_reference(machine.get("/pile", inbox="none@desk.example"))
    for name in ("ours", "theirs", "everybody"):
        answer = machine.get("/pile", inbox=f"{name}@desk.example")
        assert (answer.status_code == 200) is (name in seen)
        if name not in seen:
            assert without_reference(answer) == none


def test_a_rating_that_is_seen_shows_nothing_of_other_conversations_of_its_customer() -> None:
    made = build()
    body = Machine(cast.ada()).get(f"/conversations/{made['ours'].reference}").content.decode()
    assert made["theirs"].reference not in body
    assert "theirs@" not in body


def test_every_address_of_the_api_is_in_this_matrix() -> None:
    def below(resolver: URLResolver, so_far: str) -> list[str]:
        found = []
        for one in resolver.url_patterns:
            at = so_far + str(one.pattern)
            found += [at] if isinstance(one, URLPattern) else below(one, at)
        return found

    routes = [route.removeprefix("api/v1/") for route in below(get_resolver(), "") if route.startswith("api/v1/")]
    written = {route.replace("<reference>", "{reference}") for route in routes}
    assert written == {*READS, *WRITES, *OPEN_TO_ALL}

"""Whatever stands in a cursor, a reference, a filter or a body: an answer that was described, never a break."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rapport.api.paging import LONGEST_CURSOR
from tests import cast
from tests.api.machine import Machine, problem

pytestmark = pytest.mark.django_db
calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LISTS = ("/pile", "/ratings", "/recoveries")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr("rapport.api.bearer.PER_TOKEN", 100_000)
    return Machine(cast.mo())


def next_cursor(machine: Machine, path: str = "/pile") -> str:
    for number in range(3):
        cast.conversation((f"C{number}", f"c{number}@customer.example"))
    address = machine.get(path, limit=1).json()["next"]
    return str(address.rsplit("cursor=", 1)[1])


@calm
@given(cursor=st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_a_cursor_that_we_did_not_make_is_told_so(machine: Machine, cursor: str) -> None:
    problem(machine.get("/pile", cursor=cursor.encode("utf-8", "replace").decode()), 400, "bad_cursor")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("cursor", ["", "=", "x" * (LONGEST_CURSOR + 1), "ä", "\0", "W10", "bnVsbA=="])
def test_no_list_takes_such_a_cursor(machine: Machine, path: str, cursor: str) -> None:
    problem(machine.get(path, cursor=cursor), 400, "bad_cursor")


def test_a_cursor_changed_in_any_letter_is_refused(machine: Machine) -> None:
    cursor = next_cursor(machine)
    for place in range(len(cursor)):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "Q") + cursor[place + 1 :]
        problem(machine.get("/pile", limit=1, cursor=changed), 400, "bad_cursor")


def test_a_cursor_made_by_hand_is_refused(machine: Machine) -> None:
    payload = json.dumps(["2026-01-01T00:00:00+00:00", 1]).encode()
    for signature in (b"", bytes(12), b"x" * 12):
        forged = base64.urlsafe_b64encode(signature + payload).decode().rstrip("=")
        problem(machine.get("/pile", cursor=forged), 400, "bad_cursor")


def test_a_cursor_serves_no_other_list_and_no_other_filter(machine: Machine) -> None:
    cursor = next_cursor(machine)
    assert machine.get("/pile", cursor=cursor).status_code == 200
    problem(machine.get("/ratings", cursor=cursor), 400, "bad_cursor")
    told = problem(machine.get("/pile", cursor=cursor, assigned="me"), 400, "bad_cursor")
    assert "without a cursor" in told["detail"]


def test_a_cursor_of_somebody_else_shows_only_what_one_may_see(machine: Machine) -> None:
    cursor = next_cursor(machine)
    assert Machine(cast.pat()).get("/pile", cursor=cursor).json() == {"items": [], "next": None}


@calm
@given(reference=st.text(st.characters(codec="utf-8"), min_size=1))
@example(reference="/\n")
def test_any_reference_is_answered(machine: Machine, reference: str) -> None:
    problem(machine.get(f"/conversations/{quote(reference, safe='')}"), 404, "not_found")


@calm
@given(
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["text", "html", "close", "promise", "due_at", "id"]), inner, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_any_body_is_answered_as_described(machine: Machine, body: Any) -> None:
    answer = machine.post("/conversations/R-1001/replies", body)
    assert answer.status_code in {400, 404, 422}
    assert answer["Content-Type"] == "application/problem+json"


@calm
@given(since=st.text(), score=st.text(), state=st.text())
def test_any_filter_is_answered_as_described(machine: Machine, since: str, score: str, state: str) -> None:
    sent = {"since": since, "score": score, "state": state}
    answer = machine.get("/ratings", **{name: text.encode("utf-8", "replace").decode() for name, text in sent.items()})
    problem(answer, 422, "invalid")


@pytest.mark.parametrize(
    "since", ["0001-01-01T00:00:00%2B23:00", "9999-12-31T23:59:59-23:00", "0", "-1", "1e20", "inf"]
)
def test_times_at_the_edge_of_the_calendar_do_not_break(machine: Machine, since: str) -> None:
    assert machine.get(f"/ratings?since={since}").status_code in (200, 422)

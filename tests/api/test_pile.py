from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.conversations.actions import assign
from rapport.flows import conversation_closes
from rapport.platform import clock
from tests import cast
from tests.api.machine import Machine, problem
from tests.cast import later

pytestmark = pytest.mark.django_db


def arrive(name: str, **fields: object) -> str:
    return cast.conversation((name, f"{name.lower()}@customer.example"), **fields).reference


def test_the_pile_tells_who_waits_most_urgent_first_and_why() -> None:
    arrive("Late", received_at=later(hours=-1))
    arrive("Later", received_at=later(hours=2))
    angry = arrive(
        "Angry", received_at=later(hours=1), subject="Complaint", reply_text="This is a complaint. I am disappointed."
    )
    rows = Machine(cast.mo()).get("/pile").json()["items"]
    assert [row["conversation"]["customer"]["name"] for row in rows] == ["Angry", "Late", "Later"]
    assert [row["position"] for row in rows] == [1, 2, 3]
    top = rows[0]
    assert top["conversation"]["reference"] == angry
    assert top["reasons"] == ["Reply due", "Complaint −72 h"]
    assert top["terms"] == [
        {"words": "Reply due", "hours": 0, "due_at": "2026-03-04T17:00:00Z"},
        {"words": "Complaint", "hours": 72, "due_at": None},
    ]
    assert top["rank_key"] == top["treated_as_due"] == "2026-03-01T17:00:00Z"
    assert top["explanation"].startswith("Treated as due Sun 01 Mar 17:00. Reply due")


def test_a_row_says_what_a_program_needs_to_act() -> None:
    reference = arrive("Uma", subject="The chain slips")
    conversation = Machine(cast.mo()).get("/pile").json()["items"][0]["conversation"]
    assert conversation["reference"] == reference
    assert conversation["subject"] == "The chain slips"
    assert conversation["snippet"] == "Hello, the chain slips on the third gear."
    assert conversation["status"] == "open"
    assert conversation["assignee"] is None
    assert conversation["inbox"] == "help@desk.example"
    assert conversation["url"].endswith(f"/conversations/{reference}")
    assert conversation["url"].startswith("http")


def test_urgency_is_the_hours_since_the_time_it_is_treated_as_due(monkeypatch: pytest.MonkeyPatch) -> None:
    arrive("Uma")
    monkeypatch.setattr(clock, "now", lambda: later(hours=5.5))
    assert Machine(cast.mo()).get("/pile").json()["items"][0]["urgency_hours"] == 1.5
    monkeypatch.setattr(clock, "now", lambda: later(hours=1))
    assert Machine(cast.mo()).get("/pile").json()["items"][0]["urgency_hours"] == -3.0


def test_the_pile_can_be_cut_to_an_inbox_to_me_and_to_nobody() -> None:
    mine, other = cast.conversation(), cast.conversation(cast.SOL)
    far = cast.conversation(cast.REX, inbox=cast.inbox("shop@desk.example", name="Shop"))
    assign(mine, cast.ada(), actor=cast.mo(), at=later())
    machine = Machine(cast.ada())

    def references(**query: str) -> list[str]:
        return [row["conversation"]["reference"] for row in machine.get("/pile", **query).json()["items"]]

    assert references(assigned="me") == [mine.reference]
    assert set(references(assigned="nobody")) == {other.reference, far.reference}
    assert references(inbox="Shop@desk.example") == [far.reference]
    assert len(references()) == 3


def test_an_inbox_nobody_has_is_not_found_even_with_a_character_no_database_takes() -> None:
    for address in ("nobody@desk.example", "a\0b", "’; drop"):
        problem(Machine(cast.ada()).get("/pile", inbox=address), 404, "not_found")


def test_who_was_answered_leaves_the_pile() -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    conversation_closes.close(conversation, actor=cast.ada(), at=later(hours=1))
    assert Machine(cast.ada()).get("/pile").json() == {"items": [], "next": None}


def test_the_pile_costs_six_queries_at_most(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(12):
        assign(
            cast.conversation((f"C{number}", f"c{number}@customer.example")), cast.ada(), actor=cast.mo(), at=later()
        )
    machine = Machine(cast.ada())
    with django_assert_num_queries(5):
        assert len(machine.get("/pile").json()["items"]) == 12


def test_120_rows_come_once_each_while_new_ones_arrive() -> None:
    expected = [arrive(f"C{number}", received_at=later(minutes=number // 3)) for number in range(120)]
    machine = Machine(cast.mo())
    answer, seen = machine.get("/pile", limit=7), []
    while True:
        page = answer.json()
        seen += [row["conversation"]["reference"] for row in page["items"]]
        if page["next"] is None:
            break
        assert answer["Link"] == f'<{page["next"]}>; rel="next"'
        arrive(
            f"N{len(seen)}", received_at=later(days=-len(seen))
        )  # above the page: must not push a row to the next one
        answer = machine.get(page["next"])
    assert seen == expected
    assert "Link" not in answer


def test_a_page_keeps_its_filters_and_its_size() -> None:
    for number in range(5):
        arrive(f"C{number}")
    machine = Machine(cast.mo())
    page = machine.get("/pile", limit=2, assigned="nobody").json()
    assert len(machine.get(page["next"]).json()["items"]) == 2
    assert "assigned=nobody" in page["next"]
    assert machine.token not in page["next"]


def test_times_are_iso_8601_in_utc() -> None:
    arrive("Uma", received_at=datetime.fromisoformat("2026-03-04T13:00:00+01:00"))
    row = Machine(cast.mo()).get("/pile").json()["items"][0]
    assert row["conversation"]["waiting_since"] == "2026-03-04T12:00:00Z"
    assert datetime.fromisoformat(row["rank_key"]) == later(hours=4)
    assert datetime.fromisoformat(row["rank_key"]).utcoffset() == timedelta(0)

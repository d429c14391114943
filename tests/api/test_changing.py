"""PATCH /conversations/{reference}: what is named changes, all of it or nothing."""

from typing import Any

import pytest

from rapport.changes.models import Change
from rapport.conversations.models import Conversation
from tests import cast
from tests.api.machine import Machine, problem

pytestmark = pytest.mark.django_db


def changed(conversation: Conversation, body: dict[str, Any]) -> dict[str, Any]:
    answer = Machine(cast.ada()).patch(f"/conversations/{conversation.reference}", body)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def test_what_is_named_changes_and_the_rest_stays() -> None:
    conversation, _ = cast.conversation(), cast.mo()
    body = changed(conversation, {"priority": "high", "tags": ["Warranty", "vip"], "assignee": "mo@desk.example"})
    assert (body["priority"], body["tags"]) == ("high", ["vip", "Warranty"])
    assert body["assignee"]["email"] == "mo@desk.example"
    assert (body["status"], body["subject"], body["type"]) == ("open", conversation.subject, None)
    assert len(body["messages"]) == 1


def test_tags_are_all_of_them() -> None:
    conversation = cast.conversation()
    changed(conversation, {"tags": ["Warranty", "vip"]})
    assert changed(conversation, {"tags": ["VIP", "late"]})["tags"] == ["late", "vip"]
    assert changed(conversation, {"tags": []})["tags"] == []


def test_nobody_is_a_choice_and_nothing_is_none() -> None:
    conversation, _ = cast.conversation(), cast.mo()
    changed(conversation, {"assignee": "mo@desk.example"})
    assert changed(conversation, {})["assignee"]["email"] == "mo@desk.example"
    assert changed(conversation, {"assignee": None})["assignee"] is None


@pytest.mark.parametrize("way", [["done", "open"], ["later", "open"], ["waiting", "done"], ["later", "done", "open"]])
def test_a_status_is_reached_from_any_other(way: list[str]) -> None:
    conversation = cast.conversation()
    for status in way:
        assert changed(conversation, {"status": status})["status"] == status


def test_it_comes_back_at_a_time() -> None:
    body = changed(cast.conversation(), {"snoozed_until": "2029-01-01T09:00:00+01:00"})
    assert (body["status"], body["snoozed_until"]) == ("later", "2029-01-01T08:00:00Z")


def test_sent_twice_it_changes_nothing_more_and_everything_can_be_undone() -> None:
    conversation = cast.conversation()
    for _ in range(2):
        changed(conversation, {"priority": "urgent", "status": "done"})
    assert sorted(Change.objects.values_list("verb", flat=True)) == ["close", "priority"]
    assert set(Change.objects.values_list("actor__email", flat=True)) == {"ada@desk.example"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"assignee": "nobody@desk.example"},
        {"assignee": "quin"},
        {"type": "unheard of"},
        {"custom_status": "unheard of"},
        {"fields": {"unheard of": 1}},
        {"snoozed_until": "2001-01-01T00:00:00Z"},
    ],
)
def test_all_of_it_or_nothing(wrong: dict[str, Any]) -> None:
    conversation = cast.conversation()
    answer = Machine(cast.ada()).patch(f"/conversations/{conversation.reference}", {"tags": ["vip"], **wrong})
    problem(answer, 422, "not_possible")
    assert Conversation.objects.get().tag_names == []
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "solved"},
        {"status": "done", "snoozed_until": "2029-01-01T00:00:00Z"},
        {"status": "done", "custom_status": "sent"},
        {"priority": 7},
        {"snoozed_until": "tomorrow"},
        {"snoozed_until": "2029-01-01T00:00:00"},
        {"tags": "vip"},
        {"assignee": "mo\0@desk.example"},
    ],
)
def test_what_makes_no_sense_is_told(wrong: dict[str, Any]) -> None:
    problem(Machine(cast.ada()).patch(f"/conversations/{cast.conversation().reference}", wrong), 422, "invalid")


def test_nobody_changes_what_they_do_not_see() -> None:
    ours = cast.inbox("ours@desk.example")
    ours.teams.add(cast.team("Ours", cast.ada()))
    hidden = cast.conversation(inbox=ours)
    problem(Machine(cast.ben()).patch(f"/conversations/{hidden.reference}", {"priority": "low"}), 404, "not_found")
    assert Conversation.objects.get().priority == 0

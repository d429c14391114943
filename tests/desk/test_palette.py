"""What the palette finds on the server."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.search.actions import ViewForm, index, keep
from tests import cast
from tests.cast import NOON


def choices(client: Client, text: str) -> dict[str, list[str]]:
    answer = client.get("/palette/", {"q": text})
    assert answer.status_code == 200
    return {group.title: [choice.title for choice in group.choices] for group in answer.context["groups"]}


def test_without_words_it_leads_everywhere(ada: Client) -> None:
    keep(ViewForm("Chains", "chain"), owner=cast.ada(), at=NOON)
    shown = choices(ada, "")
    assert shown["Views"] == ["Chains"]
    assert {"Today", "Pile", "Mine", "Later", "Promises", "Alerts"} <= set(shown["Go to"])
    assert "Your account" in shown["Settings"]
    assert "Health" not in shown["Settings"]


def test_leads_find_more_settings(mo: Client) -> None:
    assert choices(mo, "auto mail")["Settings"] == ["Automatic mail"]


def test_people_and_conversations_are_found_while_typing(ada: Client) -> None:
    one = cast.conversation()
    index([one.pk])
    assert choices(ada, "ferar")["Customers"] == ["Uma Ferrari"]
    assert choices(ada, "cha")["Conversations"] == ["The chain slips", "Search for “cha”"]
    assert choices(ada, one.reference)["Number"] == ["The chain slips"]
    assert choices(ada, one.reference[2:])["Number"] == ["The chain slips"]
    assert choices(ada, "pil") == {"Conversations": ["Search for “pil”"], "Go to": ["Pile"]}


def test_nothing_foreign_is_found(pat: Client) -> None:
    one = cast.conversation()
    index([one.pk])
    for text in ("Uma", "chain", one.reference):
        shown = choices(pat, text)
        assert "Customers" not in shown
        assert "Number" not in shown
        assert len(shown.get("Conversations", [])) <= 1


@pytest.mark.parametrize("text", ["rating:9", "form:x", "assigned:zoe", '"', "x" * 500, "\0", "'; DROP TABLE x"])
def test_anything_may_be_written(ada: Client, text: str) -> None:
    choices(ada, text)


def test_it_asks_few_questions(ada: Client) -> None:
    index([cast.conversation((f"Uma {n}", f"u{n}@x.example")).pk for n in range(8)])
    with CaptureQueriesContext(connection) as made:
        ada.get("/palette/", {"q": "uma"})
    asked = [one["sql"] for one in made.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 12, asked

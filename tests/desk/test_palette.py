"""What the palette finds on the server."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.coaching.actions import ask
from rapport.coaching.models import Question
from rapport.knowledge.actions import Saying, write
from rapport.search.actions import ViewForm, index, keep
from tests import cast
from tests.cast import NOON
from tests.desk.conftest import client_of


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


def test_what_the_company_knows_is_found_while_typing(ada: Client) -> None:
    made = ask(Question.Kind.IDEA, "Bells on every bicycle", "", by=cast.ben(), at=NOON)
    saved = write(Saying("The bright lamp", "<p>It fits.</p>", "It fits."), actor=cast.ada(), at=NOON)
    assert choices(ada, "bicy be")["What we know"] == ["Bells on every bicycle"]
    ask(Question.Kind.QUESTION, "Which lamp is the bright one?", "", by=cast.ben(), at=NOON)
    assert choices(ada, "bright")["What we know"] == ["The bright lamp", "Which lamp is the bright one?"]
    assert choices(ada, "bri lamp the fit")["What we know"] == ["The bright lamp"]
    answer = ada.get("/palette/", {"q": "be"})
    assert "What we know" not in [group.title for group in answer.context["groups"]]
    for text, url in (("bells", f"/board/{made.pk}/"), ("lamp", f"/settings/saved-replies/{saved.pk}/")):
        found = ada.get("/palette/", {"q": text}).content.decode()
        assert f'href="{url}"' in found
        assert ada.get(url).status_code == 200


def test_saved_replies_of_others_are_not_found(ada: Client) -> None:
    write(Saying("The bright lamp", "<p>It fits.</p>", "It fits.", owner=cast.ben()), actor=cast.ben(), at=NOON)
    assert "What we know" not in choices(ada, "bright")
    assert "What we know" in choices(client_of(cast.ben()), "bright")


def test_who_does_not_write_to_customers_is_led_to_no_saved_reply(db: None) -> None:
    write(Saying("The bright lamp", "<p>It fits.</p>", "It fits."), actor=cast.mo(), at=NOON)
    assert "What we know" not in choices(client_of(cast.cleo()), "bright")
    assert "What we know" in choices(client_of(cast.ada()), "bright")


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

"""One list of everything between a customer and us; what others may not see is not in it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.conversations.models import Conversation
from rapport.desk.present import story
from rapport.flows.note_is_written import note_is_written
from rapport.platform.models import Event
from rapport.recovery.models import Goodwill, Recovery
from rapport.relationships.models import Loss
from rapport.surveys.models import Answer
from tests import cast
from tests.cast import NOON, later
from tests.surveys import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def uma() -> Conversation:
    """A mail, an answer with a promise, and a note."""
    found = cast.conversation(reply_text="Where is my lamp?")
    cast.answers(found, text="In the post.", promise_due_at=later(hours=5), promise_text="News of the lamp")
    note_is_written(found, cast.ada(), "She rides at night.", at=later(minutes=20))
    return found


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(cast.ada())
    return client


def address(found: Conversation, part: str = "") -> str:
    return f"/customers/{found.customer.public_id}/timeline/{part}"


def test_all_kinds_stand_in_one_list_the_newest_first(uma: Conversation) -> None:
    rows = story.page(cast.mo(), uma.customer)
    assert [(row.kind, row.words) for row in rows] == [
        ("note", "She rides at night."),
        ("promise", "News of the lamp"),
        ("mail", "In the post."),
        ("mail", "Where is my lamp?"),
    ]


def answers_a_survey(number: int = 9, kind: str = "nps") -> Conversation:
    """Uma, who was asked after her conversation was done."""
    asking = making.asked(kind)
    Answer.objects.create(
        asking=asking,
        number=number,
        state="confirmed",
        comment="Quick and kind",
        first_at=later(hours=30),
        changed_at=later(hours=30),
    )
    return Conversation.objects.get(askings=asking)


def surveyed(rows: list[story.Happening]) -> list[tuple[str, str, str]]:
    return [(row.title, row.words, row.tone) for row in rows if row.kind == "survey"]


def test_answers_to_surveys_stand_where_they_were_given() -> None:
    found = answers_a_survey()
    rows = story.page(cast.mo(), found.customer)
    assert surveyed(rows) == [("Answered a survey: 9 of 10 (NPS)", "Quick and kind", "good")]
    assert rows[0].kind == "survey"
    assert rows[0].conversation == found


@pytest.mark.parametrize(
    ("kind", "number", "tone", "last"), [("nps", 6, "bad", 10), ("nps", 8, "plain", 10), ("ces", 2, "bad", 7)]
)
def test_a_low_number_looks_like_a_bad_sign(kind: str, number: int, tone: str, last: int) -> None:
    customer = answers_a_survey(number, kind).customer
    [(title, _words, shown)] = surveyed(story.page(cast.mo(), customer))
    assert (f"{number} of {last}" in title, shown) == (True, tone)


def test_answers_of_machines_are_no_part_of_the_story() -> None:
    found = answers_a_survey()
    Answer.objects.update(state="suspect")
    assert surveyed(story.page(cast.mo(), found.customer)) == []


def test_surveys_alone_and_home_with_the_customer(ada: Client) -> None:
    found = answers_a_survey()
    page = ada.get(address(found), {"only": "survey"}).content.decode()
    assert "Quick and kind" in page
    assert "We will look at it today." not in page
    lines = b"".join(ada.post(address(found, "export/"))).decode()
    assert "Quick and kind" in lines


def test_surveys_of_other_teams_are_not_in_it() -> None:
    found = answers_a_survey()
    found.inbox.teams.add(cast.team("Bens", cast.ben()))
    assert surveyed(story.page(cast.ada(), found.customer)) == []
    assert surveyed(story.page(cast.ben(), found.customer))


def test_one_kind_alone(ada: Client, uma: Conversation) -> None:
    page = ada.get(address(uma), {"only": "note"}).content.decode()
    assert "She rides at night." in page
    assert "In the post." not in page


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_follow_each_other_without_a_gap(uma: Conversation, size: int) -> None:
    for number in range(5):
        note_is_written(uma, cast.ada(), f"Note {number}", at=later(hours=1))
    whole = [row.place for row in story.page(cast.mo(), uma.customer, size=100)]
    walked: list[story.Place] = []
    while rows := story.page(cast.mo(), uma.customer, before=walked[-1] if walked else None, size=size):
        walked += [row.place for row in rows]
    assert walked == whole
    assert len(whole) == 9


def test_conversations_of_other_teams_are_not_in_it(uma: Conversation) -> None:
    other = cast.inbox("repairs@desk.example", name="Repairs")
    other.teams.add(cast.team("Repairs", cast.ben()))
    cast.arrives(inbox=other, reply_text="The secret frame.")
    assert "The secret frame." not in [row.words for row in story.page(cast.ada(), uma.customer)]
    assert "The secret frame." in [row.words for row in story.page(cast.ben(), uma.customer)]


def test_the_customer_takes_home_all_but_notes(ada: Client, uma: Conversation) -> None:
    answer = ada.post(address(uma, "export/"))
    lines = [json.loads(line) for line in b"".join(answer).decode().splitlines()]
    assert [line["text"] for line in lines] == ["News of the lamp", "In the post.", "Where is my lamp?"]
    assert "attachment" in answer["Content-Disposition"]
    assert Event.objects.filter(name="customers.exported").count() == 1


def test_partners_export_nothing(client: Client, uma: Conversation) -> None:
    uma.inbox.teams.add(cast.team("Partners", cast.pat()))
    client.force_login(cast.pat())
    assert client.get(address(uma)).status_code == 200
    assert b"Export" not in client.get(address(uma)).content
    assert client.post(address(uma, "export/")).status_code == 403


@pytest.mark.parametrize("before", ["x", "2026-03-04T12:00:00~mail~1", "2026-03-04~mail~x", "~~", "9" * 40])
def test_odd_places_are_not_found(ada: Client, uma: Conversation, before: str) -> None:
    assert ada.get(address(uma), {"before": before}).status_code == 404


def test_its_queries_do_not_grow(ada: Client, uma: Conversation) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            ada.get(address(uma))
        return len(made)

    count()
    before = count()
    for number in range(6):
        note_is_written(uma, cast.ada(), f"Note {number}", at=NOON + timedelta(hours=number + 1))
    assert count() == before


def test_what_was_given_and_that_they_left_us(ada: Client, uma: Conversation) -> None:
    """The customer takes home that it was so, never what we wrote of it."""
    recovery = Recovery.objects.create(conversation=uma, opened_at=later(), due_at=later())
    for hour, allowed in enumerate((True, None, False), start=1):
        given = {"kind": "credit", "amount": 2000 + hour, "currency": "EUR", "reason": f"Thin skin {hour}"}
        Goodwill.objects.create(recovery=recovery, given_at=later(hours=hour), is_allowed=allowed, **given)
    left = {"customer": uma.customer, "conversation": uma, "lost_on": later().date(), "reason": "price"}
    Loss.objects.create(noted_at=later(hours=4), words="Stingy", noted_by=cast.mo(), **left)
    ended = {"ended_at": later(hours=6), "end": Loss.End.MISTAKE}
    Loss.objects.create(noted_at=later(hours=5), words="Wrong person", **ended, **left)
    rows = [row for row in story.page(cast.ada(), uma.customer) if row.kind in ("goodwill", "loss")]
    assert [(row.title, row.words) for row in rows] == [
        ("Left us 4 Mar 2026: The price", "Stingy"),
        ("Credit, 20.03 EUR (refused)", "Thin skin 3"),
        ("Credit, 20.02 EUR (not decided yet)", "Thin skin 2"),
        ("Credit, 20.01 EUR", "Thin skin 1"),
    ]
    page = ada.get(address(uma), {"only": "loss"}).content.decode()
    assert "Stingy" in page and f"/losses/{rows[0].pk}/" in page and "Thin skin" not in page
    told = b"".join(ada.post(address(uma, "export/"))).decode()
    assert "Left us" in told and "20.01 EUR" in told
    for ours in ("Stingy", "Thin skin", "20.02", "20.03", "Wrong person"):
        assert ours not in told
    uma.inbox.teams.add(cast.team("Bens", cast.ben()))
    assert story.page(cast.ada(), uma.customer) == []

"""The team's board: asked, found, answered, thanked, solved."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.alerts.models import Alert
from rapport.coaching import actions, queries
from rapport.coaching.actions import BoardError
from rapport.coaching.models import Question
from rapport.flows import share_ideas
from rapport.knowledge.models import SavedReply
from tests import cast
from tests.cast import NOON, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Question:
    return share_ideas.ask(Question.Kind.QUESTION, "Which grease for hubs?", "The blue tin?", by=cast.ada(), at=NOON)


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(cast.ada())
    return client


def titles(words: str = "", **more: bool) -> list[str]:
    return [one.title for one in queries.board(words, **more)]  # type: ignore[arg-type]


def test_it_is_found_by_words_of_question_and_answer(asked: Question) -> None:
    share_ideas.ask(Question.Kind.IDEA, "Bells as a present", "", by=cast.ben(), at=later(hours=1))
    share_ideas.answer(asked, "Lithium, from the workshop.", by=cast.ben(), at=later(hours=2))
    assert titles() == ["Which grease for hubs?", "Bells as a present"]
    assert titles("lithium") == titles("GREASE") == ["Which grease for hubs?"]
    assert titles("'; drop table x; -- \" ( & !") == []


def test_whoever_takes_part_is_told_once(asked: Question) -> None:
    share_ideas.answer(asked, "Lithium.", by=cast.ben(), at=later(hours=1))
    share_ideas.answer(asked, "Thank you.", by=cast.ada(), at=later(hours=2))
    told = Alert.objects.filter(kind=Alert.Kind.BOARD).values_list("user__name", "headline")
    assert sorted(told) == [
        ("Ada Byron", "Ben answered “Which grease for hubs?”"),
        ("Ben Okoye", "Ada answered “Which grease for hubs?”"),
    ]


def test_thanks_count_once_and_not_for_oneself(asked: Question) -> None:
    given = share_ideas.answer(asked, "Lithium.", by=cast.ben(), at=later(hours=1))
    assert actions.thank(given, by=cast.ada(), at=NOON)
    assert not actions.thank(given, by=cast.ada(), at=NOON)
    with pytest.raises(BoardError, match="yours"):
        actions.thank(given, by=cast.ben(), at=NOON)
    row = queries.answers(asked, cast.ada())[0]
    assert (row.thank_count, row.is_thanked) == (1, True)  # type: ignore[attr-defined]


def test_whoever_asked_or_a_lead_says_what_solved_it(asked: Question) -> None:
    given = share_ideas.answer(asked, "Lithium.", by=cast.ben(), at=later(hours=1))
    with pytest.raises(BoardError, match="Whoever asked"):
        actions.accept(given, by=cast.ben(), at=NOON)
    assert titles(only_open=True) == [asked.title]
    actions.accept(given, by=cast.mo(), at=NOON)
    assert titles(only_open=True) == []


def test_a_page_is_worked_with_plain_forms(ada: Client) -> None:
    made = ada.post("/board/", {"kind": "question", "title": "Which grease?", "text": "<b>Blue</b>?"})
    page = ada.get(made["Location"]).content.decode()
    assert "&lt;b&gt;Blue" in page
    assert ada.post(made["Location"] + "answers/", {"text": " "}).status_code == 422
    assert ada.post(made["Location"] + "answers/", {"text": "Lithium."}).status_code == 302
    given = queries.answers(queries.board()[0], cast.ada())[0]
    assert ada.post(f"/board/answers/{given.pk}/acceptance/").status_code == 302
    assert "Solved it" in ada.get(made["Location"]).content.decode()
    assert "In one line" in ada.post("/board/", {"kind": "idea", "title": " "}).content.decode()


def test_pages_follow_each_other(ada: Client) -> None:
    for number in range(32):
        actions.ask(Question.Kind.IDEA, f"Idea {number}", "", by=cast.ada(), at=later(minutes=number // 2))
    first = queries.board(size=30)
    rest = queries.board(size=30, before=(first[-1].last_at, first[-1].pk))
    assert len({one.pk for one in [*first, *rest]}) == 32
    assert b"Older" in ada.get("/board/").content


def test_its_queries_do_not_grow(ada: Client, asked: Question) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as made:
            assert ada.get(path).status_code == 200
        return len(made)

    paths = ["/board/", f"/board/{asked.pk}/"]
    before = [count(path) for path in paths]
    for number in range(4):
        share_ideas.answer(asked, f"Answer {number}", by=cast.ben(), at=later(hours=1))
        actions.ask(Question.Kind.IDEA, f"Idea {number}", "", by=cast.ben(), at=NOON)
    assert [count(path) for path in paths] == before


def test_what_solved_it_becomes_a_saved_reply_in_one_step(ada: Client, asked: Question) -> None:
    new = "/settings/saved-replies/new/?answer={}"
    given = share_ideas.answer(asked, "Use <lithium>.\n\nTwice a year.", by=cast.ben(), at=later(hours=1))
    assert ada.get(new.format(given.pk)).status_code == ada.get(new.format("x")).status_code == 404
    actions.accept(given, by=cast.ada(), at=later(hours=2))
    page = f"/board/{asked.pk}/"
    assert new.format(given.pk) in ada.get(page).content.decode()
    form = ada.get(new.format(given.pk)).content.decode()
    assert "Use &lt;lithium&gt;." in form and 'value="Which grease for hubs?"' in form
    made = {"name": "Grease", "words": "Use lithium.", "status": "", "assign": "", "priority": "", "tags": ""}
    assert ada.post(new.format(given.pk), made).status_code == 302
    saved = SavedReply.objects.get()
    assert saved.answer_id == given.pk
    assert f"/settings/saved-replies/{saved.pk}/" in ada.get(page).content.decode()
    assert f"{page}#answer-{given.pk}" in ada.get(f"/settings/saved-replies/{saved.pk}/").content.decode()
    ada.post(f"/settings/saved-replies/{saved.pk}/", made | {"name": "Hubs"})
    saved.refresh_from_db()
    assert (saved.name, saved.answer_id) == ("Hubs", given.pk), "kept when it is written anew"
    ada.force_login(cast.ben())
    assert "Saved reply: Hubs" not in ada.get(page).content.decode(), "it is Ada's own"

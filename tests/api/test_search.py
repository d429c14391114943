"""GET /search"""

import pytest

from rapport.conversations.models import Conversation
from rapport.search.actions import index
from tests import cast
from tests.api.machine import Machine, problem
from tests.cast import later

pytestmark = pytest.mark.django_db


def indexed(*made: Conversation) -> Conversation:
    index([one.pk for one in made])
    return made[0]


def test_what_was_found_comes_with_the_words_around_it() -> None:
    one = indexed(cast.conversation())
    [row] = Machine(cast.mo()).get("/search", q="third is:open").json()["items"]
    assert row["reference"] == one.reference
    assert row["excerpt"] == "Hello, the chain slips on the **third** gear."
    assert row["author"] == "Uma Ferrari"
    assert row["status"] == "open"


def test_pages_follow_each_other() -> None:
    made = [cast.conversation((f"C{n}", f"c{n}@x.example"), received_at=later(minutes=n)) for n in range(5)]
    indexed(*made)
    rows = Machine(cast.mo()).all("/search", q="chain", limit=2)
    assert [row["reference"] for row in rows] == [one.reference for one in reversed(made)]


@pytest.mark.parametrize("text", ["chain", "uma", "is:open", "R-{}"])
def test_nothing_foreign_is_found(text: str) -> None:
    one = indexed(cast.conversation())
    answer = Machine(cast.pat()).get("/search", q=text.format(one.reference[2:]))
    assert answer.json() == {"items": [], "next": None}


@pytest.mark.parametrize(("text", "said"), [("rating:9", "from 1 (Bad)"), ("inbox:none", "no inbox called")])
def test_what_cannot_be_asked_is_said(text: str, said: str) -> None:
    answer = Machine(cast.mo()).get("/search", q=text)
    assert said in problem(answer, 422, "invalid")["detail"]


def test_a_cursor_is_bound_to_its_question() -> None:
    indexed(*(cast.conversation((f"C{n}", f"c{n}@x.example")) for n in range(3)))
    machine = Machine(cast.mo())
    cursor = machine.get("/search", q="chain", limit=1).json()["next"].split("cursor=")[1]
    problem(machine.get("/search", q="gear", limit=1, cursor=cursor), 400, "bad_cursor")
    problem(machine.get("/search"), 422, "invalid")

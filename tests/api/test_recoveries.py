import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.recovery.models import Outcome, Recovery, Step
from tests import cast
from tests.api.machine import Machine
from tests.api.test_conversation import unhappy
from tests.cast import later

pytestmark = pytest.mark.django_db


def opened(number: int, *, due: float, closed: float | None = None) -> Recovery:
    """Due and closed in hours after noon."""
    return Recovery.objects.create(
        conversation=cast.conversation((f"C{number}", f"c{number}@customer.example")),
        owner=cast.ada(),
        opened_at=later(),
        due_at=later(hours=due),
        closed_at=None if closed is None else later(hours=closed),
        outcome="" if closed is None else Outcome.RECOVERED,
    )


def test_a_recovery_says_whose_it_is_what_was_done_and_what_is_next() -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    rating = unhappy(conversation)
    [told] = Machine(cast.mo()).all("/recoveries")
    assert told["owner"] == {"name": "Ada Byron", "email": "ada@desk.example"}
    assert told["is_open"] is True
    assert (told["next_step"], told["steps"], told["outcome"]) == ("contacted", [], None)
    assert (told["state"], told["round"], told["is_second_failure"]) == ("opened", 1, False)
    assert told["due_at"] == "2026-03-04T14:00:00Z"
    assert told["ratings"] == [rating.pk]
    assert told["conversation"]["reference"] == conversation.reference
    assert told["url"].endswith(f"/recoveries/{conversation.recoveries.get().pk}")


def test_a_closed_recovery_says_how_it_ended() -> None:
    recovery = opened(1, due=1, closed=5)
    Step.objects.create(recovery=recovery, kind="contacted", done_at=later(hours=1), done_by=cast.mo(), note="Called")
    [told] = Machine(cast.mo()).all("/recoveries")
    assert (told["is_open"], told["outcome"], told["next_step"]) == (False, "recovered", None)
    assert told["state"] == "recovered"
    assert told["closed_at"] == "2026-03-04T17:00:00Z"
    [step] = told["steps"]
    assert (step["kind"], step["words"], step["done_by"]["name"]) == ("contacted", "Contacted", "Mo Haddad")


def test_open_ones_come_first_the_next_due_on_top_then_closed_ones_newest_first() -> None:
    closed = [opened(1, due=1, closed=3), opened(2, due=2, closed=9)]
    waiting = [opened(3, due=30), opened(4, due=5)]
    ids = [one["id"] for one in Machine(cast.mo()).all("/recoveries")]
    assert ids == [waiting[1].pk, waiting[0].pk, closed[1].pk, closed[0].pk]


@pytest.mark.parametrize("size", [1, 3, 5, 8])
def test_pages_join_open_and_closed_without_gap_or_double(size: int) -> None:
    waiting = [opened(number, due=number // 2) for number in range(10)]
    closed = [opened(20 + number, due=1, closed=number // 2) for number in range(10)]
    expected = [one.pk for one in waiting] + [one.pk for one in reversed(closed)]
    assert [one["id"] for one in Machine(cast.mo()).all("/recoveries", limit=size)] == expected


def test_120_recoveries_come_once_each_while_new_ones_are_opened() -> None:
    expected = [opened(number, due=number).pk for number in range(90)]
    expected += [opened(200 - number, due=1, closed=200 - number).pk for number in range(30)]
    machine = Machine(cast.mo())
    answer, seen = machine.get("/recoveries", limit=13), []
    while True:
        page = answer.json()
        seen += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        opened(1000 + len(seen), due=-len(seen))
        answer = machine.get(page["next"])
    assert seen == expected


def test_a_page_of_recoveries_costs_the_same_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(8):
        recovery = opened(number, due=number)
        Step.objects.create(recovery=recovery, kind="contacted", done_at=later(), done_by=cast.mo())
    machine = Machine(cast.ada())
    with django_assert_num_queries(8):
        assert len(machine.get("/recoveries").json()["items"]) == 8

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating, RatingInvite, Score, State
from tests import cast
from tests.api.machine import Machine, problem
from tests.cast import NOON, later

pytestmark = pytest.mark.django_db


def rated(conversation: Conversation, score: int = Score.GOOD, minutes: float = 60, **fields: Any) -> Rating:
    """One more reply with its rating."""
    message = cast.answers(conversation, at=later(minutes=minutes - 30))
    at = later(minutes=minutes)
    given = {"score": score, "state": State.CONFIRMED, "first_at": at, "changed_at": at} | fields
    return Rating.objects.create(invite=RatingInvite.objects.get(message=message), conversation=conversation, **given)


def many(count: int) -> list[Rating]:
    """Ratings, three of them at each moment."""
    conversation = cast.conversation()
    message = cast.answers(conversation)
    return [another(conversation, message.pk, number) for number in range(count)]


def another(conversation: Conversation, message_id: int, number: int) -> Rating:
    at = later(minutes=number // 3)
    invite = RatingInvite.objects.create(
        conversation=conversation,
        message_id=message_id,
        author=cast.ada(),
        recipient=f"r{number}@customer.example",
        seed=f"seed-{number}",
        token_digest=f"digest-{number}",
        created_at=NOON,
        expires_at=later(days=60),
    )
    return Rating.objects.create(
        invite=invite,
        conversation=conversation,
        score=1 + number % 4,
        state=State.CONFIRMED,
        first_at=at,
        changed_at=at,
    )


def test_a_rating_says_what_was_said_about_whom_and_where() -> None:
    conversation = cast.conversation()
    rating = rated(
        conversation,
        Score.NOT_QUITE,
        comment="Too slow.",
        chips={"quick": False, "heard": True},
        call_me=True,
        phone="+49 30 1",
    )
    [told] = Machine(cast.mo()).get("/ratings").json()["items"]
    assert told == {
        "id": rating.pk,
        "score": 2,
        "choice": 2,
        "points": 4,
        "word": "Not quite",
        "state": "confirmed",
        "comment": "Too slow.",
        "chips": {"quick": False, "heard": True},
        "call_me": True,
        "phone": "+49 30 1",
        "about": "reply",
        "author": {"name": "Ada Byron", "email": "ada@desk.example"},
        "message": str(rating.invite.message.public_id),
        "first_at": "2026-03-04T13:00:00Z",
        "changed_at": "2026-03-04T13:00:00Z",
        "conversation": {
            "reference": conversation.reference,
            "subject": "The chain slips",
            "customer": {"id": str(conversation.customer.public_id), "name": "Uma Ferrari"},
            "url": told["conversation"]["url"],
        },
    }
    assert told["conversation"]["url"].endswith(f"/conversations/{conversation.reference}")


def test_the_newest_change_comes_first() -> None:
    conversation = cast.conversation()
    ids = [rated(conversation, minutes=minutes).pk for minutes in (60, 180, 120)]
    assert [one["id"] for one in Machine(cast.mo()).all("/ratings")] == [ids[1], ids[2], ids[0]]


def test_ratings_are_filtered_by_score_state_and_time() -> None:
    conversation = cast.conversation()
    bad = rated(conversation, Score.BAD, 60)
    machine_made = rated(conversation, Score.BAD, 120, state=State.SUSPECT)
    great = rated(conversation, Score.GREAT, 180)
    machine = Machine(cast.mo())

    def ids(**query: Any) -> list[int]:
        return [one["id"] for one in machine.all("/ratings", **query)]

    assert ids(score=1) == [machine_made.pk, bad.pk]
    assert ids(score=1, state="confirmed") == [bad.pk]
    assert ids(since="2026-03-04T14:00:00Z") == [great.pk, machine_made.pk]
    assert ids(since="2026-03-04T16:00:01+01:00") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("score", 0),
        ("score", 5),
        ("score", "good"),
        ("state", "maybe"),
        ("since", "2026-03-04T14:00:00"),
        ("since", "x"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(name: str, value: object) -> None:
    told = problem(Machine(cast.mo()).get("/ratings", **{name: value}), 422, "invalid")
    assert [(fault["where"], fault["pointer"]) for fault in told["errors"]] == [("query", f"/{name}")]


def test_120_ratings_come_once_each_while_new_ones_arrive() -> None:
    expected = [rating.pk for rating in reversed(many(120))]
    conversation = Conversation.objects.get()
    machine = Machine(cast.mo())
    answer, seen = machine.get("/ratings", limit=11), []
    while True:
        page = answer.json()
        seen += [row["id"] for row in page["items"]]
        if page["next"] is None:
            break
        another(conversation, conversation.messages.last().pk, 1000 + len(seen))  # type: ignore[union-attr]
        answer = machine.get(page["next"])
    assert seen == expected


def test_a_page_of_ratings_costs_the_same_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    many(30)
    machine = Machine(cast.ada())
    with django_assert_num_queries(5):
        assert len(machine.get("/ratings", limit=100).json()["items"]) == 30

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from rapport.conversations.models import Conversation
from rapport.flows import conversation_closes, promise_falls_due
from rapport.platform import sql
from rapport.triage import actions as triage
from rapport.triage import queries, rules
from rapport.triage.models import Placement
from tests import cast
from tests.cast import NOON, SOL, later

pytestmark = pytest.mark.django_db


def key_of(conversation: Conversation) -> Placement:
    return Placement.objects.get(conversation=conversation)


def place_of(conversation: Conversation) -> int:
    values = {"conversation": conversation.pk, "inboxes": None}
    return int(sql.together({"position": queries.POSITION}, values)["position"])


def test_a_new_mail_is_due_when_the_inbox_says() -> None:
    placed = key_of(cast.conversation())
    assert placed.waiting
    assert placed.rank_key == later(hours=4)


def test_a_complaint_stands_before_an_older_question() -> None:
    question = cast.conversation(SOL, received_at=NOON)
    complaint = cast.conversation(
        received_at=later(hours=20), reply_text="This is unacceptable. I want to make a complaint.", subject="Complaint"
    )
    assert complaint.is_complaint
    assert [p.conversation_id for p in queries.page(None)] == [complaint.pk, question.pk]


def test_a_reply_takes_it_off_the_pile_and_the_next_mail_puts_it_back() -> None:
    conversation = cast.conversation()
    cast.answers(conversation)
    assert not key_of(conversation).waiting
    cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=1))
    placed = key_of(conversation)
    assert placed.waiting
    assert placed.rank_key == later(hours=5)


def test_writing_again_while_waiting_keeps_the_first_due_time_and_adds_a_head_start() -> None:
    conversation = cast.conversation()
    for hour in (1, 2):
        cast.arrives(conversation_id=conversation.pk, trust="proven", received_at=later(hours=hour))
    placed = key_of(conversation)
    assert placed.rank_key == later(hours=4) - timedelta(hours=rules.REPEAT_HOURS)
    assert placed.why[-1]["words"] == "3rd contact in a week"


def test_a_third_conversation_within_a_week_has_a_head_start() -> None:
    for day in (0, 1):
        cast.conversation(received_at=later(days=day))
    third = cast.conversation(received_at=later(days=2))
    assert third.nth_contact == 3
    assert key_of(third).why[-1] == {"words": "3rd contact in a week", "hours": 8}


def test_an_open_promise_keeps_an_answered_conversation_on_the_pile() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, promise_due_at=later(hours=30), promise_text="News from the workshop")
    placed = key_of(conversation)
    assert placed.waiting
    assert placed.rank_key == later(hours=30)
    assert placed.why[0]["words"] == "Promise due"


def test_a_promise_outlives_closing() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, promise_due_at=later(hours=30))
    conversation_closes.close(conversation, actor=cast.ada(), at=later(hours=1))
    assert key_of(conversation).waiting


def test_pages_follow_each_other_without_gap_or_double() -> None:
    made = {
        cast.conversation((f"C{n}", f"c{n}@customer.example"), received_at=later(minutes=n % 5)).pk for n in range(23)
    }
    seen: list[int] = []
    after = None
    while page := queries.page(None, after=after, size=5):
        seen += [p.conversation_id for p in page]
        after = (page[-1].rank_key, page[-1].conversation_id)
    assert len(seen) == 23
    assert set(seen) == made


def test_a_page_is_one_query(django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]) -> None:
    for n in range(3):
        cast.conversation((f"C{n}", f"c{n}@customer.example"))
    with django_assert_num_queries(1):
        for placed in queries.page(None):
            _ = (placed.conversation.customer.name, placed.conversation.inbox.name, placed.conversation.assignee)


def test_a_position_counts_from_one() -> None:
    first = cast.conversation(SOL, received_at=NOON)
    second = cast.conversation(received_at=later(minutes=1))
    assert place_of(first) == 1
    assert place_of(second) == 2


def put_off(conversation: Conversation, **fields: Any) -> Conversation:
    for name, value in ({"status": "later"} | fields).items():
        setattr(conversation, name, value)
    conversation.save()
    return conversation


def test_what_is_put_off_is_off_the_pile_until_it_wakes() -> None:
    conversation = put_off(cast.conversation())
    triage.place(conversation, at=later(hours=1))
    assert not key_of(conversation).waiting
    triage.place(put_off(conversation, status="waiting", waiting_since=None, woke_at=later(hours=2)), at=later(hours=2))
    placed = key_of(conversation)
    assert placed.waiting
    assert placed.why[0]["words"] == "Woke: to be looked at again"


def test_a_promise_that_is_nearly_due_is_not_put_off() -> None:
    conversation = cast.conversation()
    cast.answers(conversation, promise_due_at=later(hours=24))
    conversation = put_off(Conversation.objects.get(pk=conversation.pk))
    triage.place(conversation, at=later(hours=1))
    assert not key_of(conversation).waiting
    promise_falls_due.sweep(at=later(hours=23))
    assert key_of(conversation).why[0]["words"] == "Promise due"


@pytest.mark.parametrize("of_ada", [True, False])
@pytest.mark.parametrize("unassigned", [True, False])
@pytest.mark.parametrize("inboxes", ["all", "one", "none"])
def test_standings_are_the_places_of_the_page(inboxes: str, unassigned: bool, of_ada: bool) -> None:
    made = [
        cast.conversation((f"No {n}", f"no{n}@customer.example"), received_at=later(hours=n // 2)) for n in range(6)
    ]
    cast.answers(made[5])
    Placement.objects.filter(conversation__in=made[:3]).update(assignee=cast.ada())
    seen = {"all": None, "one": [made[0].inbox_id], "none": []}[inboxes]
    options: dict[str, Any] = {"assignee": cast.ada() if of_ada else None, "unassigned": unassigned}
    whole = queries.page(seen, **options)
    for after in (None, *((one.rank_key, one.conversation_id) for one in whole)):
        for size in (1, 50):
            expected = queries.page(seen, after=after, size=size, **options)
            found = queries.standings(seen, after=after, size=size, **options)
            assert [(one.conversation_id, one.rank_key) for one in found] == [
                (one.conversation_id, one.rank_key) for one in expected
            ]
            assert [one.due_at.isoformat() for one in found] == [one.why[0]["due"] for one in expected]
    number = {(False, False): 5, (True, False): 3, (False, True): 2, (True, True): 0}[of_ada, unassigned]
    assert len(whole) == (0 if inboxes == "none" else number)

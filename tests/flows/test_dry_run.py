"""What a rule would have done is found out without doing anything."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.automation.rules import Condition, Deed, Moment, Rule
from rapport.flows import dry_run as trials
from rapport.flows.dry_run import dry_run
from rapport.platform.models import Event
from tests import cast
from tests.cast import NOON, answers, arrives, conversation, later

pytestmark = pytest.mark.django_db


def rule(moment: Moment, *conditions: Condition, minutes: int = 0) -> Rule:
    return Rule(0, "R", moment, minutes, True, conditions, (Deed("tag", "x"), Deed("mail", "Hello")))


def found(moment: Moment, *conditions: Condition, at: Any = None, **fields: Any) -> list[tuple[str, Any]]:
    trial = dry_run(rule(moment, *conditions, **fields), at=at or later(days=2))
    return [(hit.conversation.subject, hit.at) for hit in trial.hits]


def test_what_arrived_and_what_was_added_are_told_apart() -> None:
    one = conversation(subject="Refund")
    arrives(conversation_id=one.pk, trust="proven", received_at=later(hours=1), reply_text="Refund!")
    about_money = Condition("subject", "has", "refund")
    assert found(Moment.ARRIVES, about_money) == [("Refund", NOON)]
    assert found(Moment.WRITES, about_money) == [("Refund", later(hours=1)), ("Refund", NOON)]
    assert found(Moment.REPLIED) == []


def test_the_words_are_those_of_then() -> None:
    one = conversation(reply_text="My money, please")
    arrives(conversation_id=one.pk, trust="proven", received_at=later(hours=1), reply_text="Never mind")
    assert found(Moment.WRITES, Condition("body", "has", "money")) == [("The chain slips", NOON)]


def test_who_waited_and_who_was_silent() -> None:
    answered, waiting = conversation(), conversation(cast.SOL, subject="Still waiting")
    answers(answered, at=later(hours=1))
    assert found(Moment.WAITING, minutes=240) == [("Still waiting", later(hours=4))]
    assert found(Moment.SILENT, minutes=1440) == [("The chain slips", later(hours=25))]
    assert found(Moment.SILENT, minutes=1440, at=later(hours=24)) == []
    assert waiting.pk


def test_only_the_last_month_counts() -> None:
    conversation()
    assert found(Moment.ARRIVES, at=later(days=29)) != []
    assert found(Moment.ARRIVES, at=later(days=31)) == []


def test_nothing_is_written() -> None:
    conversation()
    events = Event.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert found(Moment.ARRIVES) != []
    assert all(query["sql"].startswith("SELECT") for query in asked)
    assert Event.objects.count() == events


def test_it_is_bounded_and_goes_on_where_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "ROWS", 3)
    for number in range(5):
        conversation((f"C{number}", f"c{number}@customer.example"), subject=f"S{number}")
    first = dry_run(rule(Moment.ARRIVES), at=later(days=1))
    second = dry_run(rule(Moment.ARRIVES), at=later(days=1), before=first.further)
    assert [hit.conversation.subject for hit in (*first.hits, *second.hits)] == ["S4", "S3", "S2", "S1", "S0"]
    assert (first.looked_at, second.looked_at) == (3, 2)


@pytest.mark.parametrize("moment", list(Moment))
def test_every_moment_can_be_tried(moment: Moment) -> None:
    conversation()
    dry_run(rule(moment, Condition("rating", "at_most", "2"), minutes=60), at=later(days=1))

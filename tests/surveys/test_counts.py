"""The counts of surveys equal a full count after whatever happens, and every number is the length of its list."""

import random
from collections.abc import Callable
from datetime import UTC, date, timedelta

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from rapport.channels.email.models import OutboundMail
from rapport.feedback.rules import Client
from rapport.flows import customer_answers, survey_falls_due
from rapport.flows.forget_customer import forget_customer
from rapport.platform.audit import actions as audit
from rapport.surveys import actions, queries
from rapport.surveys.actions import Told, fold
from rapport.surveys.models import Answer, Asking, Survey, SurveyChange, SurveyDay
from rapport.surveys.queries import Outcome
from tests import cast
from tests.cast import NOON, later
from tests.surveys.making import asked, closed, survey

pytestmark = pytest.mark.django_db
FIRST = NOON.date() - timedelta(days=60)


def outcome(one: Survey, *, since: date = FIRST, inboxes: list[int] | None = None) -> Outcome:
    return queries.outcomes([one], since=since, inboxes=inboxes)[one.pk]


def of(asking: Asking) -> Survey:
    assert asking.survey is not None
    return asking.survey


def says(asking: Asking, number: int, *, minute: int = 60, how: str = "button") -> None:
    at = later(hours=3, minutes=minute)
    page = actions.observe(asking, method="GET", number=number, client=Client("n", "a"), at=at)
    told = Told(number, how, page=page, client=Client("n", "a"))
    customer_answers.customer_answers(asking, told, at=at + timedelta(seconds=20))


def delivered(asking: Asking) -> None:
    assert asking.message is not None
    actions.mark_delivered(asking.message, at=later(hours=3, minutes=1))


def assert_exact() -> None:
    """Beside a full count, folded or not; and each number beside the list behind it."""
    assert queries.off() == []
    for one in Survey.objects.all():
        found, rows = outcome(one), queries.askings(one, since=FIRST, inboxes=None)

        def listed(part: str, rows: object = rows, **more: object) -> int:
            return len(queries.behind(rows, part, size=10_000, **more))  # type: ignore[arg-type]

        assert found.total.asked == listed(queries.ASKED)
        assert found.total.n == listed(queries.ANSWERED) and found.suspect == listed(queries.SUSPECT)
        for number, count in found.total.counts.items():
            assert count == listed(queries.ANSWERED, numbers=[number])
        for because, count in found.skipped.items():
            assert count == listed(queries.SKIPPED, because=because)
        assert sum(found.skipped.values()) == listed(queries.SKIPPED)
        assert found.planned == Asking.objects.filter(survey=one, state="planned").count()


def test_nothing_is_counted_as_nothing() -> None:
    one = survey()
    assert outcome(one) == Outcome(outcome(one).total, 0, {}, 0) and outcome(one).total.n == 0
    fold()
    assert_exact()


def test_from_the_plan_to_the_answer_each_step_is_counted_once() -> None:
    one = survey(after_days=1)
    found = closed(at=later(hours=2))
    assert outcome(one).planned == 1
    survey_falls_due.sweep(at=later(days=2))
    asking = Asking.objects.get(conversation=found)
    assert (outcome(one).planned, outcome(one).total.asked) == (0, 0), "a mail that is on its way asks nobody yet"
    delivered(asking)
    delivered(asking)
    assert outcome(one).total.asked == 1
    says(asking, 3)
    assert outcome(one).total.counts == {3: 1}
    says(asking, 9, minute=70)
    assert outcome(one).total.counts == {9: 1}, "what they say now"
    assert_exact()
    fold()
    assert outcome(one).total.counts == {9: 1}
    assert_exact()


def test_who_is_not_asked_is_counted_by_why() -> None:
    one = survey()
    actions.opt_out(closed(cast.SOL, at=later(hours=1)).customer, how="page", at=NOON)
    closed(at=later(hours=2))
    survey_falls_due.sweep(at=later(hours=3))
    closed(at=later(hours=30))
    survey_falls_due.sweep(at=later(hours=31))
    assert outcome(one).skipped == {"opted_out": 1, "throttled": 1}
    assert_exact()


def test_a_machine_s_answer_is_counted_apart_and_a_person_s_after_it_counts() -> None:
    asking = asked()
    delivered(asking)
    at = later(hours=3, minutes=2)
    for number in range(11):
        actions.observe(asking, method="GET", number=number, client=Client("m", "b"), at=at)
    page = actions.observe(asking, method="GET", number=0, client=Client("m", "b"), at=at, is_trap=True)
    told = Told(0, "dwell", page=page, client=Client("m", "b"))
    customer_answers.customer_answers(asking, told, at=at + timedelta(seconds=1))
    assert (outcome(of(asking)).suspect, outcome(of(asking)).total.n) == (1, 0)
    says(asking, 8, how="comment")
    assert (outcome(of(asking)).suspect, outcome(of(asking)).total.counts) == (0, {8: 1})
    assert_exact()


def test_calls_count_as_asked_from_the_decision_on() -> None:
    one = survey(way="phone")
    talk = closed(at=later(hours=2))
    type(talk.customer).objects.filter(pk=talk.customer_id).update(phone="+353 20 910 0000")
    survey_falls_due.sweep(at=later(hours=3))
    assert outcome(one).total.asked == 1
    assert_exact()


def test_only_the_days_and_inboxes_that_are_asked_for() -> None:
    asking = asked()
    delivered(asking)
    says(asking, 10)
    fold()
    one, day = of(asking), later(hours=3).astimezone(UTC).date()
    assert outcome(one, since=day).total.n == 1 and outcome(one, since=day + timedelta(days=1)).total.n == 0
    assert outcome(one, inboxes=[cast.inbox().pk]).total.n == 1
    assert outcome(one, inboxes=[]).total.n == outcome(one, inboxes=[cast.inbox().pk + 1]).total.n == 0


def test_what_is_not_decided_yet_has_no_day() -> None:
    one = survey(after_days=30)
    closed(at=later(hours=2))
    fold()
    assert outcome(one, since=NOON.date() + timedelta(days=300)).planned == 1


def test_campaigns_are_in_no_survey() -> None:
    customer = cast.conversation().customer
    actions.decide_once("campaign:1:1", customer, about="campaign", inbox=None, because="", at=NOON)
    assert not SurveyChange.objects.exists()
    assert_exact()


def test_what_is_taken_back_was_never_counted() -> None:
    asking = asked()
    delivered(asking)
    with transaction.atomic():
        says(asking, 1)
        assert outcome(of(asking)).total.n == 1
        transaction.set_rollback(True)
    assert outcome(of(asking)).total.n == 0
    assert_exact()


def said_so() -> None:
    """The database deletes no answer before the audit log names it."""
    for answer in Answer.objects.all():
        audit.record("surveys.answer_deleted", at=later(), about=str(answer.pk))


@pytest.mark.parametrize("folded", [False, True])
def test_whatever_is_changed_moved_or_deleted(folded: bool) -> None:
    asking = asked()
    delivered(asking)
    says(asking, 6)
    other = survey("nps", name="Another")
    changes: list[Callable[[], object]] = [
        lambda: Answer.objects.update(number=7),
        lambda: Answer.objects.update(state="suspect"),
        lambda: Answer.objects.update(state="probable"),
        lambda: Asking.objects.update(survey=other),
        lambda: Asking.objects.update(inbox=cast.inbox("b@desk.example", name="B")),
        lambda: Asking.objects.update(inbox=None),
        lambda: Asking.objects.update(decided_at=F("decided_at") - timedelta(days=2)),
        lambda: Asking.objects.update(delivered_at=None),
        lambda: Asking.objects.update(delivered_at=NOON),
        lambda: Asking.objects.update(state="skipped", skipped_because="staff"),
        lambda: Asking.objects.update(skipped_because="bounced"),
        lambda: Asking.objects.update(state="planned", decided_at=None, skipped_because=""),
        lambda: Asking.objects.update(state="asked", decided_at=later(hours=3)),
        lambda: Asking.objects.update(survey=None),
        lambda: Asking.objects.update(survey=other),
        said_so,
        lambda: Answer.objects.all().delete(),
        lambda: Answer.objects.create(asking=asking, number=2, state="confirmed", first_at=NOON, changed_at=NOON),
        said_so,
        lambda: Asking.objects.all().delete(),
    ]
    for change in changes:
        change()
        if folded:
            fold()
        assert_exact()
    assert outcome(other) == Outcome(outcome(other).total, 0, {}, 0) and outcome(other).total.n == 0


def test_a_change_that_counts_for_nothing_writes_nothing() -> None:
    asking = asked()
    delivered(asking)
    says(asking, 6)
    fold()
    Asking.objects.update(expires_at=NOON, recipient="", tries=3)
    Answer.objects.update(comment="x", settle_at=None, told_at=NOON)
    assert not SurveyChange.objects.exists()


def test_folding_changes_no_number_and_leaves_one_row_each() -> None:
    asking = asked()
    delivered(asking)
    for number in (1, 2, 3, 3, 2):
        Answer.objects.update_or_create(
            asking=asking, defaults={"number": number, "state": "confirmed", "first_at": NOON, "changed_at": NOON}
        )
        fold()
    before = outcome(of(asking))
    fold()
    assert outcome(of(asking)) == before and not SurveyChange.objects.exists()
    assert {(row.part, row.what): row.n for row in SurveyDay.objects.exclude(n=0)} == {
        ("asked", ""): 1,
        ("counted", "2"): 1,
    }
    assert_exact()


def test_numbers_of_who_is_forgotten_stay() -> None:
    asking = asked()
    delivered(asking)
    says(asking, 6)
    survey("ces", name="Later", after_days=9)
    closed(at=later(days=1))
    OutboundMail.objects.update(state="sent")
    forget_customer(asking.customer, actor=cast.mo(), at=later(days=2))
    assert outcome(of(asking)).total.counts == {6: 1}
    assert_exact()


def test_any_order_of_changes_is_exact() -> None:
    luck, at = random.Random(7), later(hours=5)
    surveys, talk = [survey("nps"), survey("ces")], closed(at=later(hours=2))
    Asking.objects.all().delete()
    for step in range(120):
        rows = list(Asking.objects.all())
        one = luck.choice(rows) if rows else None
        what = luck.randrange(6)
        if one is None or what == 0:
            Asking.objects.create(
                occasion=f"luck:{step}", about="nps", survey=luck.choice(surveys), customer=talk.customer,
                conversation=talk, inbox=talk.inbox, state="asked", due_at=at,
                decided_at=at - timedelta(days=luck.randrange(5)), delivered_at=luck.choice([None, at]),
            )  # fmt: skip
        elif what == 1:
            given = {"number": luck.randrange(8), "state": luck.choice(["confirmed", "probable", "suspect"])}
            Answer.objects.update_or_create(asking=one, defaults={**given, "first_at": at, "changed_at": at})
        elif what == 2:
            Asking.objects.filter(pk=one.pk).update(state="skipped", skipped_because=luck.choice(["staff", "bounced"]))
        elif what == 3:
            Asking.objects.filter(pk=one.pk).update(state="asked", skipped_because="", survey=luck.choice(surveys))
        elif what == 4:
            if luck.randrange(2):
                fold()
            else:
                said_so()
                one.delete()
        else:
            Asking.objects.filter(pk=one.pk).update(delivered_at=luck.choice([None, at]))
        assert queries.off() == []
    assert_exact()


def test_figures_are_one_question_however_many_surveys_there_are() -> None:
    surveys = [survey("nps", name=f"S{number}") for number in range(5)]
    with CaptureQueriesContext(connection) as seen:
        queries.outcomes(surveys, since=FIRST, inboxes=[1])
    assert len(seen) == 1 and "surveys_asking" not in seen[0]["sql"] and "surveys_answer" not in seen[0]["sql"]


@pytest.mark.django_db(transaction=True)
def test_what_an_earlier_version_asked_is_counted_by_the_migration() -> None:
    asking = asked()
    delivered(asking)
    says(asking, 6)
    closed(cast.SOL, at=later(hours=9))
    before = outcome(of(asking))
    executor = MigrationExecutor(connection)
    executor.migrate([("surveys", "0003_counts")])
    try:
        assert not SurveyDay.objects.exists() and not SurveyChange.objects.exists()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert outcome(of(asking)) == before and before.total.counts == {6: 1} and before.planned == 1
    assert_exact()

"""Whatever happens in whatever order: an unhappy customer is not let go.

Every confirmed Bad has exactly one recovery, none closes with a step open, and every promise made in one is a row.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapport.conversations.letters import Reply
from rapport.conversations.models import Conversation
from rapport.feedback.actions import Choice, FeedbackError
from rapport.feedback.models import Rating, RatingInvite, State
from rapport.flows import promise_falls_due, recover
from rapport.flows.customer_rates import customer_rates, settle_due
from rapport.promises.models import Promise
from rapport.recovery import actions, rules
from rapport.recovery.actions import Agreement, RecoveryError
from rapport.recovery.models import Cause, Outcome, Recovery, Step
from tests import cast
from tests.cast import later
from tests.flows.test_recover import SORRY

pytestmark = pytest.mark.django_db
HOURS = st.sampled_from([1, 5, 30, 80, 200, 400])


class Desk:
    """Two conversations of one customer, and a clock that only goes forward."""

    def __init__(self) -> None:
        self.at, self.mo = later(), cast.mo()
        self.cause = Cause.objects.earliest("position")
        self.conversations = [cast.conversation(), cast.conversation(subject="The bell")]
        self.promised = 0
        for one in self.conversations:
            self.reply(one)

    def reply(self, one: Conversation) -> None:
        cast.answers(one, at=self.at)

    def newest(self, one: Conversation) -> Recovery | None:
        return Recovery.objects.filter(conversation=one).order_by("-pk").first()

    def rate(self, one: Conversation, face: int, how: str = "button") -> None:
        invite = RatingInvite.objects.filter(conversation=one).latest("pk")
        with suppress(FeedbackError):
            customer_rates(invite, Choice(face, how), at=self.at)

    def do(self, one: Conversation, deed: Callable[[Recovery], object]) -> None:
        found = self.newest(one)
        if found is not None:
            with suppress(RecoveryError):
                deed(found)

    def promise(self, one: Recovery) -> None:
        due = self.at + timedelta(days=2)
        recover.agree(one, self.cause, Agreement("A new chain"), actor=self.mo, at=self.at, promised_at=due)
        self.promised += Step.objects.filter(recovery=one, kind="agreed", promise__due_at=due).exists()

    def must_hold(self) -> None:
        for rating in Rating.objects.filter(score=1, state=State.CONFIRMED):
            assert Recovery.objects.filter(triggers__rating=rating).count() == 1
        for one in Recovery.objects.all():
            missing = rules.missing(actions.done_kinds(one), one.required)
            assert one.is_open or one.outcome == Outcome.WITHDRAWN or missing == []
            if one.is_open and "contacted" not in actions.done_kinds(one):
                first = Promise.objects.filter(conversation=one.conversation, kind="first_word", withdrawn_at=None)
                assert first.exists()
        for conversation in self.conversations:
            assert Recovery.objects.filter(conversation=conversation, closed_at=None).count() <= 1
        dated = Step.objects.filter(kind="agreed", promise__isnull=False)
        assert all(step.promise.kind == Promise.Kind.FIX for step in dated if step.promise)
        assert Promise.objects.filter(kind=Promise.Kind.FIX).count() >= dated.values("promise").distinct().count()


def deeds(desk: Desk) -> dict[str, Callable[[Conversation], None]]:
    at: Callable[[], datetime] = lambda: desk.at  # noqa: E731
    mo = desk.mo
    return {
        "reply": desk.reply,
        "bad": lambda one: desk.rate(one, 1),
        "likely bad": lambda one: desk.rate(one, 1, "dwell"),
        "not quite": lambda one: desk.rate(one, 2),
        "great": lambda one: desk.rate(one, 4),
        "call": lambda one: desk.do(one, lambda it: recover.contacted(it, actor=mo, note="Called", at=at())),
        "sorry": lambda one: desk.do(one, lambda it: recover.apologise(it, Reply(text=SORRY), actor=mo, at=at())),
        "promise": lambda one: desk.do(one, desk.promise),
        "fix": lambda one: desk.do(one, lambda it: recover.fixed(it, actor=mo, note="Fitted", at=at())),
        "ask": lambda one: desk.do(one, lambda it: recover.ask_again(it, Reply(text="Well?"), actor=mo, at=at())),
        "learn": lambda one: desk.do(one, lambda it: recover.learn(it, "Look twice", actor=mo, at=at())),
        "close": lambda one: desk.do(one, lambda it: recover.close(it, Outcome.RECOVERED, actor=mo, at=at())),
        "reopen": lambda one: desk.do(one, lambda it: recover.reopen(it, "It slips", actor=mo, at=at())),
        "publish": lambda one: desk.do(one, lambda it: recover.publish(it, "https://a.example/", actor=mo, at=at())),
    }


NAMES = (
    "reply", "bad", "likely bad", "not quite", "great", "call", "sorry", "promise", "fix", "ask", "learn", "close",
    "reopen", "publish",
)  # fmt: skip
FAR = ("bad", "sorry", "promise", "fix", "ask", "learn", "great")


def play(moves: list[tuple[str, int, int]]) -> list[Recovery]:
    """Everything is taken back afterwards; answers the recoveries there were."""
    with transaction.atomic():
        desk = Desk()
        known = deeds(desk)
        for name, which, hours in moves:
            desk.at += timedelta(hours=hours)
            settle_due(at=desk.at)
            promise_falls_due.sweep(at=desk.at)
            recover.close_silent(at=desk.at)
            known[name](desk.conversations[which])
            desk.must_hold()
        found = list(Recovery.objects.order_by("pk"))
        transaction.set_rollback(True)
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 1), HOURS), min_size=3, max_size=14))
def test_no_order_of_things_lets_a_customer_go(moves: list[tuple[str, int, int]]) -> None:
    play([("bad", 0, 1), *moves])


def test_the_way_to_the_end_is_among_them() -> None:
    """Else it would be no wonder that nothing closes with a step open."""
    found = play([(name, 0, 80) for name in FAR])
    assert [one.outcome for one in found] == ["recovered"]


@pytest.mark.parametrize("left_out", FAR[1:])
def test_with_any_step_left_out_it_stays_open(left_out: str) -> None:
    found = play([(name, 0, 80) for name in FAR if name != left_out])
    assert [one.outcome for one in found if left_out != "great"] == ([""] if left_out != "great" else [])

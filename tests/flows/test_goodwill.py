"""What is given to unhappy customers: whole cents, limits per role, and a lead above them."""

import pytest

from rapport.alerts.models import Alert
from rapport.flows import recover
from rapport.recovery import actions, queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Goodwill, Outcome, Recovery
from rapport.team.models import User
from tests import cast
from tests.cast import later
from tests.flows.test_recover import opened

pytestmark = pytest.mark.django_db


def limits(**of: int | None) -> None:
    actions.set_budget("EUR", of, actor=cast.olga(), at=later())


def give(recovery: Recovery, amount: int, by: User, kind: str = "credit", reason: str = "For the wait") -> Goodwill:
    return recover.give(recovery, kind, amount, reason, actor=by, at=later(hours=2))


def test_within_the_limit_it_is_given_at_once() -> None:
    limits(agent=2000)
    given = give(opened(), 2000, cast.ada())
    assert (given.is_allowed, given.amount, given.currency, given.decided_by) == (True, 2000, "EUR", None)
    assert not Alert.objects.filter(key__startswith="goodwill").exists()


def test_over_the_limit_a_lead_is_asked_and_decides() -> None:
    limits(agent=2000, lead=10_000)
    lead = cast.mo()
    given = give(opened(), 2001, cast.ada())
    assert given.is_allowed is None
    alert = Alert.objects.get(user=lead, key=f"goodwill:{given.pk}")
    assert alert.headline == "Ada asks to give Uma Ferrari 20.01 EUR"
    recover.decide(given, is_allowed=True, actor=lead, at=later(hours=3))
    row = Goodwill.objects.get()
    assert (row.is_allowed, row.decided_by, row.decided_at) == (True, lead, later(hours=3))
    alert.refresh_from_db()
    assert alert.settled_at is not None
    assert Alert.objects.filter(user=cast.ada(), headline="Mo allows 20.01 EUR").exists()


def test_one_large_gift_is_not_cut_into_small_ones() -> None:
    limits(agent=2000)
    recovery = opened()
    assert [give(recovery, amount, cast.ada()).is_allowed for amount in (1200, 800, 1)] == [True, True, None]
    assert queries.given_alone(Goodwill.objects.all(), cast.ada()) == 2000


def test_what_a_lead_allowed_does_not_use_up_the_limit() -> None:
    limits(agent=2000, lead=None)
    recovery = opened()
    recover.decide(give(recovery, 5000, cast.ada()), is_allowed=True, actor=cast.mo(), at=later(hours=3))
    assert give(recovery, 2000, cast.ada()).is_allowed


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_who_does_not_lead_decides_nothing(who: str) -> None:
    limits(agent=0)
    given = give(opened(), 1, cast.ada())
    with pytest.raises(RecoveryError, match="A lead decides"):
        recover.decide(given, is_allowed=True, actor=getattr(cast, who)(), at=later(hours=3))


def test_a_lead_cannot_allow_more_than_a_lead_may_give_but_an_owner_can() -> None:
    limits(agent=0, lead=1000, owner=None)
    given = give(opened(), 1001, cast.mo())
    assert given.is_allowed is None
    with pytest.raises(RecoveryError, match="over your limit"):
        recover.decide(given, is_allowed=True, actor=cast.mo(), at=later(hours=3))
    recover.decide(given, is_allowed=True, actor=cast.olga(), at=later(hours=3))
    with pytest.raises(RecoveryError, match="decided already"):
        recover.decide(given, is_allowed=False, actor=cast.olga(), at=later(hours=4))


def test_it_needs_a_reason_an_amount_and_an_open_recovery() -> None:
    recovery = opened()
    with pytest.raises(RecoveryError, match="what it is for"):
        give(recovery, 100, cast.ada(), reason="  ")
    with pytest.raises(RecoveryError, match="how much"):
        give(recovery, 0, cast.ada())
    assert give(recovery, 0, cast.ada(), kind="call").is_allowed
    Recovery.objects.filter(pk=recovery.pk).update(closed_at=later(days=1), outcome=Outcome.RECOVERED)
    with pytest.raises(RecoveryError, match="closed"):
        give(recovery, 100, cast.ada())


def test_the_return_counts_only_what_was_given() -> None:
    limits(agent=1000)
    recovery = opened()
    give(recovery, 700, cast.ada())
    give(recovery, 300, cast.ada())
    give(recovery, 900, cast.ada())  # waits for a lead
    [row] = queries.given_since(later())
    assert (row.outcome, row.currency, row.customers, row.amount) == ("", "EUR", 1, 1000)

"""What is given to unhappy customers, and who may give how much."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, Sum
from django.utils.translation import gettext

from rapport.platform import events
from rapport.platform.actions import remember_fact
from rapport.recovery import queries, rules
from rapport.recovery.actions.steps import RecoveryError
from rapport.recovery.models import Goodwill, Recovery
from rapport.team.models import User


def set_budget(currency: str, limits: Mapping[str, int | None], *, actor: User, at: datetime) -> None:
    """The desk's currency, and how much each role gives a customer on their own; None: as much as they like."""
    remember_fact(queries.BUDGET, {"currency": currency, "limits": dict(limits)}, at=at)
    events.record("recovery.budget_set", at=at, actor_id=actor.pk, data={"currency": currency})


def give(recovery: Recovery, kind: str, amount: int, reason: str, *, actor: User, at: datetime) -> Goodwill:
    """Write down what is given. Over the actor's limit it waits for a lead (`is_allowed` is None then)."""
    if not recovery.is_open:
        raise RecoveryError(gettext("This recovery is closed."))
    if not reason.strip():
        raise RecoveryError(gettext("Say in a few words what it is for."))
    if amount == 0 and kind != Goodwill.Kind.CALL:
        raise RecoveryError(gettext("Say how much it is worth."))
    budget = queries.budget()
    may = rules.within(budget.limit_of(actor), _given_already(recovery, actor), amount)
    given = Goodwill.objects.create(
        recovery=recovery,
        kind=kind,
        amount=amount,
        currency=budget.currency,
        reason=reason.strip()[:300],
        given_by=actor,
        given_at=at,
        is_allowed=True if may else None,
    )
    data = {"recovery": recovery.pk, "goodwill": given.pk, "amount": amount, "currency": budget.currency}
    name = "recovery.goodwill_given" if may else "recovery.goodwill_asked"
    events.record(name, at=at, actor_id=actor.pk, conversation_id=recovery.conversation_id, data=data)
    return given


def _given_already(recovery: Recovery, actor: User) -> int:
    """By this person to this customer on their own in this recovery."""
    own = Goodwill.objects.filter(Q(is_allowed=True, decided_at=None), recovery=recovery, given_by=actor)
    return int(own.aggregate(total=Sum("amount"))["total"] or 0)


def decide(given: Goodwill, *, is_allowed: bool, actor: User, at: datetime) -> Goodwill:
    """A lead allows or refuses what is over somebody's limit; it has to be within the lead's own."""
    row = Goodwill.objects.select_for_update(of=("self",)).select_related("recovery").get(pk=given.pk)
    if row.is_allowed is not None:
        raise RecoveryError(gettext("This was decided already."))
    if not actor.is_lead:
        raise RecoveryError(gettext("A lead decides what is over the limit."))
    if is_allowed and not rules.within(queries.budget().limit_of(actor), 0, row.amount):
        raise RecoveryError(gettext("This is over your limit, too. Ask an owner."))
    row.is_allowed, row.decided_by, row.decided_at = is_allowed, actor, at
    row.save(update_fields=["is_allowed", "decided_by", "decided_at"])
    data = {"recovery": row.recovery_id, "goodwill": row.pk, "allowed": is_allowed}
    events.record(
        "recovery.goodwill_decided",
        at=at,
        actor_id=actor.pk,
        conversation_id=row.recovery.conversation_id,
        data=data,
    )
    return row

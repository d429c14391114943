"""What we do so that it does not happen again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext

from rapport.platform import events
from rapport.recovery.actions.steps import RecoveryError
from rapport.recovery.models import Cause, Concern, Prevention, Recovery
from rapport.team.models import User


def commit(
    text: str,
    *,
    owner: User,
    due_on: date,
    actor: User,
    at: datetime,
    cause: Cause | None = None,
    recovery: Recovery | None = None,
) -> Prevention:
    """A new commitment; the customer of the given recovery is told when it is done. Raises RecoveryError."""
    text = " ".join(text.split())
    if not text:
        raise RecoveryError(gettext("Say what you will do so that it does not happen again."))
    if due_on < at.date():
        raise RecoveryError(gettext("That day is over. Choose a day to come."))
    made = Prevention.objects.create(
        text=text[:300], cause=cause, owner=owner, due_on=due_on, made_by=actor, made_at=at
    )
    if recovery is not None:
        add_concern(made, recovery)
    events.record("recovery.prevention_made", at=at, actor_id=actor.pk, data={"prevention": made.pk})
    return made


def add_concern(prevention: Prevention, recovery: Recovery) -> Concern:
    """This customer is told when it is done."""
    made, _ = Concern.objects.get_or_create(prevention=prevention, recovery=recovery)
    return made


def locked(prevention: Prevention) -> Prevention:
    return Prevention.objects.select_for_update(of=("self",)).select_related("owner", "cause").get(pk=prevention.pk)


def fulfil(prevention: Prevention, note: str, *, actor: User, at: datetime) -> Prevention:
    """It is done. The caller has the lock, and tells the customers concerned."""
    if prevention.done_at is not None:
        raise RecoveryError(gettext("This is done already."))
    if not note.strip():
        raise RecoveryError(gettext("Say in a few words what is different now. The customers are told this."))
    prevention.done_at, prevention.done_by, prevention.done_note = at, actor, note.strip()[:600]
    prevention.save(update_fields=["done_at", "done_by", "done_note"])
    events.record("recovery.prevention_done", at=at, actor_id=actor.pk, data={"prevention": prevention.pk})
    return prevention


def begun(concern: Concern, token: str) -> None:
    """The letter that tells the customer was begun."""
    concern.token = token
    concern.save(update_fields=["token"])


def repeat(recovery: Recovery, *, at: datetime) -> list[Prevention]:
    """The cause of this recovery came again: what was said to prevent it is open again. Answers what was reopened.

    What is still open concerns this customer, too.
    """
    if recovery.cause_id is None:
        return []
    same = Prevention.objects.select_for_update(of=("self",)).filter(cause=recovery.cause_id)
    open_or_done: Iterable[Prevention] = same.select_related("owner", "cause").order_by("id")
    reopened = []
    for one in open_or_done:
        if one.done_at is not None and one.done_at < recovery.opened_at:
            _reopen(one, recovery, at)
            reopened.append(one)
        if one.done_at is None:
            add_concern(one, recovery)
    return reopened


def _reopen(one: Prevention, recovery: Recovery, at: datetime) -> None:
    one.done_at, one.reopened_at, one.repeats = None, at, one.repeats + 1
    one.save(update_fields=["done_at", "reopened_at", "repeats"])
    data = {"prevention": one.pk, "recovery": recovery.pk}
    events.record("recovery.prevention_reopened", at=at, conversation_id=recovery.conversation_id, data=data)

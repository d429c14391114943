"""More conversations than one request can bear: the worker does them piece by piece."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from rapport.changes import actions as changes
from rapport.changes import queries as journal
from rapport.changes.models import Change
from rapport.flows.act import REFUSALS, act, must_be_few
from rapport.flows.deeds import Deed, Hand, doer
from rapport.platform import jobs, live
from rapport.team.models import User

PIECE = 50


@transaction.atomic
def begin(deed: Deed, on: Sequence[int], *, actor: User, at: datetime) -> Change:
    """Write down what is to be done, and queue it. Raises one of act.REFUSALS when it cannot be done to any."""
    must_be_few(on, actor)
    doer(deed, Hand(actor, at))
    change = changes.begin(deed.verb, actor=actor, at=at, data={"value": deed.value, "of": len(on)})
    changes.set_left(change, sorted(set(on)))
    jobs.enqueue(jobs.Job.ACT, change_id=change.pk)
    return change


def go_on(pk: int, *, at: datetime) -> None:
    """Do what is left of a change, a piece a transaction; who watches it is told after each."""
    while _piece(pk, at):
        pass


def sweep(*, at: datetime) -> None:
    """Whatever a worker that died left behind."""
    for pk in journal.unfinished():
        go_on(pk, at=at)


@transaction.atomic
def _piece(pk: int, at: datetime) -> bool:
    """False when nothing is left: done, undone meanwhile, or its actor is gone."""
    change = changes.locked(pk)
    if not change.left:
        return False
    if change.undone_at is not None or change.actor is None:
        changes.set_left(change, None)
        return False
    now, left = change.left[:PIECE], change.left[PIECE:]
    try:
        refused = act(Deed(change.verb, change.data["value"]), now, actor=change.actor, at=at, change=change).refused
        changes.note_refused(change, [(one.pk, why) for one, why in refused])
    except REFUSALS as problem:
        left = []
        changes.note_refused(change, [(one, str(problem)) for one in now])
    changes.set_left(change, left or None)
    live.changed([f"change-{change.pk}"], user_ids=[change.actor.pk])
    return bool(left)

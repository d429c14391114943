"""Do what was asked for and say so, with a way to take it back."""

from collections.abc import Sequence

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from rapport.desk.access import StaffRequest
from rapport.desk.doing import words
from rapport.flows import act_later
from rapport.flows.act import MOST_AT_ONCE, REFUSALS, Outcome, act, are_too_many
from rapport.flows.deeds import Deed
from rapport.platform.clock import now
from rapport.platform.said import said


def perform(request: StaffRequest, deed: Deed, on: Sequence[int]) -> Outcome | None:
    """None when it could not be done to any; the reason is told. Many at once are left to the worker."""
    if are_too_many(on, request.user):
        raise PermissionDenied
    try:
        if len(on) > MOST_AT_ONCE:
            change = act_later.begin(deed, on, actor=request.user, at=now())
            flash.info(request, str(len(on)), extra_tags=f"live:{reverse('desk:progress', args=[change.pk])}")
            return None
        outcome = act(deed, on, actor=request.user, at=now())
    except REFUSALS as problem:
        flash.error(request, said(str(problem)))
        return None
    tell(request, deed.verb, outcome)
    return outcome


def tell(request: StaffRequest, verb: str, outcome: Outcome) -> None:
    """What was done, with an undo; and what refused, with the reasons."""
    if outcome.change is not None and outcome.done:
        undo_url = reverse("desk:undoing", args=[outcome.change.pk])
        flash.success(request, words.said(verb, outcome.done), extra_tags=f"undo:{undo_url}")
    if outcome.refused:
        flash.warning(request, words.refused(outcome.refused))

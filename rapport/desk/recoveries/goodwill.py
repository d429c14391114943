"""What is given to unhappy customers: from the page of a recovery, and the whole ledger."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, inbox_ids, leads, recovery_of, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.recovery import money
from rapport.desk.recoveries.forms import GoodwillForm
from rapport.desk.recoveries.views import as_page
from rapport.flows import recover
from rapport.platform.clock import now
from rapport.recovery import queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Goodwill

SIZE = 50


class DecisionForm(forms.Form):
    allow = forms.BooleanField(required=False)


@staff
@require_POST
def give(request: StaffRequest, pk: int) -> HttpResponse:
    one = recovery_of(request, pk)
    form = GoodwillForm(queries.budget().currency, request.POST)
    if not form.is_valid():
        return as_page(request, one, error=form.problem, goodwill_form=form, status=422)
    data = form.cleaned_data
    try:
        given = recover.give(one, data["kind"], data["amount"] or 0, data["reason"], actor=request.user, at=now())
    except RecoveryError as error:
        return as_page(request, recovery_of(request, pk), error=str(error), goodwill_form=form, status=422)
    if given.is_allowed is None:
        flash.info(request, _("This is over your limit. The leads are asked; you are told what they say."))
    return redirect("desk:recovery", pk=pk)


@staff
@require_safe
def ledger(request: StaffRequest) -> HttpResponse:
    """Who gave what to whom and how it ended; what waits for a lead stands on top."""
    seen = inbox_ids(request.user)
    rows = queries.ledger(seen, before=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    shown, more = rows[:SIZE], len(rows) > SIZE
    budget = queries.budget()
    limit = budget.limit_of(request.user)
    context = {
        "rows": [_row(one) for one in shown],
        "waiting": [_row(one) for one in queries.undecided(seen)],
        "limit": None if limit is None else money(limit, budget.currency),
        "more_url": f"?after={write_cursor(shown[-1].given_at, shown[-1].pk)}" if more else "",
    }
    return render(request, "desk/recoveries/goodwill.html", frame(request, folder="goodwill") | context)


def _row(one: Goodwill) -> dict[str, Any]:
    return {
        "given": one,
        "kind": _(one.get_kind_display()),
        "worth": money(one.amount, one.currency),
        "recovery": one.recovery,
        "conversation": one.recovery.conversation,
        "outcome": _(one.recovery.get_outcome_display()) if one.recovery.outcome else "",
    }


@leads
@require_POST
def decision(request: StaffRequest, pk: int) -> HttpResponse:
    """Whoever leads sees every inbox."""
    found = queries.goodwill(pk, inbox_ids(request.user))
    if found is None:
        raise Http404
    form = DecisionForm(request.POST)
    try:
        allowed = form.is_valid() and form.cleaned_data["allow"]
        recover.decide(found, is_allowed=bool(allowed), actor=request.user, at=now())
    except RecoveryError as error:
        flash.error(request, str(error))
    return redirect("desk:goodwill")

"""What we do so that it does not happen again: a register that the whole company sees."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.access import StaffRequest, inbox_ids, recovery_of, staff
from rapport.desk.frame import frame
from rapport.desk.recoveries.forms import PreventionForm
from rapport.desk.recoveries.views import as_page
from rapport.flows import prevent
from rapport.platform.clock import now
from rapport.recovery import queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Prevention
from rapport.team.rules import May


class DoneForm(forms.Form):
    note = forms.CharField(max_length=600, required=False)


@staff(may=May.NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: StaffRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = PreventionForm(given, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            prevent.commit(
                data["text"],
                owner=data["owner"],
                due_on=data["due_on"],
                cause=data["cause"],
                actor=request.user,
                at=now(),
            )
        except RecoveryError as error:
            form.add_error("text", str(error))
        else:
            return redirect("desk:prevention")
    return _page(request, form, status=422 if form.errors else 200)


def _page(
    request: StaffRequest, form: PreventionForm | None = None, *, error: str = "", status: int = 200
) -> HttpResponse:
    opened, done = queries.register()
    seen = inbox_ids(request.user)
    context = {
        "open_rows": [_row(one, seen) for one in opened],
        "done_rows": [_row(one, seen) for one in done],
        "form": form or PreventionForm(initial={"owner": request.user.pk}),
        "error": error,
        "may_note": request.user.may(May.NOTE),
        "may_write": request.user.may(May.WRITE),
    }
    shown = frame(request, folder="prevention") | context
    return render(request, "desk/recoveries/prevention.html", shown, status=status)


def _row(one: Prevention, seen: list[int] | None) -> dict[str, Any]:
    """Customers are named by the reference of their conversation, and only to those who see it."""
    concerns = list(one.concerns.all())
    known = [it for it in concerns if seen is None or it.recovery.conversation.inbox_id in seen]
    return {
        "prevention": one,
        "is_late": one.done_at is None and one.due_on < now().date(),
        "concerns": [{"recovery": it.recovery_id, "reference": it.recovery.conversation.reference} for it in known],
        "others": len(concerns) - len(known),
        "number": len(concerns),
        "told": sum(bool(vars(it)["is_told"]) for it in concerns),
        "unbegun": sum(not it.token for it in concerns),
    }


def _prevention(pk: int) -> Prevention:
    found = queries.prevention(pk)
    if found is None:
        raise Http404
    return found


@staff(may=May.NOTE)
@require_POST
def done(request: StaffRequest, pk: int) -> HttpResponse:
    one = _prevention(pk)
    form = DoneForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        begun = prevent.done(one, note, actor=request.user, at=now())
    except RecoveryError as error:
        return _page(request, error=str(error), status=422)
    _say(request, begun)
    return redirect("desk:prevention")


@staff
@require_POST
def letters(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin those that could not be begun when it was done."""
    try:
        _say(request, prevent.tell(_prevention(pk), actor=request.user, at=now()))
    except RecoveryError as error:
        flash.error(request, str(error))
    return redirect("desk:prevention")


def _say(request: StaffRequest, begun: int) -> None:
    if begun:
        words = ngettext(
            "%(number)s letter waits as a draft for the person who sends it.",
            "%(number)s letters wait as drafts for the people who send them.",
            begun,
        )
        flash.success(request, words % {"number": begun})
    else:
        flash.info(request, gettext("No letter was begun."))


@staff
@require_POST
def of_recovery(request: StaffRequest, pk: int) -> HttpResponse:
    """Committed on the page of a recovery: its customer is told, and its cause is the one it is against."""
    one = recovery_of(request, pk)
    form = PreventionForm(request.POST)
    error = form.problem
    if form.is_valid():
        data = form.cleaned_data
        try:
            prevent.commit(
                data["text"],
                owner=data["owner"],
                due_on=data["due_on"],
                cause=data["cause"] or one.cause,
                recovery=one,
                actor=request.user,
                at=now(),
            )
            return redirect("desk:recovery", pk=pk)
        except RecoveryError as problem:
            error = str(problem)
    return as_page(request, one, error=error, prevention_form=form, status=422)

"""The register of complaints, for leads: each is closed with a lesson and with somebody who sees to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, leads
from rapport.desk.complaints.forms import ClosingForm, JoiningForm, NoneForm
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.waits import complaint_waits
from rapport.desk.reports.present import in_words
from rapport.flows import complaint_closes
from rapport.language.wrapped import unwrap
from rapport.platform.clock import now
from rapport.recovery import complaints as queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Complaint
from rapport.reports.rules.shares import Group

SIZE, MOST_WORDS = 20, 600
WITHIN, SOON = timedelta(days=365), timedelta(days=14)
WAYS = {
    Complaint.Way.WORDS: lambda: _("Read from their words"),
    Complaint.Way.LINK: lambda: _("Through the link in a mail"),
    Complaint.Way.FORM: lambda: _("Through the contact form"),
}


@leads
@require_safe
def register(request: StaffRequest) -> HttpResponse:
    """What is open, the oldest first."""
    found = queries.open_ones(after=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    counted = queries.numbers(now() - WITHIN)
    context = {
        "rows": [_row(one) for one in shown],
        "more_url": f"?after={write_cursor(shown[-1].came_at, shown[-1].pk)}" if more else "",
        "numbers": counted,
        "waits": complaint_waits(request.user),
        "prevented_words": in_words(Group(counted.prevented, counted.learned)),
    }
    return render(request, "desk/complaints/page.html", frame(request, folder="complaints") | context)


@leads
@require_safe
def complaint(request: StaffRequest, pk: int) -> HttpResponse:
    """One of them, to be closed."""
    return _page(request, _complaint(pk))


def _page(request: StaffRequest, one: Complaint, form: forms.Form | None = None) -> HttpResponse:
    """What could not be kept comes back in its form with the reason."""
    given: dict[type[forms.Form], forms.Form] = {type(form): form} if form is not None else {}
    start = {"owner": request.user.pk, "due_on": (now() + SOON).date(), "lesson": one.lesson}
    context = {
        "row": _row(one),
        "closing_form": given.get(ClosingForm) or ClosingForm(initial=start),
        "joining_form": given.get(JoiningForm) or JoiningForm(initial=start, auto_id="joining_%s"),
        "none_form": given.get(NoneForm) or NoneForm(auto_id="none_%s"),
    }
    status = 200 if form is None else 422
    return render(
        request, "desk/complaints/complaint.html", frame(request, folder="complaints") | context, status=status
    )


@leads
@require_safe
def closed(request: StaffRequest) -> HttpResponse:
    """What was learned, the newest first."""
    found = queries.closed_ones(after=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    last = shown[-1] if more else None
    context = {
        "rows": [_row(one) for one in shown],
        "more_url": f"?after={write_cursor(last.closed_at or now(), last.pk)}" if last else "",
    }
    return render(request, "desk/complaints/closed.html", frame(request, folder="complaints") | context)


def _row(one: Complaint) -> dict[str, Any]:
    said: list[Any] = vars(one.conversation).get("said", [])
    return {
        "complaint": one,
        "conversation": one.conversation,
        "customer": one.conversation.customer,
        "way": WAYS[Complaint.Way(one.way)](),
        "words": unwrap(said[0].shown_text[:MOST_WORDS]) if said else "",
        "is_recovered": vars(one).get("is_recovered", False),
    }


def _complaint(pk: int) -> Complaint:
    found = queries.complaint(pk)
    if found is None:
        raise Http404
    return found


@leads
@require_POST
def commitment(request: StaffRequest, pk: int) -> HttpResponse:
    return _learn(request, pk, ClosingForm(request.POST), complaint_closes.commit)


@leads
@require_POST
def joining(request: StaffRequest, pk: int) -> HttpResponse:
    return _learn(request, pk, JoiningForm(request.POST, auto_id="joining_%s"), complaint_closes.join)


def _learn(request: StaffRequest, pk: int, form: forms.Form, close: Callable[..., object]) -> HttpResponse:
    """Closes it with a lesson and what is done about it, however that is chosen."""
    one = _complaint(pk)
    if one.closed_at is not None:
        return _too_late(request, one)
    if form.is_valid():
        try:
            close(one, **form.cleaned_data, actor=request.user, at=now())
            return _closed(request)
        except RecoveryError as problem:
            form.add_error("lesson", str(problem))
    return _page(request, one, form)


def _too_late(request: StaffRequest, one: Complaint) -> HttpResponse:
    flash.error(request, _("Somebody has closed this complaint meanwhile. Look again."))
    return redirect("desk:complaint", pk=one.pk)


def _closed(request: StaffRequest) -> HttpResponse:
    flash.success(request, _("Closed, with what we learn of it."))
    return redirect("desk:complaints")


@leads
@require_POST
def none(request: StaffRequest, pk: int) -> HttpResponse:
    """It is no complaint after all."""
    one, form = _complaint(pk), NoneForm(request.POST, auto_id="none_%s")
    if one.closed_at is not None:
        return _too_late(request, one)
    if form.is_valid():
        try:
            complaint_closes.take_out(one, form.cleaned_data["why"], actor=request.user, at=now())
            return redirect("desk:complaints")
        except RecoveryError as problem:
            form.add_error("why", str(problem))
    return _page(request, one, form)


@leads
@require_POST
def reopening(request: StaffRequest, pk: int) -> HttpResponse:
    complaint_closes.reopen(_complaint(pk), actor=request.user, at=now())
    return redirect("desk:complaints")

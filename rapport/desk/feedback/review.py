"""The review: every poor answer is read and decided; what is not stays until it is."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, item_of, known_conversations, staff
from rapport.desk.feedback.tabs import tabs
from rapport.desk.frame import frame
from rapport.desk.present.reasons import REVIEW, of
from rapport.desk.present.thread import said
from rapport.desk.recoveries.forms import CommitmentForm
from rapport.flows import review
from rapport.learning import queries, rules
from rapport.learning.actions import LearningError
from rapport.learning.models import Item
from rapport.platform.clock import now
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Prevention
from rapport.team.rules import May

PROBLEMS = (LearningError, RecoveryError)
SOON = timedelta(days=7)


class JoiningForm(forms.Form):
    prevention = forms.ModelChoiceField(
        queryset=Prevention.objects.filter(done_at=None),
        label=_("What is promised already"),
        empty_label="—",
        error_messages={
            "required": _("Choose what covers it."),
            "invalid_choice": _("This is done or gone meanwhile. Choose another one."),
        },
    )


class NothingForm(forms.Form):
    why = forms.CharField(
        max_length=300,
        label=_("Why nothing is to be done"),
        error_messages={"required": _("Say why nothing is to be done.")},
    )


@staff
@require_safe
def agenda(request: StaffRequest) -> HttpResponse:
    known = known_conversations(request.user)
    monday = rules.week_of(timezone.localtime(now()))
    unread, undecided = queries.waiting(known)
    found = queries.agenda(known)
    context = {
        "tabs": tabs("feedback-review", unread),
        "unread": unread,
        "undecided": undecided,
        "carried": [_row(one, monday) for one in found if one.put_at < monday],
        "fresh": [_row(one, monday) for one in found if one.put_at >= monday],
        "more": unread + undecided - len(found),
        "decided": [_row(one, monday) for one in queries.decided_since(monday, known)],
        "praise": [_row(one, monday) for one in queries.praise_since(monday - SOON, known)],
    }
    return render(request, "desk/feedback/page.html", frame(request, folder="feedback-review") | context)


def _row(one: Item, monday: datetime) -> dict[str, Any]:
    rating = one.rating
    weeks = (monday - rules.week_of(timezone.localtime(one.put_at))).days // 7
    return {
        "item": one,
        "rating": rating,
        "customer": rating.conversation.customer,
        "author": rating.invite.author,
        "reference": rating.conversation.reference,
        "url": reverse("desk:feedback-item", args=[one.pk]),
        "weeks": ngettext("for a week", "for %(number)s weeks", weeks) % {"number": weeks} if weeks > 0 else "",
        "said": ", ".join(said(rating.chips)).capitalize(),
    }


@staff
@require_safe
def item(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, item_of(request, pk))


def _page(request: StaffRequest, one: Item, form: forms.Form | None = None) -> HttpResponse:
    """What could not be kept comes back in its form with the reason."""
    at, rating = now(), one.rating
    start = {"owner": request.user.pk, "due_on": (at + SOON).date()}
    given: dict[type[forms.Form], forms.Form] = {type(form): form} if form is not None else {}
    context = _row(one, rules.week_of(timezone.localtime(at))) | {
        "tabs": tabs("feedback-review"),
        "conversation_url": reverse("desk:conversation", args=[rating.conversation.reference])
        + f"#message-{rating.invite.message_id}",
        "reasons": of(rating, queries.of_ratings([rating]).get(rating.pk, ()), queries.reasons(), request.user, REVIEW),
        "next_url": _next_url(request, one),
        "commitment_form": given.get(CommitmentForm) or CommitmentForm(initial=start),
        "joining_form": given.get(JoiningForm) or JoiningForm(),
        "nothing_form": given.get(NothingForm) or NothingForm(),
        "may_work": request.user.may(May.WORK),
    }
    status = 422 if form is not None else 200
    return render(request, "desk/feedback/item.html", frame(request, folder="feedback-review") | context, status=status)


def _next_url(request: StaffRequest, one: Item) -> str:
    """The next one that somebody has to read or decide; the agenda when that was the last."""
    found = queries.after(one, known_conversations(request.user))
    return reverse("desk:feedback-item", args=[found]) if found else reverse("desk:feedback-review")


@staff
@require_POST
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    one = item_of(request, pk)
    review.read(one, actor=request.user, at=now())
    return redirect(_next_url(request, one))


@staff
@require_POST
def commitment(request: StaffRequest, pk: int) -> HttpResponse:
    one, form = item_of(request, pk), CommitmentForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form)
    try:
        review.commit(one, **form.cleaned_data, actor=request.user, at=now())
    except PROBLEMS as problem:
        form.add_error("text", str(problem))
        return _page(request, one, form)
    return _decided(request, one)


@staff
@require_POST
def joining(request: StaffRequest, pk: int) -> HttpResponse:
    one, form = item_of(request, pk), JoiningForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form)
    try:
        review.join(one, form.cleaned_data["prevention"], actor=request.user, at=now())
    except PROBLEMS as problem:
        form.add_error("prevention", str(problem))
        return _page(request, one, form)
    return _decided(request, one)


@staff
@require_POST
def nothing(request: StaffRequest, pk: int) -> HttpResponse:
    one, form = item_of(request, pk), NothingForm(request.POST)
    if not form.is_valid():
        return _page(request, one, form)
    try:
        review.do_nothing(one, form.cleaned_data["why"], actor=request.user, at=now())
    except PROBLEMS as problem:
        form.add_error("why", str(problem))
        return _page(request, one, form)
    return _decided(request, one)


def _decided(request: StaffRequest, one: Item) -> HttpResponse:
    flash.success(request, gettext("Decided."))
    return redirect(_next_url(request, one))


@staff
@require_POST
def sharing(request: StaffRequest, pk: int) -> HttpResponse:
    one = item_of(request, pk)
    try:
        review.share(one, request.POST.get("on") == "1", actor=request.user, at=now())
    except LearningError as problem:
        flash.error(request, str(problem))
    return redirect("desk:feedback-review")

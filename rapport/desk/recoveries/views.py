"""Winning customers back: the list, and one recovery with its next step."""

from collections.abc import Callable

from django.contrib import messages as flash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.conversations import queries as conversations
from rapport.conversations.actions import ConversationError
from rapport.desk.access import StaffRequest, recovery_of, staff
from rapport.desk.frame import frame
from rapport.desk.present.recovery import banner, steps
from rapport.desk.present.thread import shown_message
from rapport.desk.recoveries import letters
from rapport.desk.recoveries.forms import ClosureForm, LetterForm, NoteForm, OwnerForm
from rapport.flows import recover
from rapport.platform import signing
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Outcome, Recovery
from rapport.recovery.queries import listed

PROBLEMS = (RecoveryError, ConversationError)


@staff
@require_safe
def recoveries(request: StaffRequest) -> HttpResponse:
    """Open ones by what is due next, then the newest closed ones."""
    found = recover_rows(request)
    return render(request, "desk/recoveries/list.html", frame(request, folder="recoveries") | found)


def recover_rows(request: StaffRequest) -> dict[str, object]:
    opened, closed = listed(conversations.visible_inbox_ids(request.user))
    return {
        "open_recoveries": [_row(one) for one in opened],
        "closed_recoveries": [_row(one) for one in closed],
    }


def _row(one: Recovery) -> dict[str, object]:
    trigger = next(iter(one.triggers.all()), None)
    return banner(one) | {
        "recovery": one,
        "customer": one.conversation.customer,
        "reference": one.conversation.reference,
        "subject": one.conversation.subject,
        "rating": trigger.rating if trigger else None,
        "outcome": _(one.get_outcome_display()) if one.outcome else "",
        "owner": one.owner,
    }


@staff
@require_safe
def recovery(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, recovery_of(request, pk))


def _page(request: StaffRequest, one: Recovery, *, error: str = "", given: str = "", status: int = 200) -> HttpResponse:
    shown = steps(one)
    following = next((step["kind"] for step in shown if step["state"] == "now"), "")
    ratings = [trigger.rating for trigger in one.triggers.all()]
    context = frame(request, folder="recoveries") | {
        "recovery": one,
        "conversation": one.conversation,
        "steps": shown,
        "next_kind": following,
        "ratings": [{"rating": rating, "message": shown_message(rating.invite.message)} for rating in ratings],
        "people": conversations.who_answer(one.conversation.inbox),
        "outcomes": [Outcome.RECOVERED, Outcome.NOT_RECOVERED, Outcome.SILENT],
        "draft": given or _draft(one, following, request),
        "token": signing.random_token(),
        "error": error,
        "banner": banner(one),
    }
    return render(request, "desk/recoveries/page.html", context, status=status)


def _draft(one: Recovery, following: str, request: StaffRequest) -> str:
    if following == "apologised":
        return letters.apology(one, request.user)
    return letters.question(one, request.user) if following == "asked_again" else ""


@staff
@require_POST
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    return _noted(request, pk, recover.contacted)


@staff
@require_POST
def fix(request: StaffRequest, pk: int) -> HttpResponse:
    return _noted(request, pk, recover.fixed)


def _noted(request: StaffRequest, pk: int, keep: Callable[..., object]) -> HttpResponse:
    form = NoteForm(request.POST)
    given = form.data.get("note", "")
    if not form.is_valid():
        return _page(request, recovery_of(request, pk), error=form.problem, given=given, status=422)
    note = form.cleaned_data["note"]
    return _step(request, pk, lambda one: keep(one, actor=request.user, note=note, at=now()), given)


@staff
@require_POST
def apology(request: StaffRequest, pk: int) -> HttpResponse:
    form = LetterForm(request.POST)
    return _letter(request, pk, form, recover.apologise)


@staff
@require_POST
def question(request: StaffRequest, pk: int) -> HttpResponse:
    form = LetterForm(request.POST)
    return _letter(request, pk, form, recover.ask_again)


def _letter(request: StaffRequest, pk: int, form: LetterForm, send: Callable[..., object]) -> HttpResponse:
    given = form.data.get("text", "")
    if not form.is_valid():
        return _page(request, recovery_of(request, pk), error=form.problem, given=given, status=422)
    return _step(request, pk, lambda one: send(one, form.reply(), actor=request.user, at=now()), given)


def _step(request: StaffRequest, pk: int, act: Callable[[Recovery], object], given: str) -> HttpResponse:
    one = recovery_of(request, pk)
    try:
        act(one)
    except PROBLEMS as error:
        return _page(request, recovery_of(request, pk), error=said(str(error)), given=given, status=422)
    return redirect("desk:recovery", pk=pk)


@staff
@require_POST
def owner(request: StaffRequest, pk: int) -> HttpResponseRedirect:
    """Take it, or hand it over."""
    one = recovery_of(request, pk)
    form = OwnerForm(request.POST)
    try:
        chosen = form.cleaned_data["owner"] if form.is_valid() else None
        recover.hand_over(one, chosen or request.user, actor=request.user, at=now())
    except PROBLEMS as error:
        flash.error(request, said(str(error)))
    return redirect("desk:recovery", pk=pk)


@staff
@require_POST
def closure(request: StaffRequest, pk: int) -> HttpResponse:
    form = ClosureForm(request.POST)
    outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
    return _step(request, pk, lambda one: recover.close(one, outcome, actor=request.user, at=now()), "")

"""Winning customers back: the list, and one recovery with its next step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from django.contrib import messages as flash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.conversations import queries as conversations
from rapport.conversations.actions import ConversationError
from rapport.desk.access import StaffRequest, message_of, recovery_of, staff
from rapport.desk.conversations.orders import orders_url
from rapport.desk.frame import frame
from rapport.desk.present.choices import offer
from rapport.desk.present.reasons import RECOVERY, of
from rapport.desk.present.recovery import apology_parts, banner, facts, money, steps
from rapport.desk.present.thread import shown_message
from rapport.desk.present.told import told
from rapport.desk.recoveries import letters
from rapport.desk.recoveries.dossier import dossier
from rapport.desk.recoveries.forms import (
    AgreementForm,
    ClosureForm,
    GoodwillForm,
    LessonForm,
    LetterForm,
    NoteForm,
    OwnerForm,
    PartsForm,
    PreventionForm,
    PublicForm,
    SecondChanceForm,
    SentForm,
    StepForm,
)
from rapport.flows import recover
from rapport.platform import signing
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.recovery import queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Outcome, Recovery
from rapport.recovery.queries import listed
from rapport.recovery.rules import KEPT, ask_from

PROBLEMS = (RecoveryError, ConversationError)
SECOND_CHANCE_AFTER = timedelta(days=7)


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
    return (
        banner(one)
        | facts(one)
        | {
            "recovery": one,
            "customer": one.conversation.customer,
            "reference": one.conversation.reference,
            "subject": one.conversation.subject,
            "rating": trigger.rating if trigger else None,
            "outcome": _(one.get_outcome_display()) if one.outcome else "",
            "owner": one.owner,
        }
    )


@staff
@require_safe
def recovery(request: StaffRequest, pk: int) -> HttpResponse:
    return as_page(request, recovery_of(request, pk))


def as_page(
    request: StaffRequest,
    one: Recovery,
    *,
    error: str = "",
    given: str | None = None,
    parts: Mapping[str, str] | None = None,
    form: AgreementForm | None = None,
    goodwill_form: GoodwillForm | None = None,
    prevention_form: PreventionForm | None = None,
    second_form: SecondChanceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; what was sent and could not be kept comes back in its form with the reason."""
    shown = steps(one)
    following = next((step["kind"] for step in shown if step["state"] == "now"), "")
    known = dossier(one)
    draft = _draft(one, following, request) if given is None else given
    done = {step.kind: step for step in one.current_steps}
    budget = known.budget
    limit = budget.limit_of(request.user)
    fixed = done.get("fixed")
    agreement_form = form or AgreementForm(one, budget.currency)
    prevention_form = prevention_form or PreventionForm(initial={"owner": request.user.pk, "cause": one.cause_id})
    offer(agreement_form, "cause", known.causes)
    offer(prevention_form, "owner", [person for person in known.names if not person.is_partner])
    offer(prevention_form, "cause", [cause for cause in known.causes if cause.archived_at is None])
    context = frame(request, folder="recoveries") | {
        "recovery": one,
        "facts": facts(one),
        "conversation": one.conversation,
        "steps": shown,
        "next_kind": "agreed" if following == "caused" else following,
        "done": done,
        "earlier": [step for step in one.steps.all() if step.round < one.round and step.kind not in KEPT],
        "ratings": [
            {
                "rating": rating,
                "message": shown_message(rating.invite.message),
                "reasons": of(rating, known.given.get(rating.pk, ()), known.reasons, request.user, RECOVERY),
            }
            for rating in known.ratings
        ],
        "people": known.people,
        "outcomes": [Outcome.RECOVERED, Outcome.PARTLY, Outcome.NOT_RECOVERED, Outcome.SILENT],
        "draft": draft,
        "parts": [
            part | {"typed": (parts or {}).get(part["key"], "")}
            for part in (apology_parts(draft) if following == "apologised" else [])
        ],
        "sent_replies": _sent_replies(one) if following == "apologised" else [],
        "ask_from": ask_from(fixed.done_at) if fixed and ask_from(fixed.done_at) > now() else None,
        "token": signing.random_token(),
        "error": error,
        "banner": banner(one),
        "orders_url": orders_url(request.user, one.conversation),
        "told": told(known.rungs, {person.pk: person.name for person in known.names}),
        "agreement_form": agreement_form,
        "goodwill": [
            {"given": it, "kind": _(it.get_kind_display()), "worth": money(it.amount, it.currency)}
            for it in known.goodwill
        ],
        "goodwill_form": goodwill_form or GoodwillForm(budget.currency),
        "left": None
        if limit is None
        else money(max(0, limit - queries.given_alone(known.goodwill, request.user)), budget.currency),
        "money": None if one.money is None else money(one.money, budget.currency),
        "second_form": second_form or (_second_form(one, request) if one.may_have_second_chance else None),
        "preventions": known.preventions,
        "prevention_form": prevention_form,
    }
    return render(request, "desk/recoveries/page.html", context, status=status)


def _sent_replies(one: Recovery) -> list[dict[str, object]]:
    """What we wrote since the customer was unhappy: one of them may be the apology."""
    found = one.conversation.messages.filter(kind="reply", at__gte=one.opened_at, author__isnull=False)
    return [
        {"id": it.public_id, "words": it.shown_text, "at": it.at, "author": it.author}
        for it in found.select_related("author").order_by("-at")[:10]
    ]


def _draft(one: Recovery, following: str, request: StaffRequest) -> str:
    if following == "apologised":
        return letters.apology(one, request.user)
    return letters.question(one, request.user) if following == "asked_again" else ""


def _second_form(one: Recovery, request: StaffRequest) -> SecondChanceForm:
    day = timezone.localdate(now()) + SECOND_CHANCE_AFTER
    return SecondChanceForm(initial={"text": letters.second_chance(one, request.user), "follow_up": day})


@staff
@require_POST
def second_chance(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a second chance where it was not our fault."""
    one, form = recovery_of(request, pk), SecondChanceForm(request.POST)
    if form.is_valid():
        text = letters.with_day(form.cleaned_data["text"], one, request.user, form.cleaned_data["follow_up"])
        draft = replace(form.reply(), text=text)
        try:
            recover.second_chance(one, draft, follow_up=form.due_at, actor=request.user, at=now())
            return redirect("desk:recovery", pk=pk)
        except PROBLEMS as problem:
            form.add_error("text", said(str(problem)))
    shown = form if recovery_of(request, pk).may_have_second_chance else None
    return as_page(request, recovery_of(request, pk), error=form.problem, second_form=shown, status=422)


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
        return as_page(request, recovery_of(request, pk), error=form.problem, given=given, status=422)
    note = form.cleaned_data["note"]
    return _step(request, pk, lambda one: keep(one, actor=request.user, note=note, at=now()), given)


@staff
@require_POST
def apology(request: StaffRequest, pk: int) -> HttpResponse:
    form = LetterForm(request.POST)
    return _letter(request, pk, form, recover.apologise)


@staff
@require_POST
def apology_parts_of(request: StaffRequest, pk: int) -> HttpResponse:
    """Which parts the letter has; from a press of the button, the letter with what was written part by part."""
    one = recovery_of(request, pk)
    form = PartsForm(request.POST)
    given = form.data.get("text", "")
    if not form.is_valid():
        return as_page(request, one, error=form.problem, given=given, parts=form.data, status=422)
    if request.headers.get("HX-Request"):
        return render(request, "desk/recoveries/_parts.html", {"parts": apology_parts(given)})
    return as_page(request, one, given=letters.with_parts(given, form.parts(), request.user))


@staff
@require_POST
def apology_sent(request: StaffRequest, pk: int) -> HttpResponse:
    """A reply that was sent already was the apology."""
    one = recovery_of(request, pk)
    form = SentForm(request.POST)
    message = message_of(request, form.cleaned_data["message"]) if form.is_valid() else None
    if message is None:
        return as_page(request, one, error=form.problem, status=422)
    return _step(request, pk, lambda it: recover.apologised_by(it, message, actor=request.user, at=now()), None)


@staff
@require_POST
def agreement(request: StaffRequest, pk: int) -> HttpResponse:
    one = recovery_of(request, pk)
    form = AgreementForm(one, queries.budget().currency, request.POST)
    if not form.is_valid():
        return as_page(request, one, error=form.problem, form=form, status=422)
    data = form.cleaned_data
    try:
        recover.agree(
            one,
            data["cause"],
            form.agreement(),
            actor=request.user,
            at=now(),
            promised_at=data["promised_at"],
        )
    except PROBLEMS as error:
        return as_page(request, recovery_of(request, pk), error=str(error), form=form, status=422)
    return redirect("desk:recovery", pk=pk)


@staff
@require_POST
def public(request: StaffRequest, pk: int) -> HttpResponse:
    form = PublicForm(request.POST)
    if not form.is_valid():
        return as_page(request, recovery_of(request, pk), error=form.problem, status=422)
    url = form.cleaned_data["url"]
    return _step(request, pk, lambda one: recover.publish(one, url, actor=request.user, at=now()), None)


@staff
@require_POST
def lesson(request: StaffRequest, pk: int) -> HttpResponse:
    return _told(request, pk, LessonForm(request.POST), "lesson", recover.learn)


@staff
@require_POST
def reopening(request: StaffRequest, pk: int) -> HttpResponse:
    return _told(request, pk, NoteForm(request.POST), "note", recover.reopen)


@staff
@require_POST
def question(request: StaffRequest, pk: int) -> HttpResponse:
    form = LetterForm(request.POST)
    return _letter(request, pk, form, recover.ask_again)


def _told(request: StaffRequest, pk: int, form: StepForm, field: str, act: Callable[..., object]) -> HttpResponse:
    """A step that is done by saying something; what was said comes back when it is refused."""
    given = form.data.get(field, "")
    if not form.is_valid():
        return as_page(request, recovery_of(request, pk), error=form.problem, given=given, status=422)
    words = form.cleaned_data[field]
    return _step(request, pk, lambda one: act(one, words, actor=request.user, at=now()), given)


def _letter(request: StaffRequest, pk: int, form: LetterForm, send: Callable[..., object]) -> HttpResponse:
    given = form.data.get("text", "")
    if not form.is_valid():
        return as_page(request, recovery_of(request, pk), error=form.problem, given=given, status=422)
    return _step(request, pk, lambda one: send(one, form.reply(), actor=request.user, at=now()), given)


def _step(request: StaffRequest, pk: int, act: Callable[[Recovery], object], given: str | None) -> HttpResponse:
    one = recovery_of(request, pk)
    try:
        act(one)
    except PROBLEMS as error:
        return as_page(request, recovery_of(request, pk), error=said(str(error)), given=given, status=422)
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
    return _step(request, pk, lambda one: recover.close(one, outcome, actor=request.user, at=now()), None)

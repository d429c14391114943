"""Who left us and why: the list and its shares, one of them, and the note that somebody did."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.conversations import queries as conversations
from rapport.customers.models import Customer
from rapport.desk.access import StaffRequest, asked_ids, customer_of, inbox_ids, known_conversations, staff
from rapport.desk.frame import frame
from rapport.desk.losses import cohort
from rapport.desk.losses.forms import CorrectionForm, LossForm
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present import losses as present
from rapport.desk.present.names import name_of
from rapport.flows import customer_leaves
from rapport.platform.clock import now
from rapport.relationships import queries, rules
from rapport.relationships.actions import RelationshipError
from rapport.relationships.models import Loss
from rapport.team.rules import May

SIZE = 30


@staff
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The shares of the last 365 days, who stayed after a bad patch, and one by one who left."""
    part, seen = request.GET.get("part", ""), (inbox_ids(request.user), asked_ids(request.user))
    rows, since = queries.losses(*seen), (now() - rules.LOSSES_OF).date()
    reasons = present.reasons_of(part) if part else None
    if part and reasons is None:
        raise Http404
    after = _day_of(read_cursor(request.GET.get("after", "")))
    wanted = rows.filter(lost_on__gte=since) if part else rows
    found = queries.page_of_losses(wanted, reasons=reasons, after=after, size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    address = reverse("desk:losses")
    following = f"{address}?after={_cursor(shown[-1])}" + (f"&part={part}" if part else "") if more else ""
    is_first = not part and after is None
    context = {
        "rows": _rows(request, shown),
        "more_url": following,
        "part": present.name_of_part(part) if part else "",
        "shares": present.shares(queries.by_reason(rows, since)) if is_first else None,
        "cohort": cohort.table(queries.patches(*seen)) if is_first else None,
        "is_first": is_first,
    }
    return render(request, "desk/losses/page.html", frame(request, folder="losses") | context)


def _day_of(place: tuple[datetime, int] | None) -> tuple[date, int] | None:
    return (place[0].date(), place[1]) if place else None


def _cursor(last: Loss) -> str:
    return write_cursor(datetime.combine(last.lost_on, time.min, UTC), last.pk)


def _rows(request: StaffRequest, shown: list[Loss]) -> list[dict[str, Any]]:
    """With what went before, asked for all of them at once."""
    if not shown:
        return []
    earliest = datetime.combine(min(one.lost_on for one in shown), time.min, UTC)
    signals = queries.signals([one.customer_id for one in shown], inbox_ids(request.user), at=earliest)
    return [present.row(one, signals[one.customer_id]) for one in shown]


def _loss(request: StaffRequest, pk: int) -> Loss:
    found = queries.loss(pk)
    if found is None or not conversations.customers_seen(request.user, [found.customer_id]):
        raise Http404
    return found


def _must_be_ours(request: StaffRequest) -> None:
    if not request.user.may(May.KNOW):
        raise PermissionDenied


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def loss(request: StaffRequest, pk: int) -> HttpResponse:
    """One of them, to be read and corrected."""
    found = _loss(request, pk)
    if request.method != "POST":
        return _one(request, found)
    _must_be_ours(request)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        try:
            customer_leaves.correct(found, form.told(), actor=request.user, at=now())
        except RelationshipError as problem:
            form.add_error(None, str(problem))
        else:
            flash.success(request, _("Saved."))
            return redirect("desk:loss", pk=pk)
    return _one(request, found, form, status=422)


def _one(request: StaffRequest, found: Loss, form: CorrectionForm | None = None, *, status: int = 200) -> HttpResponse:
    asking, known = queries.asking(found), known_conversations(request.user)
    initial = {name: getattr(found, name) for name in ("lost_on", "reason", "words", "lesson")}
    may_know = request.user.may(May.KNOW)
    context = {
        "row": _rows(request, [found])[0],
        "loss": found,
        "asking": asking,
        "is_asking_seen": found.asked_in is not None and (known is None or known.filter(pk=found.asked_in.pk).exists()),
        "may_know": may_know,
        "may_ask": may_know and request.user.may(May.WRITE) and found.ended_at is None and asking.sent is None,
        "form": form or CorrectionForm(initial=initial),
    }
    return render(request, "desk/losses/loss.html", frame(request, folder="losses") | context, status=status)


@staff
@require_POST
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """They came back, or it was a mistake."""
    found = _loss(request, pk)
    _must_be_ours(request)
    try:
        customer_leaves.end(found, request.POST.get("how", ""), actor=request.user, at=now())
    except RelationshipError as problem:
        flash.error(request, str(problem))
    return redirect("desk:loss", pk=pk)


@staff
@require_POST
def question(request: StaffRequest, pk: int) -> HttpResponse:
    """The one question is begun where whoever asks reads it before it leaves."""
    found = _loss(request, pk)
    _must_be_ours(request)
    try:
        place = customer_leaves.ask(found, known=known_conversations(request.user), actor=request.user, at=now())
    except RelationshipError as problem:
        flash.error(request, str(problem))
        return redirect("desk:loss", pk=pk)
    flash.success(request, _("The question waits as your draft. Read it, make it yours, send it."))
    return redirect("desk:conversation", reference=place.reference)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def of_customer(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Note that a customer left; and what was noted of them before."""
    found = customer_of(request, public_id)
    if request.method != "POST":
        return _noting(request, found)
    _must_be_ours(request)
    form = LossForm(request.POST)
    if form.is_valid():
        known = known_conversations(request.user)
        try:
            made = customer_leaves.note(found, form.told(), known=known, actor=request.user, at=now())
        except RelationshipError as problem:
            form.add_error(None, str(problem))
        else:
            flash.success(request, _("Noted. You can ask them one question now."))
            return redirect("desk:loss", pk=made.pk)
    return _noting(request, found, form, status=422)


def _noting(request: StaffRequest, found: Customer, form: LossForm | None = None, *, status: int = 200) -> HttpResponse:
    noted = queries.losses_of(found.pk)
    context = {
        "customer": found,
        "name": name_of(found),
        "noted": [_brief(one) for one in noted],
        "is_lost": any(one.ended_at is None for one in noted),
        "may_know": request.user.may(May.KNOW),
        "form": form or LossForm(initial={"lost_on": now().date()}),
    }
    return render(request, "desk/losses/customer.html", frame(request) | context, status=status)


def _brief(one: Loss) -> dict[str, Any]:
    return {
        "loss": one,
        "reason": present.REASONS[rules.Reason(one.reason)],
        "day": present.day_of(one.lost_on),
        "end": {Loss.End.BACK: _("They came back"), Loss.End.MISTAKE: _("Noted by mistake")}.get(Loss.End(one.end))
        if one.end
        else "",
    }

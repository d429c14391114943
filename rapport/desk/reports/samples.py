"""Hearing from those who did not answer: a random sample of them, contacted in person, makes the headline honest."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from typing import Any

from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, inbox_ids, known_conversations, staff
from rapport.desk.audit import wrote
from rapport.desk.frame import frame
from rapport.desk.reports import present
from rapport.desk.reports.forms import DrawForm, ToldForm
from rapport.desk.reports.scope import Wanted, wanted
from rapport.platform.clock import now
from rapport.reports import actions, queries
from rapport.reports.actions import SampleError
from rapport.reports.models import Drawn, Sample
from rapport.reports.rules import sampling
from rapport.reports.rules.counts import Totals
from rapport.reports.rules.sampling import Corrected
from rapport.reports.rules.shares import Group
from rapport.team.rules import May
from rapport.web.faces import FACES

SHOWN = 5


def beside_report(request: StaffRequest, asked: Wanted, found: Totals) -> dict[str, Any]:
    """What is known of the silent in this time; for leads the choice of sizes, with what each would tell."""
    rows = list(queries.samples(asked.scope)[:SHOWN])
    said = queries.told(rows)
    return {
        "silent": found.silent,
        "silent_url": asked.behind(queries.SILENT),
        "samples": [_summary(one, said.get(one.pk, [])) for one in rows],
        "sizes": _sizes(found) if request.user.is_lead else [],
        "draw_url": asked.url("samples"),
    }


def _sizes(found: Totals) -> list[dict[str, Any]]:
    return [
        {"size": size, "margin": round(100 * sampling.margin(found.happy, found.responded.n, size))}
        for size in sampling.SIZES
        if size <= found.silent
    ]


def _summary(one: Sample, said: Iterable[sampling.Told]) -> dict[str, Any]:
    found = sampling.corrected(Group(one.happy, one.answered), one.asked, list(said))
    return {
        "sample": one,
        "days": present.days(one.first, one.last),
        "url": reverse("desk:sample", args=[one.pk]),
        "told": found.told.n,
        "drawn": found.drawn,
        "unreached": found.unreached,
        **_estimate(found),
    }


def _estimate(found: Corrected) -> dict[str, str]:
    """Empty words while too few have told."""
    if found.estimate is None:
        return {"value": "", "interval": "", "headline": ""}
    return {
        "value": present.percent(found.estimate.value),
        "interval": present.between(found.estimate),
        "headline": present.percent(found.headline.value),
    }


@staff(may=May.LEAD)
@require_POST
def drawing(request: StaffRequest) -> HttpResponse:
    """One click draws. The time ends where people have had their days to answer."""
    asked, form, at = wanted(request), DrawForm(request.POST), now()
    if not form.is_valid():
        flash.error(request, _("Choose one of the offered sizes."))
        return redirect(asked.url())
    last = min(asked.scope.last, sampling.last_day(at.astimezone(UTC).date()))
    if last < asked.scope.first:
        flash.error(request, _("People may still answer. Choose a time that began more than a week ago."))
        return redirect(asked.url())
    try:
        with transaction.atomic():
            made = actions.draw(replace(asked.scope, last=last), form.cleaned_data["size"], actor=request.user, at=at)
            said = {"size": form.cleaned_data["size"], "first": str(made.first), "last": str(made.last)}
            wrote(request, "sample.drawn", f"sample {made.pk}", seed=made.seed, **said)
    except SampleError as error:
        flash.error(request, str(error))
        return redirect(asked.url())
    return redirect("desk:sample", pk=made.pk)


@staff
@require_safe
def sample(request: StaffRequest, pk: int) -> HttpResponse:
    found = _sample_of(request, pk)
    rows = list(queries.drawn(found, known_conversations(request.user)))
    shows_sums = _sees_all_of(request, found)
    context = {
        "sample": found,
        "summary": _summary(found, queries.told([found]).get(found.pk, [])) if shows_sums else None,
        "days": present.days(found.first, found.last),
        "rows": [_person(one) for one in rows],
        "open": sum(one.outcome == Drawn.Outcome.OPEN for one in rows),
        "faces": FACES,
        "may_note": request.user.may(May.WORK),
        "report_url": f"{reverse('desk:ratings-report')}?since={found.first}&until={found.last}",
    }
    return render(request, "desk/reports/sample.html", frame(request, folder="ratings") | context)


def _sample_of(request: StaffRequest, pk: int) -> Sample:
    """A sample somebody of which one may know; for others there is none."""
    found = queries.sample(pk)
    if found is None:
        raise Http404
    known = known_conversations(request.user)
    if known is not None and not queries.drawn(found, known).exists():
        raise Http404
    return found


def _sees_all_of(request: StaffRequest, found: Sample) -> bool:
    seen = inbox_ids(request.user)
    return seen is None or found.inbox_id in seen


def _person(one: Drawn) -> dict[str, Any]:
    conversation, rating = one.invite.conversation, getattr(one.invite, "rating", None)
    return {
        "drawn": one,
        "customer": conversation.customer,
        "subject": conversation.subject,
        "reference": conversation.reference,
        "author": one.invite.author.name,
        "at": one.invite.created_at,
        "url": reverse("desk:conversation", args=[conversation.reference]) + f"#message-{one.invite.message_id}",
        "answered": rating.score if rating is not None and rating.counts else None,
        "note_url": reverse("desk:sample-told", args=[one.sample_id, one.pk]),
    }


@staff(may=May.WORK)
@require_POST
def told(request: StaffRequest, pk: int, drawn: int) -> HttpResponse:
    found = queries.drawn(_sample_of(request, pk), known_conversations(request.user)).filter(pk=drawn).first()
    if found is None:
        raise Http404
    form = ToldForm(request.POST)
    if not form.is_valid():
        flash.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("desk:sample", pk=pk)
    said = form.cleaned_data["told"]
    outcome = Drawn.Outcome.UNREACHED if said == "unreached" else Drawn.Outcome.TOLD
    score = int(said) if outcome == Drawn.Outcome.TOLD else None
    with transaction.atomic():
        actions.note(found, outcome, score, form.cleaned_data["note"], actor=request.user, at=now())
        wrote(request, "sample.told", f"sample {pk}", drawn=drawn, outcome=str(outcome), score=score)
    return redirect(f"{reverse('desk:sample', args=[pk])}#drawn-{drawn}")

"""Training cases: answers to learn from, highs and lows, without who it was."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.coaching import actions, queries
from rapport.coaching.models import Case
from rapport.coaching.queries import Sought
from rapport.desk.access import StaffRequest, case_of, known_cases, rating_of, staff
from rapport.desk.feedback.tabs import tabs
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.flows import train
from rapport.platform.clock import now
from rapport.team.rules import May

SIZE = 20
LONGEST = 3000


def _texts(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST, label=label, widget=forms.Textarea(attrs={"rows": rows}))


class CaseForm(forms.Form):
    lesson = forms.CharField(
        required=False,
        max_length=400,
        label=_("What can be learned of it"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    question = _texts(_("What the customer had asked"), 5)
    reply = _texts(_("What was replied"), 7)
    words = _texts(_("What the customer said of it"), 3)
    done = _texts(_("What was done then"), 5)
    later_words = _texts(_("What the customer said later"), 3)


@staff(may=May.SELF)
@require_safe
def shelf(request: StaffRequest) -> HttpResponse:
    known, asked = known_cases(request.user), request.GET
    of = asked.get("of", "")
    sought = Sought(
        asked.get("q", "")[:200].replace("\0", "").strip(),
        of if of in ("high", "low") else "",
        asked.get("reason", "")[:60].replace("\0", ""),
        asked.get("topic", "")[:60].replace("\0", ""),
    )
    before = read_cursor(asked.get("after", ""))
    found = queries.cases(sought, known=known, before=before, size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    kept = {"q": sought.words, "of": sought.of, "reason": sought.reason, "topic": sought.topic}
    last = shown[-1] if more else None
    after = write_cursor(last.shared_at, last.pk) if last and last.shared_at else ""
    context = {
        "tabs": tabs("training"),
        "sought": sought,
        "is_sought": any(kept.values()),
        "shelf": _shelf(request),
        "drafts": [_row(request, one) for one in queries.drafts(request.user, known)] if before is None else [],
        "rows": [_row(request, one) for one in shown],
        "more_url": f"?{urlencode({name: value for name, value in kept.items() if value} | {'after': after})}"
        if after
        else "",
    }
    return render(request, "desk/feedback/training.html", frame(request, folder="feedback-review") | context)


def _shelf(request: StaffRequest) -> dict[str, Any]:
    there = queries.shelf(known_cases(request.user))
    return {
        "highs": there.highs,
        "lows": there.lows,
        "reasons": [{"value": one, "name": gettext(one)} for one in there.reasons],
        "topics": there.topics,
    }


def _row(request: StaffRequest, one: Case) -> dict[str, Any]:
    may = request.user.may(May.WORK) and (request.user.is_lead or one.made_by_id == request.user.pk)
    return {"case": one, "url": reverse("desk:training-case", args=[one.pk]) if may else ""}


@staff
@require_POST
def use(request: StaffRequest, pk: int) -> HttpResponse:
    """One click; whoever made it, or a lead, is led on to put it into words."""
    rating = rating_of(request, pk)
    if not rating.counts:
        flash.error(request, gettext("This answer does not count, so it is no example."))
        return redirect(reverse("desk:conversation", args=[rating.conversation.reference]))
    made = train.use_in_training(rating, actor=request.user, at=now())
    if request.user.is_lead or made.made_by_id == request.user.pk:
        return redirect("desk:training-case", pk=made.pk)
    flash.success(request, gettext("Somebody made a training case of it already."))
    return redirect(reverse("desk:training") + f"#case-{made.pk}")


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: StaffRequest, pk: int) -> HttpResponse:
    """Its words, to be made better; shared with everybody here, taken out again, thrown away as long as it is not."""
    one = case_of(request, pk)
    if request.method == "POST" and request.POST.get("do") == "discard" and one.shared_at is None:
        actions.discard(one, by=request.user, at=now())
        flash.success(request, gettext("The draft is gone. It can be made again from the answer."))
        return redirect("desk:training")
    texts = {name: getattr(one, name) for name in CaseForm.base_fields}
    form = CaseForm(request.POST if request.method == "POST" else None, initial=texts)
    if request.method == "POST" and form.is_valid():
        return _kept(request, one, form.cleaned_data)
    context = {"tabs": tabs("training"), "case": one, "form": form}
    status = 422 if form.is_bound else 200
    return render(
        request, "desk/feedback/training_case.html", frame(request, folder="feedback-review") | context, status=status
    )


def _kept(request: StaffRequest, one: Case, texts: dict[str, str]) -> HttpResponse:
    do = request.POST.get("do", "")
    shared = {"share": True, "take-out": False}.get(do, one.shared_at is not None)
    train.reword(one, texts, shared=shared, actor=request.user, at=now())
    words = {
        "share": gettext("Everybody here can read it now."),
        "take-out": gettext("It is your draft again, and nobody else reads it."),
    }
    flash.success(request, words.get(do, gettext("Kept.")))
    if do == "share":
        return redirect(reverse("desk:training") + f"#case-{one.pk}")
    return redirect("desk:training-case", pk=one.pk)

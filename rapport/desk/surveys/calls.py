"""Asking by telephone: whom to call, what to say, and one screen for what they say."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, inbox_ids, staff_with
from rapport.desk.frame import frame
from rapport.desk.surveys.results import survey_of
from rapport.feedback.models import How
from rapport.flows.customer_answers import told_on_the_telephone
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.surveys import queries, rules
from rapport.surveys.actions import COMMENT_CHARS, SurveyError, Told
from rapport.surveys.models import Asking, Survey
from rapport.team.rules import May

# Numbers are read here, so only whoever may see them and may change things.
callers = staff_with(May.KNOW)


class CallForm(forms.Form):
    outcome = forms.ChoiceField(choices=[(one, one) for one in Asking.Call.values if one != Asking.Call.OPEN])
    level = forms.IntegerField(required=False)
    comment = forms.CharField(required=False, max_length=COMMENT_CHARS)


@callers
@require_safe
def calls(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, survey_of(pk), {})


@callers
@require_POST
def call(request: StaffRequest, pk: int, asking: int) -> HttpResponse:
    """What became of one call; then the next one is shown."""
    one, found = survey_of(pk), queries.asking(asking, inboxes=inbox_ids(request.user))
    if found is None or found.survey_id != one.pk:
        raise Http404
    form = CallForm(request.POST)
    if not form.is_valid():
        return _page(request, one, _typed(request), error=_("Say what became of the call."), first=found)
    sent = form.cleaned_data
    answered = sent["outcome"] == Asking.Call.ANSWERED
    if answered and sent["level"] is None:
        return _page(request, one, _typed(request), error=_("Choose the number that was said."), first=found)
    told = Told(sent["level"], How.TOLD, sent["comment"]) if answered else None
    try:
        told_on_the_telephone(found, sent["outcome"], told, actor=request.user, at=now())
    except SurveyError as error:
        return _page(request, one, _typed(request), error=said(str(error)), first=found)
    words = {
        Asking.Call.ANSWERED: _("Noted. Here is the next one."),
        Asking.Call.REFUSED: _("Noted: they are not asked again. Here is the next one."),
        Asking.Call.UNREACHED: _("Noted. They are tried up to three times."),
    }
    flash.success(request, words[Asking.Call(sent["outcome"])])
    return redirect("desk:survey-calls", one.pk)


def _typed(request: StaffRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("level", "comment")}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


def _page(
    request: StaffRequest, one: Survey, typed: dict[str, str], *, error: str = "", first: Asking | None = None
) -> HttpResponse:
    waiting = queries.calls(one, inboxes=inbox_ids(request.user))
    current = first or (waiting[0] if waiting else None)
    context: dict[str, Any] = {
        "survey": one,
        "call": current,
        "others": [row for row in waiting if current is None or row.pk != current.pk],
        "error": error,
        "typed": typed,
        "chosen": _number(typed.get("level", "")),
    }
    if current is not None and current.conversation is not None:
        language, company = current.language, current.conversation.inbox.name
        context |= {
            "customer": current.conversation.customer,
            "script": queries.script(one, language, company),
            "question": queries.question(one, language, company),
            "numbers": [(each, one.scale.band(each)) for each in one.scale.numbers],
            "ends": queries.ends(one, language),
            "follow_ups": [(band, queries.follow_up(one, language, band)) for band in rules.BANDS],
        }
    return render(
        request,
        "desk/surveys/calls.html",
        frame(request, folder="ratings") | context,
        status=422 if error else 200,
    )

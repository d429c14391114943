"""Why things go wrong, and what may be given for it; for leads."""

import re
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rapport.desk.access import StaffRequest, staff
from rapport.desk.recoveries.forms import MoneyField, amount_of
from rapport.desk.settings.labels import only_leads
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.recovery import actions, queries
from rapport.recovery.actions import RecoveryError
from rapport.recovery.models import Cause
from rapport.team.models import Role

GIVERS = (Role.PARTNER, Role.AGENT, Role.LEAD, Role.OWNER)


class CauseForm(forms.Form):
    name = forms.CharField(max_length=80, label=_("Name"))
    is_ours = forms.BooleanField(required=False, label=_("Such a thing is our fault"))
    second_chance = forms.CharField(
        required=False,
        max_length=4000,
        label=_("Letter that asks for a second chance"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Where it is not our fault. {{ customer.first_name }}, {{ agent.first_name }} and {{ day }} are put in; "
            "other words in double braces are filled in by whoever sends it. Empty: the letter of Rapport."
        ),
    )


class BudgetForm(forms.Form):
    """An empty limit is none."""

    currency = forms.CharField(max_length=3, label=_("Currency"), help_text=_("Three letters, like EUR."))

    def __init__(self, given: Any, budget: queries.Budget) -> None:
        start = {role.value: amount_of(budget.limits.get(role), budget.currency) for role in GIVERS}
        super().__init__(given, initial={"currency": budget.currency, **start})
        written = str(given.get("currency", "")).strip().upper() if given else budget.currency
        for role in GIVERS:
            help_text = gettext("Empty: as much as they like.") if role == Role.OWNER else ""
            self.fields[role.value] = MoneyField(
                currency=written, required=False, label=role.label, help_text=help_text
            )

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not re.fullmatch(r"[A-Z]{3}", code):
            raise forms.ValidationError(gettext("Write the three letters of the currency, like EUR."))
        return code

    def limits(self) -> dict[str, int | None]:
        return {role.value: self.cleaned_data[role.value] for role in GIVERS}


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def causes(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Every cause; one of them to be renamed or archived, or a form for a new one."""
    only_leads(request)
    found = get_object_or_404(Cause, pk=number) if number is not None else None
    if request.method == "POST" and found is not None and (do := request.POST.get("do")) in ("archive", "bring_back"):
        actions.set_archived(found, do == "archive", actor=request.user, at=now())
        return _saved(request, "desk:causes")
    start = (
        {"name": str(found), "is_ours": found.is_ours, "second_chance": found.second_chance}
        if found
        else {"is_ours": True}
    )
    form = CauseForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_cause(found, **form.cleaned_data, actor=request.user, at=now())
        except RecoveryError as problem:
            form.add_error("name", str(problem))
        else:
            return _saved(request, "desk:causes")
    shown = {"form": form, "cause": found, "causes": queries.every_cause(), "page_title": gettext("Causes")}
    return render(request, "desk/settings/causes.html", settings_frame(request, "causes") | shown)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: StaffRequest) -> HttpResponse:
    only_leads(request)
    form = BudgetForm(request.POST or None, queries.budget())
    if request.method == "POST" and form.is_valid():
        actions.set_budget(form.cleaned_data["currency"], form.limits(), actor=request.user, at=now())
        return _saved(request, "desk:goodwill-limits")
    shown = {"form": form, "page_title": gettext("Goodwill")}
    return render(request, "desk/settings/goodwill.html", settings_frame(request, "goodwill-limits") | shown)


def _saved(request: StaffRequest, view: str) -> HttpResponse:
    flash.success(request, gettext("Saved."))
    return redirect(view)

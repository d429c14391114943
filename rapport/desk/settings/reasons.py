"""Why answers are poor, in a few words to choose from; for leads."""

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.labels import only_leads
from rapport.desk.settings.menu import settings_frame
from rapport.learning import actions, queries
from rapport.learning.actions import LearningError
from rapport.learning.models import Reason
from rapport.platform.clock import now


class ReasonForm(forms.Form):
    name = forms.CharField(max_length=60, label=_("Name"))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: StaffRequest, number: int | None = None) -> HttpResponse:
    """Every reason; one of them to be renamed or archived, or a form for a new one."""
    only_leads(request)
    found = get_object_or_404(Reason, pk=number) if number is not None else None
    if request.method == "POST" and found is not None and (do := request.POST.get("do")) in ("archive", "bring_back"):
        actions.set_archived(found, do == "archive", actor=request.user, at=now())
        return _saved(request)
    form = ReasonForm(request.POST or None, initial={"name": str(found) if found else ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_reason(found, name=form.cleaned_data["name"], actor=request.user, at=now())
        except LearningError as problem:
            form.add_error("name", str(problem))
        else:
            return _saved(request)
    shown = {"form": form, "reason": found, "reasons": queries.every_reason(), "page_title": gettext("Reasons")}
    return render(request, "desk/settings/reasons.html", settings_frame(request, "reasons") | shown)


def _saved(request: StaffRequest) -> HttpResponse:
    flash.success(request, gettext("Saved."))
    return redirect("desk:reasons")

"""When the company is told of its week; for leads."""

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.labels import only_leads
from rapport.desk.settings.menu import settings_frame
from rapport.learning import actions, queries
from rapport.platform.clock import now


class DigestForm(forms.Form):
    is_on = forms.BooleanField(required=False, label=_("Tell everybody once a week"))
    weekday = forms.TypedChoiceField(coerce=int, choices=list(WEEKDAYS.items()), label=_("On"))
    hour = forms.IntegerField(
        min_value=0,
        max_value=23,
        label=_("At"),
        help_text=_("The hour from 0 to 23, by the clock of each reader."),
        error_messages={
            "required": _("Write an hour from 0 to 23."),
            "invalid": _("Write an hour from 0 to 23."),
            "min_value": _("Write an hour from 0 to 23."),
            "max_value": _("Write an hour from 0 to 23."),
        },
    )


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: StaffRequest) -> HttpResponse:
    only_leads(request)
    when = queries.when()
    form = DigestForm(request.POST or None, initial={"is_on": when.is_on, "weekday": when.weekday, "hour": when.hour})
    if request.method == "POST" and form.is_valid():
        actions.set_when(**form.cleaned_data, actor=request.user, at=now())
        flash.success(request, gettext("Saved."))
        return redirect("desk:digest-time")
    shown = {"form": form, "page_title": gettext("Weekly digest")}
    return render(request, "desk/settings/digest.html", settings_frame(request, "digest-time") | shown)

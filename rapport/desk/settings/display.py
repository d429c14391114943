"""How pages look and speak to oneself: language, time zone, theme, the order of a conversation."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.team import actions
from rapport.team.models import Theme
from rapport.team.rules import May


def _zones() -> list[tuple[str, Any]]:
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return [("", gettext_lazy("As the browser")), ("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


class DisplayForm(forms.Form):
    language = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("As the browser")), *settings.LANGUAGES],
    )
    time_zone = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Time zone"),
        choices=_zones,
        help_text=gettext_lazy("Every time on the desk is shown in it."),
    )
    theme = forms.ChoiceField(label=gettext_lazy("Colours"), choices=Theme.choices)
    newest_first = forms.BooleanField(
        required=False, label=gettext_lazy("Show the newest message of a conversation on top")
    )


@staff(may=May.SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: StaffRequest) -> HttpResponse:
    user = request.user
    start = {name: getattr(user, name) for name in DisplayForm.base_fields}
    form = DisplayForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.change_preferences(user, **form.cleaned_data, at=now())
        with override(form.cleaned_data["language"] or None):
            flash.success(request, _("Saved."))
        return redirect("desk:display")
    context = settings_frame(request, "display") | {"form": form, "page_title": _("Language and look")}
    return render(request, "desk/settings/display.html", context, status=422 if form.is_bound else 200)

"""What one is told of, where, and when not. Everybody's own."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rapport.alerts import actions, queries
from rapport.alerts.rules import APP, CHOSEN, MAIL, PUSH
from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import push_mark
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.team import queries as team
from rapport.team.rules import May

WORDS = {
    "unhappy": gettext_lazy("A customer is unhappy"),
    "promise": gettext_lazy("A promise is due or broken"),
    "handover": gettext_lazy("Something is given to me"),
    "asked": gettext_lazy("A colleague asks or answers me"),
    "followed": gettext_lazy("News in what I follow"),
    "mine": gettext_lazy("News in what I have"),
    "rule": gettext_lazy("A rule tells me"),
    "woke": gettext_lazy("Something is back from Later"),
}
MAILED = frozenset({"unhappy", "promise", "asked", "rule"})


class OtherwiseForm(forms.Form):
    quiet_from = forms.TimeField(
        required=False,
        label=gettext_lazy("Quiet from"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    quiet_until = forms.TimeField(
        required=False,
        label=gettext_lazy("until"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=gettext_lazy("On your own clock. Mails and pushes about alerts wait until then and come as one."),
    )
    shows_names = forms.BooleanField(
        required=False,
        label=gettext_lazy("Pushes may say who it is about"),
        help_text=gettext_lazy(
            "Without it a push says only what happened and in which conversation. What customers write is never in it."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("quiet_from") is None) != (data.get("quiet_until") is None):
            self.add_error("quiet_until", _("Say both when the quiet hours begin and when they end."))
        return data


@staff(may=May.SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: StaffRequest) -> HttpResponse:
    row = queries.preference_of(request.user)
    start = {name: getattr(row, name) for name in OtherwiseForm.base_fields}
    form = OtherwiseForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        channels = {kind: [name for name in (APP, MAIL, PUSH) if f"{kind}-{name}" in request.POST] for kind in CHOSEN}
        actions.keep_preference(request.user, channels=channels, **form.cleaned_data, at=now())
        flash.success(request, _("Saved."))
        return redirect("desk:notifications")
    wishes = queries.plain(row)
    rows = [
        {
            "kind": kind,
            "words": WORDS[kind],
            "app": wishes.in_app(kind),
            "mail": wishes.by_mail(kind, otherwise=kind in MAILED),
            "push": wishes.by_push(kind, otherwise=False),
        }
        for kind in CHOSEN
    ]
    context = {"page_title": _("Notifications"), "form": form, "rows": rows, **_devices(request)}
    status = 422 if form.errors else 200
    frame = settings_frame(request, "notifications")
    return render(request, "desk/settings/notifications.html", frame | context, status=status)


def _devices(request: StaffRequest) -> dict[str, Any]:
    """`here`: whether this very browser is among them."""
    at, session = now(), request.session.session_key
    shown = [
        {
            "row": one,
            "is_this": one.session_key == session,
            "is_signed_in": team.is_signed_in(request.user, one.session_key, at=at),
        }
        for one in queries.devices_of(request.user)
    ]
    return {
        "devices": shown,
        "here": any(one["is_this"] for one in shown),
        "mark": push_mark(request),
    }

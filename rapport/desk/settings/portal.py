"""Whether customers have a page of their own, for owners."""

from django import forms
from django.conf import settings
from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rapport.channels.email import portal_link
from rapport.desk.access import StaffRequest, staff_with
from rapport.desk.audit import wrote
from rapport.desk.settings.menu import settings_frame
from rapport.platform.actions import remember_fact
from rapport.platform.clock import now
from rapport.team.rules import May


class PortalForm(forms.Form):
    on = forms.BooleanField(
        required=False,
        label=gettext_lazy("Customers can see their conversations"),
        help_text=gettext_lazy(
            "They enter their address, get a link by mail, and see what that address wrote and was sent. Never notes."
        ),
    )
    in_replies = forms.BooleanField(
        required=False,
        label=gettext_lazy("Replies tell of it"),
        help_text=gettext_lazy("A line at the end of every reply leads there."),
    )


@staff_with(May.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def portal(request: StaffRequest) -> HttpResponse:
    kept = portal_link.setting()
    form = PortalForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        with transaction.atomic():
            remember_fact(portal_link.FACT, form.cleaned_data, at=now())
            wrote(request, "settings.portal", "", **form.cleaned_data)
        flash.success(request, _("Saved."))
        return redirect("desk:portal")
    context = {
        "page_title": _("Customer portal"),
        "form": form,
        "address": settings.RAPPORT_URL + reverse("portal:visit"),
        "is_on": kept["on"],
    }
    return render(request, "desk/settings/portal.html", settings_frame(request, "portal") | context)

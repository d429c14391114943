"""Who needs a second factor, for owners."""

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rapport.desk.access import StaffRequest, staff_with
from rapport.desk.audit import wrote
from rapport.desk.people.entering import POLICY, roles_with_second_factor
from rapport.desk.settings.menu import settings_frame
from rapport.flows.require_second_factor import require_second_factor
from rapport.platform.clock import now
from rapport.team.models import Role
from rapport.team.rules import May

CHOICES = [(value, label) for value, label in Role.choices if value != Role.PARTNER]


class PolicyForm(forms.Form):
    roles = forms.MultipleChoiceField(
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Who needs a second factor"),
        help_text=gettext_lazy("Outsourced agents always do. Whoever has none yet is signed out and sets one up next."),
    )


@staff_with(May.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: StaffRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None, initial={"roles": sorted(roles_with_second_factor())})
    if request.method == "POST" and form.is_valid() | (not request.POST):
        roles = form.cleaned_data["roles"] if form.is_bound else []
        require_second_factor(POLICY, roles, but=request.user, at=now())
        wrote(request, "settings.second_factor", ", ".join(roles))
        flash.success(request, _("Saved."))
        return redirect("desk:sign-in-policy")
    context = {"page_title": _("Sign-in"), "form": form}
    return render(request, "desk/settings/sign_in.html", settings_frame(request, "sign-in-policy") | context)

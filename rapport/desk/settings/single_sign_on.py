"""Signing in through the company's own provider, for owners: set up, tried at once, and switched off."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.access import StaffRequest, staff_with
from rapport.desk.audit import wrote
from rapport.desk.settings.menu import settings_frame
from rapport.platform import openid
from rapport.platform.clock import now
from rapport.platform.openid import OpenIdProblem, Why
from rapport.platform.said import said
from rapport.team import actions, queries
from rapport.team.actions import TeamError
from rapport.team.rules import May
from rapport.team.single_sign_on import SingleSignOn, domains_in

WORDS = {
    Why.UNREACHABLE: gettext_lazy("Nobody answers there, or it is not on the public internet."),
    Why.NO_PROVIDER: gettext_lazy("Something answers there, but not an OpenID Connect provider."),
    Why.OTHER_ISSUER: gettext_lazy("The provider calls itself differently. Enter its own name for itself:"),
    Why.INSECURE: gettext_lazy("The provider names an address without https:"),
}


class SingleSignOnForm(forms.Form):
    """What was typed; the issuer is asked while it is looked over."""

    name = forms.CharField(
        max_length=40,
        label=gettext_lazy("Name on the button"),
        help_text=gettext_lazy("As your people know it: Google, Okta, the name of your company."),
    )
    issuer = forms.URLField(
        max_length=300,
        label=gettext_lazy("Issuer"),
        assume_scheme="https",
        help_text=gettext_lazy(
            "The address of the provider, as in https://login.example.com. It is asked when you save."
        ),
    )
    client_id = forms.CharField(max_length=300, label=gettext_lazy("Client ID"))
    secret = forms.CharField(
        max_length=500,
        required=False,
        strip=True,
        label=gettext_lazy("Client secret"),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        max_length=1000,
        required=False,
        label=gettext_lazy("Domains that may sign in"),
        help_text=gettext_lazy(
            "The part behind the @, several with commas. Empty: every address that somebody here has."
        ),
    )
    lets_in = forms.BooleanField(
        required=False,
        label=gettext_lazy("Let people in whom nobody invited"),
        help_text=gettext_lazy("They become agents without a team. Otherwise only people listed here come in."),
    )

    def __init__(self, *args: Any, before: SingleSignOn | None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.before = before
        if before is not None:
            self.fields["secret"].help_text = _("It is kept and never shown. Leave this empty to keep it.")

    def clean_issuer(self) -> str:
        typed = str(self.cleaned_data["issuer"]).strip().removesuffix(openid.WELL_KNOWN)
        if not typed.startswith("https://"):
            raise forms.ValidationError(_("Write it with https:// in front."))
        try:
            found = openid.discover(typed)
        except OpenIdProblem as problem:
            shown = f" {problem.detail}" if problem.why in {Why.OTHER_ISSUER, Why.INSECURE} else ""
            raise forms.ValidationError(f"{WORDS[problem.why]}{shown}") from problem
        return str(found["issuer"])

    def clean_domains(self) -> list[str]:
        good, bad = domains_in(self.cleaned_data["domains"])
        if bad:
            raise forms.ValidationError(_("This is no domain: %(text)s") % {"text": bad[0][:60]})
        return good

    def clean(self) -> None:
        """What the team room refuses too, said at the field that it is about."""
        data = self.cleaned_data
        is_known = self.before is not None and data.get("issuer") in (None, self.before.issuer)
        if not data.get("secret") and not is_known:
            self.add_error("secret", _("Enter the secret. One that was kept serves for one issuer only."))
        if data.get("lets_in") and not data.get("domains", ["unreadable"]):
            self.add_error("domains", _("Name your domains before you let people in whom nobody invited."))


@staff_with(May.OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def single_sign_on(request: StaffRequest) -> HttpResponse:
    before = queries.single_sign_on()
    form = SingleSignOnForm(request.POST or None, before=before, initial=_start(before))
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, form, before)
        except TeamError as problem:
            form.add_error(None, said(str(problem)))
        else:
            flash.success(request, _("The provider answers. The button is on the sign-in page now."))
            return redirect("desk:single-sign-on")
    context = {
        "page_title": _("Single sign-on"),
        "form": form,
        "is_on": before is not None,
        "callback": settings.RAPPORT_URL + reverse("single_sign_on_callback"),
    }
    status = 422 if form.is_bound or request.method == "POST" else 200
    frame = settings_frame(request, "single-sign-on") | context
    return render(request, "desk/settings/single_sign_on.html", frame, status=status)


def _start(before: SingleSignOn | None) -> dict[str, Any]:
    if before is None:
        return {}
    return {
        "name": before.name,
        "issuer": before.issuer,
        "client_id": before.client_id,
        "domains": ", ".join(before.domains),
        "lets_in": before.lets_in,
    }


@transaction.atomic
def _keep(request: StaffRequest, form: SingleSignOnForm, before: SingleSignOn | None) -> None:
    data = form.cleaned_data
    kept = actions.keep_single_sign_on(**data, actor=request.user, at=now())
    said = {"client_id": kept.client_id, "domains": list(kept.domains), "lets_in": kept.lets_in}
    was = {"was": before.issuer} if before and before.issuer != kept.issuer else {}
    wrote(request, "settings.single_sign_on", kept.issuer, new_secret=bool(data["secret"]), **said, **was)


@staff_with(May.OWN)
@require_POST
def removal(request: StaffRequest) -> HttpResponse:
    """Nobody comes in that way any more; who is in stays."""
    with transaction.atomic():
        if not actions.drop_single_sign_on(actor=request.user, at=now()):
            raise Http404
        wrote(request, "settings.single_sign_on", "", on=False)
    flash.success(request, _("Single sign-on is off. Passwords, passkeys and links work as before."))
    return redirect("desk:single-sign-on")

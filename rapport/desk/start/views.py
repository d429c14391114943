"""The way in for whoever set Rapport up: the first owner by a link that the command prints, then what is left to do."""

from datetime import timedelta

from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.desk.start import progress
from rapport.platform import limits, peer
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team import actions, queries
from rapport.team.models import User


class OwnerForm(forms.Form):
    name = forms.CharField(
        max_length=120, label=gettext_lazy("Your name"), help_text=gettext_lazy("Customers see it under your replies.")
    )
    email = forms.EmailField(label=gettext_lazy("Your address"), help_text=gettext_lazy("You sign in with it."))
    password = forms.CharField(
        strip=False,
        max_length=500,
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if {"name", "email", "password"} <= data.keys():
            try:
                validate_password(data["password"], User(name=data["name"], email=data["email"]))
            except ValidationError as problem:
                self.add_error("password", problem)
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Makes the first person of an empty desk its owner. Once there is anybody, the link leads nowhere."""
    if not queries.may_found(key):
        place = f"start:{peer.address_of(request)}"
        too_many = not limits.allow(place, limit=10, window=timedelta(minutes=1), at=now())
        return render(request, "desk/start/closed.html", {}, status=429 if too_many else 404)
    form = OwnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            owner = actions.found(key, **form.cleaned_data, at=now())
        except actions.TeamError as problem:
            form.add_error(None, said(str(problem)))
        else:
            entered: HttpResponse = perform_login(
                request, owner, email_verification="none", redirect_url=reverse("desk:setting-up")
            )
            return entered
    return render(request, "desk/start/first.html", {"form": form}, status=422 if form.errors else 200)


@leads
@require_safe
def steps(request: StaffRequest) -> HttpResponse:
    """What is left until customers are answered here, each step with the page where it is done."""
    context = {"page_title": _("Setting up")} | progress.shown()
    return render(request, "desk/start/steps.html", settings_frame(request, "setting-up") | context)

"""Whoever was invited joins: a name, a password, and they are in."""

from datetime import timedelta

from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rapport.desk.people import entering
from rapport.platform import limits, peer
from rapport.platform.clock import now
from rapport.team import actions, queries
from rapport.team.models import Invitation, User


class JoinForm(forms.Form):
    """The address is the one that was invited, so it is no field."""

    name = forms.CharField(
        max_length=120, label=gettext_lazy("Your name"), help_text=gettext_lazy("Customers see it under your replies.")
    )
    password = forms.CharField(
        strip=False,
        max_length=500,
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least ten characters. You can add a passkey afterwards."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: object = None, *, of: Invitation) -> None:
        super().__init__(data, initial={"name": of.name})  # type: ignore[arg-type]  # a QueryDict, or nothing
        self.email = of.email

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if {"name", "password"} <= data.keys():
            try:
                validate_password(data["password"], User(name=data["name"], email=self.email))
            except ValidationError as problem:
                self.add_error("password", problem)
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a form and spends nothing, so that no scanner joins in somebody's place."""
    at = now()
    found = queries.invitation(token, at)
    if found is None:
        return _no_link(request)
    form = JoinForm(request.POST if request.method == "POST" else None, of=found)
    if form.is_valid():
        try:
            user = _join(request, token, form)
        except actions.TeamError:
            return _no_link(request)
        entered: HttpResponse = perform_login(
            request, user, email_verification="none", redirect_url=reverse("desk:pile")
        )
        return entered
    context = {"form": form, "invitation": found, "provider": queries.single_sign_on()}
    return render(request, "desk/people/joining.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _join(request: HttpRequest, token: str, form: JoinForm) -> User:
    data = form.cleaned_data
    user = actions.join(token, name=data["name"], password=data["password"], at=now())
    entering.joined(request, user)
    return user


def _no_link(request: HttpRequest) -> HttpResponse:
    key = f"sign-in:{peer.address_of(request)}"
    too_many = not limits.allow(key, limit=10, window=timedelta(minutes=1), at=now())
    return render(request, "desk/people/joining.html", {}, status=429 if too_many else 404)

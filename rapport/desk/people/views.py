"""Signing in by link, and what people may change of themselves."""

from datetime import timedelta

from allauth.account.utils import perform_login
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import frame
from rapport.desk.people.forms import ProfileForm
from rapport.flows import give_out
from rapport.platform import limits, peer
from rapport.platform.clock import now
from rapport.team import actions, queries
from rapport.team.rules import May


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: opening it shows a button, pressing the button signs in, so that no scanner spends it."""
    at = now()
    key = f"sign-in:{peer.address_of(request)}"
    link = queries.login_link(token, at)
    if link is None:
        too_many = not limits.allow(key, limit=10, window=timedelta(minutes=1), at=at)
        return _page(request, {}, 429 if too_many else 404)
    if request.method == "POST" and actions.use_login_link(link, at=at):
        entered: HttpResponse = perform_login(
            request, link.user, email_verification="none", redirect_url=reverse("desk:pile")
        )
        return entered
    if request.method == "POST":
        return _page(request, {}, 404)
    return _page(request, {"person": link.user}, 200)


def _page(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "desk/people/sign_in.html", context, status=status)


@staff(may=May.SELF)
@require_http_methods(["GET", "HEAD", "POST"])
def you(request: StaffRequest) -> HttpResponse:
    """One's own name, title and signature."""
    user = request.user
    start = {"name": user.name, "title": user.title, "signature": user.signature}
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user, **form.cleaned_data, at=now())
        flash.success(request, _("Saved."))
        return redirect("desk:you")
    return render(request, "desk/people/you.html", frame(request) | {"form": form, "user": user})


@staff(may=May.SELF)
@require_POST
def duty(request: StaffRequest) -> HttpResponse:
    """On duty or not: leads on duty are alerted first."""
    on_duty = request.POST.get("on") == "1"
    actions.set_duty(request.user, on_duty=on_duty, at=now())
    if not on_duty:
        give_out.take_back(request.user, at=now())
    return redirect("desk:you")

"""The shop that is asked about customers: where, with which secret, and whether it answers. For leads."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.core.validators import validate_email
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.orders import actions, asking, queries
from rapport.orders.queries import Source
from rapport.platform.clock import now
from rapport.platform.said import said

VIEW = "orders-source"


class SourceForm(forms.Form):
    url = forms.CharField(
        max_length=500,
        required=False,
        label=gettext_lazy("Address"),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("Begins with https:// and is on the public internet. Empty: no shop is asked."),
    )


class TrialForm(forms.Form):
    address = forms.CharField(
        max_length=254,
        validators=[validate_email],
        label=gettext_lazy("A customer’s e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: StaffRequest) -> HttpResponse:
    """The secret of a new one is shown with the answer, and never again."""
    known = queries.source()
    form = SourceForm(request.POST if request.method == "POST" else None, initial={"url": known.url if known else ""})
    if request.method == "POST" and form.is_valid():
        try:
            return _kept(request, form.cleaned_data["url"].strip())
        except actions.OrdersError as problem:
            form.add_error("url", said(str(problem)))
    return _page(request, form=form)


def _kept(request: StaffRequest, url: str) -> HttpResponse:
    if not url:
        actions.forget_source(actor=request.user, at=now())
        flash.success(request, _("No shop is asked."))
        return redirect("desk:orders-source")
    secret = actions.keep_source(url, actor=request.user, at=now())
    if secret:
        return _page(request, secret=secret)
    flash.success(request, _("Saved."))
    return redirect("desk:orders-source")


@leads
@require_POST
def secret(request: StaffRequest) -> HttpResponse:
    """A new one, shown once. The old one signs for another day."""
    return _page(request, secret=actions.rotate(_source(), actor=request.user, at=now()))


@leads
@require_POST
def trial(request: StaffRequest) -> HttpResponse:
    """Ask now, past everything that is kept, and show what comes."""
    known, form = _source(), TrialForm(request.POST)
    if not form.is_valid():
        return _page(request, trial=form)
    heard = asking.ask(known, "trial", [form.cleaned_data["address"]], at=now())
    return _page(request, trial=form, heard=heard)


def _source() -> Source:
    known = queries.source()
    if known is None:
        raise Http404
    return known


def _page(
    request: StaffRequest,
    *,
    form: SourceForm | None = None,
    trial: TrialForm | None = None,
    secret: str = "",
    heard: asking.Heard | None = None,
) -> HttpResponse:
    known = queries.source()
    context: dict[str, Any] = {
        "page_title": _("Orders"),
        "source": known,
        "form": form or SourceForm(initial={"url": known.url if known else ""}),
        "trial": trial or TrialForm(),
        "secret": secret,
        "heard": heard,
        "has_two_secrets": bool(known and known.has_two_secrets(now())),
    }
    status = 422 if (form and form.errors) or (trial and trial.errors) else 200
    return render(request, "desk/settings/orders.html", settings_frame(request, VIEW) | context, status=status)

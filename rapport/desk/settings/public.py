"""Where customers of each inbox may review us in public; for leads. Everybody who answers is shown it."""

from django import forms
from django.contrib import messages as flash
from django.core.validators import URLValidator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rapport.conversations.models import Inbox
from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.learning import actions, queries
from rapport.platform.clock import now


class PlaceForm(forms.Form):
    name = forms.CharField(max_length=60, required=False, label=_("What customers call it"))
    url = forms.CharField(
        max_length=500,
        required=False,
        label=_("Address"),
        help_text=_("Begins with https://. Empty: nobody is shown one."),
        validators=[URLValidator(["https"], message=_("Write an address that begins with https://."))],
    )

    def clean(self) -> None:
        if self.cleaned_data.get("url") and not self.cleaned_data.get("name"):
            self.add_error("name", gettext("Say what customers call it."))


@leads
@require_safe
def public(request: StaffRequest) -> HttpResponse:
    return _page(request)


def _page(request: StaffRequest, refused: tuple[int, PlaceForm] | None = None) -> HttpResponse:
    rows = []
    for inbox, place in queries.public_places():
        start = {"name": place.name, "url": place.url} if place else {}
        form = PlaceForm(initial=start, prefix=f"inbox-{inbox.pk}")
        rows.append((inbox, refused[1] if refused and refused[0] == inbox.pk else form))
    shown = {"rows": rows, "page_title": gettext("Reviews in public")}
    status = 422 if refused else 200
    return render(request, "desk/settings/public.html", settings_frame(request, "public-places") | shown, status=status)


@leads
@require_POST
def place(request: StaffRequest, inbox: int) -> HttpResponse:
    found = get_object_or_404(Inbox, pk=inbox)
    form = PlaceForm(request.POST, prefix=f"inbox-{found.pk}")
    if not form.is_valid():
        return _page(request, (found.pk, form))
    actions.set_public_place(found, **form.cleaned_data, actor=request.user, at=now())
    flash.success(request, gettext("Saved."))
    return redirect("desk:public-places")

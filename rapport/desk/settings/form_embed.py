"""The contact form of an inbox on other sites: which may show it, what to copy there, and how it looks. For leads."""

from django import forms
from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rapport.channels.form import queries, sites
from rapport.channels.form.sites import SiteError
from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.inboxes import inbox_of
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.web.addresses import reverse


class SitesForm(forms.Form):
    sites = forms.CharField(
        required=False,
        max_length=5000,
        label=gettext_lazy("Sites that may show it"),
        help_text=gettext_lazy("One a line, like https://www.example.com. On all others browsers show nothing."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def form_embed(request: StaffRequest, inbox: int) -> HttpResponse:
    found = inbox_of(inbox)
    kept = sites.sites_of(found)
    form = SitesForm(request.POST if request.method == "POST" else None, initial={"sites": "\n".join(kept)})
    if form.is_valid():
        try:
            sites.set_sites(found, form.cleaned_data["sites"], actor=request.user, at=now())
        except SiteError as problem:
            form.add_error("sites", said(str(problem)))
        else:
            flash.success(request, _("Saved."))
            return redirect("desk:inbox-form", found.pk)
    offered = queries.offered()
    place = queries.place_of(found, offered) if found in offered else ""
    path = reverse("portal:contact_place", args=[place]) if place else ""
    address, title = settings.RAPPORT_URL + path, _("Write to us")
    context = {
        "page_title": _("Form of %(inbox)s") % {"inbox": found.name},
        "inbox": found,
        "form": form,
        "path": path,
        "address": address,
        "may_frame": sites.may_frame(found),
        "script": format_html('<script src="{}embed.js" data-title="{}" async></script>', address, title),
        "frame": format_html(
            '<iframe src="{}?frame=1" title="{}" style="width:100%;height:46rem;border:0" loading="lazy"></iframe>',
            address,
            title,
        ),
    }
    shown = settings_frame(request, "inboxes") | context
    return render(request, "desk/settings/inboxes/form.html", shown, status=422 if form.errors else 200)

"""The audit log, for owners: who did what, when and from where; taken away as a file; looked over."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from django import forms
from django.contrib import messages as flash
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, staff_with
from rapport.desk.audit import wrote
from rapport.desk.settings.menu import settings_frame
from rapport.platform.audit import actions, queries
from rapport.platform.clock import now
from rapport.platform.queries import facts
from rapport.team.rules import May

SIZE = 50
KINDS = [
    ("", gettext_lazy("Everything")),
    ("sign_in", gettext_lazy("Sign-ins")),
    ("user", gettext_lazy("People")),
    ("team", gettext_lazy("Teams")),
    ("settings", gettext_lazy("Settings")),
    ("security", gettext_lazy("Second factors and passwords")),
    ("customer", gettext_lazy("Customers’ records")),
    ("export", gettext_lazy("Exports")),
]


class FilterForm(forms.Form):
    kind = forms.ChoiceField(choices=KINDS, required=False, label=gettext_lazy("What"))
    words = forms.CharField(max_length=80, required=False, label=gettext_lazy("Who or about whom"))
    since = forms.DateField(
        required=False, label=gettext_lazy("Since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


@staff_with(May.OWN)
@require_safe
def audit(request: StaffRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    since = asked.get("since")
    found = queries.page(
        action=asked.get("kind") or "",
        words=asked.get("words") or "",
        since=datetime(since.year, since.month, since.day, tzinfo=UTC) if since else None,
        before=asked.get("before"),
        size=SIZE + 1,
    )
    kept = {name: request.GET[name] for name in ("kind", "words", "since") if request.GET.get(name)}
    more = f"?{urlencode(kept | {'before': str(found[SIZE - 1].number)})}" if len(found) > SIZE else ""
    context = {
        "page_title": _("Audit log"),
        "form": form,
        "entries": found[:SIZE],
        "more_url": more,
        "verified": facts([actions.VERIFIED]).get(actions.VERIFIED),
    }
    return render(request, "desk/settings/audit.html", settings_frame(request, "audit") | context)


@staff_with(May.OWN)
@require_POST
def verification(request: StaffRequest) -> HttpResponse:
    """Look over the whole chain now."""
    found = actions.verify(at=now())
    if found:
        flash.error(request, " ".join(f"{fault.number} {fault.words}." for fault in found[:5]))
    else:
        flash.success(request, _("The chain is whole."))
    return redirect("desk:audit")


@staff_with(May.OWN)
@require_POST
def export(request: StaffRequest) -> HttpResponseBase:
    """All of it, as JSON lines or as a table; that it was taken away is the last entry in it."""
    as_table = request.POST.get("form") == "csv"
    with transaction.atomic():
        wrote(request, "export.audit", form="csv" if as_table else "jsonl")
    lines = queries.as_table() if as_table else queries.as_lines()
    kind, ending = ("text/csv; charset=utf-8", "csv") if as_table else ("application/x-ndjson", "jsonl")
    answer = StreamingHttpResponse(lines, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="audit.{ending}"'
    return answer

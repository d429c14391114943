"""Opening hours: several spans a day, a time zone, and days that are closed. For leads."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.access import StaffRequest, leads
from rapport.desk.settings.menu import settings_frame
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team import actions, queries
from rapport.team.models import BusinessHours
from rapport.team.opening import Hours, HoursProblem, is_open, next_opening, read_spans, write_spans

VIEW = "hours"
DAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
OFFICE = "09:00–12:30, 13:30–17:00"


class HoursForm(forms.Form):
    name = forms.CharField(max_length=80, label=gettext_lazy("Name"))
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    closed = forms.CharField(
        required=False,
        max_length=20_000,
        label=gettext_lazy("Closed days"),
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "2026-12-25 Christmas"}),
        help_text=gettext_lazy("One a line: the date, and what it is called."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        zones = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
        self.fields["zone"].choices = [(name, name.replace("_", " ")) for name in zones]  # type: ignore[attr-defined]
        for number, day in enumerate(DAYS):
            placeholder = forms.TextInput(attrs={"placeholder": _("closed")})
            field = forms.CharField(required=False, max_length=200, label=day, widget=placeholder)
            self.fields[f"day{number}"] = field
        self.order_fields(["name", "zone", *(f"day{number}" for number in range(7)), "closed"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        week = []
        for number in range(7):
            try:
                week.append(read_spans(data.get(f"day{number}", "")))
            except HoursProblem as problem:
                self.add_error(f"day{number}", said(str(problem)))
        data["week"], data["names"] = tuple(week), self._closed(data.get("closed", ""))
        return data

    def _closed(self, text: str) -> dict[str, str]:
        found = {}
        for line in filter(None, map(str.strip, text.splitlines())):
            day, _space, name = line.partition(" ")
            try:
                found[str(date.fromisoformat(day))] = name.strip()
            except ValueError:
                self.add_error("closed", _("“%s” is no date. Write it like 2026-12-25 Christmas.") % line[:40])
        return found

    def plain(self) -> Hours:
        data = self.cleaned_data
        return Hours(data["zone"], data["week"], frozenset(map(date.fromisoformat, data["names"])))


@leads
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    at = now()
    rows = [(row, queries.plain_hours(row)) for row in queries.every_hours()]
    shown = [{"row": row, "open": is_open(plain, at), "next": next_opening(plain, at)} for row, plain in rows]
    context = {"page_title": _("Opening hours"), "hours": shown}
    return render(request, "desk/settings/hours/index.html", settings_frame(request, VIEW) | context)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    start = {"zone": "UTC", **{f"day{number}": OFFICE for number in range(5)}}
    return _edit(request, None, start)


@leads
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, hours: int) -> HttpResponse:
    row = _row(hours)
    plain = queries.plain_hours(row)
    start = {"name": row.name, "zone": row.zone} | {
        f"day{number}": write_spans(spans) for number, spans in enumerate(plain.week)
    }
    start["closed"] = "\n".join(f"{one['date']} {one['name']}".strip() for one in row.closed)
    return _edit(request, row, start)


def _edit(request: StaffRequest, row: BusinessHours | None, start: dict[str, str]) -> HttpResponse:
    form = HoursForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.keep_hours(
                row, name=data["name"], plain=form.plain(), names=data["names"], actor=request.user, at=now()
            )
        except actions.TeamError as error:
            form.add_error("name", said(str(error)))
        else:
            flash.success(request, _("Saved. Choose them at an inbox."))
            return redirect("desk:hours")
    context = {"page_title": row.name if row else _("New opening hours"), "form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "desk/settings/hours/page.html", settings_frame(request, VIEW) | context, status=status)


@leads
@require_POST
def removal(request: StaffRequest, hours: int) -> HttpResponse:
    actions.remove_hours(_row(hours), actor=request.user, at=now())
    flash.success(request, _("The hours are gone. Inboxes that had them are open at all times."))
    return redirect("desk:hours")


def _row(pk: int) -> BusinessHours:
    found = BusinessHours.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

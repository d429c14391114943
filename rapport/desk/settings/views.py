"""The way to every setting."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, staff
from rapport.desk.settings.menu import settings_frame


@staff
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/settings/index.html", settings_frame(request, "settings"))

"""The first page of the day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import around, frame
from rapport.desk.home import today
from rapport.desk.present.waits import complaint_waits
from rapport.platform.clock import now


@staff
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    numbers = around(request.user)
    context = frame(request, folder="home") | today.whole(request, numbers, now())
    context["is_new"] = request.user.is_lead and today.is_untouched(numbers)
    context["complaint_waits"] = complaint_waits(request.user)
    return render(request, "desk/home/page.html", context)


@staff
@require_safe
def part(request: StaffRequest) -> HttpResponse:
    """Its live part, fetched again when the pile changed."""
    at = now()
    context = today.whole(request, around(request.user), at) | {"now": at, "me": request.user}
    return render(request, "desk/home/_today.html", context)

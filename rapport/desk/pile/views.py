"""Pages of the pile and the other lists."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import frame, sections
from rapport.desk.pile import lists
from rapport.platform.clock import now


@staff
@require_safe
def folder(request: StaffRequest, name: str) -> HttpResponse:
    """A list with nothing opened beside it."""
    return render(request, "desk/pile/page.html", frame(request, folder=name) | lists.shown(request, name))


@staff
@require_safe
def part(request: StaffRequest, name: str) -> HttpResponse:
    """One page of a list: fetched again when the pile changed, or as the next page of a long one."""
    context = lists.shown(request, name) | {"now": now()}
    template = "desk/pile/_list.html" if context["is_first"] else "desk/pile/_more.html"
    return render(request, template, context)


@staff
@require_safe
def folders(request: StaffRequest) -> HttpResponse:
    """The folders with their counts, fetched again when the pile changed."""
    first, _views, more = sections(request, request.GET.get("folder", ""))[:3]
    return render(request, "desk/pile/_folders.html", {"sections": [first, more | {"oob": True}]})

"""Views: their lists, and keeping, changing, ordering and removing them."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import frame
from rapport.desk.pile import lists, names, viewed
from rapport.desk.views.forms import ViewForm, initial_of
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.platform.sealing import opened, sealed
from rapport.search import actions
from rapport.search.actions import ViewError
from rapport.search.models import View

LONGEST_NAME = 60
KEPT = {"order": View.Order.TIME, "icon": "bookmark", "audience": View.Audience.OWNER}


def _view(request: StaffRequest, pk: int) -> View:
    found = viewed.view_of(request.user, names.of_view(pk))
    if found is None:
        raise Http404
    return found


@staff
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """The list of a view with nothing opened beside it."""
    view = _view(request, pk)
    name = names.of_view(pk)
    context = frame(request, folder=name) | lists.shown(request, name)
    context |= {"may_change": view.is_changed_by(request.user)}
    return render(request, "desk/views/page.html", context)


@staff
@require_safe
def part(request: StaffRequest) -> HttpResponse:
    """The views of the sidebar, fetched again when their counts changed."""
    section = viewed.section(request.user, request.GET.get("folder", ""))
    return render(request, "web/_sidebar_section.html", {"section": section})


@staff
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """All views, to put them in order."""
    shown = [
        {"view": one.view, "may_change": one.view.is_changed_by(request.user)} for one in viewed.views(request.user)
    ]
    return render(request, "desk/views/index.html", frame(request, folder="views") | {"views": shown})


@staff
@require_POST
def keeping(request: StaffRequest) -> HttpResponse:
    """One click on a search: its words become the name until somebody writes a better one."""
    text = request.POST.get("query", "").strip()
    form = ViewForm(
        request.user,
        {"name": text[:LONGEST_NAME], "query": text, "order": "time", "icon": "bookmark", "audience": "owner"},
    )
    if not form.is_valid():
        flash.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("desk:search")
    try:
        made = actions.keep(form.said, owner=request.user, at=now())
    except ViewError as problem:
        flash.error(request, said(str(problem)))
        return redirect("desk:views")
    flash.success(request, _("The search is kept as a view. Give it a name, and say who has it."))
    return redirect("desk:view-editing", pk=made.pk)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def editing(request: StaffRequest, pk: int) -> HttpResponse:
    view = _view(request, pk)
    form = ViewForm(request.user, request.POST or None, initial=initial_of(view))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change(view, form.said, actor=request.user, at=now())
            except ViewError as problem:
                form.add_error(None, said(str(problem)))
            else:
                flash.success(request, _("The view is saved."))
                return redirect("desk:view", pk=pk)
    context = frame(request, folder=names.of_view(pk)) | {"form": form, "view": view}
    context |= {"may_change": view.is_changed_by(request.user)}
    return render(request, "desk/views/editing.html", context, status=status)


@staff
@require_POST
def place(request: StaffRequest, pk: int) -> HttpResponse:
    """Up or down."""
    try:
        actions.move(_view(request, pk), up=request.POST.get("up") == "1", actor=request.user, at=now())
    except ViewError as problem:
        flash.error(request, said(str(problem)))
    return redirect("desk:views")


@staff
@require_POST
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    view, at = _view(request, pk), now()
    was = urlencode({"was": sealed(view, user=request.user.pk, at=at)})
    try:
        actions.remove(view, actor=request.user, at=at)
    except ViewError as problem:
        flash.error(request, said(str(problem)))
    else:
        gone = _("The view is removed. The conversations in it are where they were.")
        flash.success(request, gone, extra_tags=f"undo:{reverse('desk:view-return')}?{was}")
    return redirect("desk:views")


@staff
@require_POST
def bringing_back(request: StaffRequest) -> HttpResponse:
    """Undo the removal of a view; for an hour, and for whoever removed it."""
    at = now()
    view = opened(View, request.GET.get("was", ""), user=request.user.pk, at=at)
    if view is None:
        raise Http404
    try:
        found = actions.bring_back(view, actor=request.user, at=at)
    except ViewError as problem:
        flash.error(request, said(str(problem)))
        return redirect("desk:views")
    flash.success(request, _("The view “%(name)s” is back.") % {"name": found.name})
    return redirect("desk:views")

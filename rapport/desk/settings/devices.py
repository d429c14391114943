"""The browsers in which somebody is pushed to. Everybody's own; switched on by a script, as only the browser itself can
ask its person and its push service."""

from datetime import timedelta

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.alerts import actions, queries
from rapport.desk.access import StaffRequest, staff
from rapport.platform import limits
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.rules import May
from rapport.web.words import span

AN_HOUR, TRIALS_AN_HOUR = timedelta(hours=1), 10  # each is a request of ours to an address that a browser gave us


@staff(may=May.SELF)
@require_POST
def devices(request: StaffRequest) -> HttpResponse:
    """A script sends what its browser was given: 204, or 422 with the reason. With `before`, a device goes on under a
    new session or address: 410 when it was removed meanwhile."""
    given = {name: request.POST.get(name, "")[:2000] for name in ("endpoint", "p256dh", "auth")}
    given["session_key"] = request.session.session_key or ""
    before = request.POST.get("before", "")[:2000]
    try:
        if before:
            return HttpResponse(status=204 if actions.renew_device(request.user, before=before, **given) else 410)
        browser = request.headers.get("User-Agent", "")
        actions.add_device(request.user, **given, browser=browser, language=get_language() or "", at=now())
    except actions.DeviceError as problem:
        return HttpResponse(said(str(problem)), status=422, content_type="text/plain; charset=utf-8")
    flash.success(request, _("Pushes arrive in this browser from now on."))
    return HttpResponse(status=204)


@staff(may=May.SELF)
@require_POST
def key(request: StaffRequest) -> HttpResponse:  # noqa: ARG001
    """By which a browser lets nobody but this installation push. Sent, since it is made when it is first asked for."""
    return HttpResponse(actions.server_keys(at=now()).public, content_type="text/plain; charset=utf-8")


@staff(may=May.SELF)
@require_POST
def removal(request: StaffRequest, pk: int) -> HttpResponse:
    if not actions.remove_device(request.user, pk, at=now()):
        raise Http404
    flash.success(request, _("Nothing is pushed there any more."))
    return redirect("desk:notifications")


@staff(may=May.SELF)
@require_POST
def trial(request: StaffRequest, pk: int) -> HttpResponse:
    device = queries.device_of(request.user, pk)
    if device is None:
        raise Http404
    tries = limits.tried(f"push-trial:{request.user.pk}", window=AN_HOUR, at=now())
    if tries.count > TRIALS_AN_HOUR:
        told = _("You sent %(most)s tests within an hour. The next one can be sent in %(span)s.")
        flash.error(request, told % {"most": TRIALS_AN_HOUR, "span": span(tries.resets_at - now())})
        return redirect("desk:notifications")
    actions.queue_trial(device, at=now())
    flash.success(request, _("A push is on its way."))
    return redirect("desk:notifications")

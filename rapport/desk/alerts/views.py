"""The bell, and all alerts on a page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from rapport.alerts import actions, queries
from rapport.alerts.rules import happening_of
from rapport.desk.access import StaffRequest, known_conversations, staff
from rapport.desk.frame import bell as bell_context
from rapport.desk.frame import frame
from rapport.desk.present.alerts import shown_alert
from rapport.platform.clock import now
from rapport.team.rules import May


@staff
@require_safe
def alerts(request: StaffRequest) -> HttpResponse:
    found = queries.latest(request.user, known_conversations(request.user), 100)
    rungs = queries.climbing_now(found)
    shown = [shown_alert(alert, rungs.get(happening_of(alert.key)), whole=True) for alert in found]
    context = {"alerts_shown": shown, "now": now()}
    return render(request, "desk/alerts/page.html", frame(request, folder="alerts") | context)


@staff
@require_safe
def bell(request: StaffRequest) -> HttpResponse:
    return render(request, "web/_alert_bell.html", {"bell": bell_context(request), "now": now()})


@staff(may=May.SELF)
@require_POST
def reading(request: StaffRequest) -> HttpResponse:
    """Every alert was seen."""
    actions.see_all(request.user, at=now())
    if request.headers.get("HX-Request"):
        return bell_again(request)
    return redirect("desk:alerts")


def bell_again(request: StaffRequest) -> HttpResponse:
    return render(request, "web/_alert_bell.html", {"bell": bell_context(request) | {"open": True}, "now": now()})

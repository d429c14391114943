"""The switch for everything that a machine would mail, for leads."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.channels.email import actions, queries
from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import frame
from rapport.platform.clock import now


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def automatic_mail(request: StaffRequest) -> HttpResponse:
    if not request.user.is_lead:
        raise PermissionDenied
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        if actions.switch_automatic_mail(on=on, actor=request.user, at=now()):
            flash.success(request, _("Automatic mail leaves again.") if on else _("No automatic mail leaves any more."))
        return redirect("desk:automatic")
    switch = queries.automatic_mail()
    context = {"is_on": switch is None or switch.value.get("on") is not False, "switch": switch}
    return render(request, "desk/automatic/page.html", frame(request, folder="automatic") | context)

"""A conversation that must not be deleted, whatever its age and whoever asks."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.desk.access import StaffRequest, conversation_of, staff
from rapport.desk.conversations.views import back
from rapport.flows import keep
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.retention.actions import RetentionError
from rapport.team.rules import May


@staff(may=May.KNOW)
@require_POST
def keeping(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep it, or no more: that only a lead may say, or whoever kept it."""
    found = conversation_of(request, reference)
    try:
        if request.POST.get("on") == "1":
            keep.keep(found, request.POST.get("why", ""), actor=request.user, at=now())
            flash.success(request, _("%(reference)s is kept from deletion.") % {"reference": found.reference})
        elif keep.keep_no_more(found, actor=request.user, at=now()):
            flash.success(request, _("%(reference)s is kept no more.") % {"reference": found.reference})
    except keep.NotTheirs as error:
        raise PermissionDenied from error
    except RetentionError as error:
        flash.error(request, said(str(error)))
    return back(request, found)

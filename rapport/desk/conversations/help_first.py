"""A lead is asked to look at a tricky case before its answer is sent."""

from django.contrib import messages as flash
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.desk.access import StaffRequest, conversation_of, staff
from rapport.desk.conversations.tricky import tricky
from rapport.desk.conversations.views import back
from rapport.flows.note_is_written import note_is_written
from rapport.platform.clock import now

MOST_QUOTED = 4_000


@staff
@require_POST
def help_first(request: StaffRequest, reference: str) -> HttpResponse:
    """In a note that holds the reasons and the draft as it is now; the draft stays."""
    found, at = conversation_of(request, reference), now()
    case = tricky(found, request.user, at)
    if case is None:
        flash.info(request, _("Nobody needs to be asked any more. Your draft is kept."))
        return back(request, found)
    words = _("Please look at this before I answer: %(reasons)s.") % {"reasons": case.words}
    if draft := request.POST.get("text", "").strip()[:MOST_QUOTED]:
        words += "\n\n" + _("My draft:") + "\n" + "\n".join(f"> {line}" for line in draft.splitlines())
    note_is_written(found, request.user, words, at=at, asked=[case.lead.pk])
    flash.success(request, _("%(name)s is asked to look at it. Your draft is kept.") % {"name": case.lead.first_name})
    return back(request, found)

"""Who else is part of a conversation."""

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.customers.rules import AddressProblem
from rapport.desk.access import StaffRequest, conversation_of, message_of, staff
from rapport.desk.customers.forms import PersonForm
from rapport.desk.pile import lists
from rapport.flows import participate
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.rules import May

PROBLEMS = (AddressProblem, ConversationError)


@staff(may=May.KNOW)
@require_POST
def participants(request: StaffRequest, reference: str) -> HttpResponse:
    """Let somebody in, from now on."""
    found = conversation_of(request, reference)
    try:
        person = PersonForm(request.POST).somebody()
        participate.add(found, person, actor=request.user, at=now())
    except PROBLEMS as problem:
        flash.error(request, said(str(problem)))
    else:
        flash.success(
            request,
            _("%(value)s is part of %(reference)s now.")
            % {"value": person.name or person.address, "reference": found.reference},
        )
    return back(request, found)


@staff(may=May.KNOW)
@require_POST
def removal(request: StaffRequest, reference: str) -> HttpResponse:
    """Take somebody out. What they were sent stays sent."""
    found = conversation_of(request, reference)
    address = request.POST.get("address", "")[:320]
    participate.remove(found, address, actor=request.user, at=now())
    flash.success(
        request,
        _("%(address)s is no longer part of %(reference)s.") % {"address": address, "reference": found.reference},
    )
    return back(request, found)


@staff(may=May.KNOW)
@require_POST
def admission(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A held message counts, and whoever wrote it is part of the conversation."""
    message = message_of(request, public_id)
    try:
        participate.let_in(message, actor=request.user, at=now())
    except ConversationError as error:
        flash.error(request, said(str(error)))
    return back(request, message.conversation, f"#message-{message.pk}")


def back(request: StaffRequest, found: Conversation, place: str = "") -> HttpResponse:
    """To the conversation beside the list it was opened from."""
    folder = request.GET.get("in", "pile")
    answer = redirect("desk:conversation", reference=found.reference)
    return redirect(f"{answer['Location']}?in={folder if lists.is_list(request.user, folder) else 'pile'}{place}")

"""What becomes of a reply that was not delivered."""

from uuid import UUID

from django import forms
from django.contrib import messages as flash
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.channels.email.actions import AgainError
from rapport.customers.rules import AddressProblem, address
from rapport.desk.access import StaffRequest, message_of, staff
from rapport.desk.conversations.views import back
from rapport.flows import undelivered
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.rules import May


class ElsewhereForm(forms.Form):
    address = forms.CharField(max_length=320, strip=True)


@staff
@require_POST
def sending(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Try again to send what was not delivered."""
    message = message_of(request, public_id)
    if undelivered.send_again(message, at=now()):
        flash.success(request, _("It is being sent again."))
    else:
        flash.info(request, _("There is nothing to send again: it was delivered or is on its way."))
    return back(request, message.conversation, message)


@staff(may=May.KNOW)
@require_POST
def elsewhere(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Send the reply to another address of the same person."""
    message = message_of(request, public_id)
    form = ElsewhereForm(request.POST)
    try:
        to = address(form.cleaned_data["address"] if form.is_valid() else "")
        undelivered.send_elsewhere(message, to, actor=request.user, at=now())
    except (AddressProblem, AgainError) as problem:
        flash.error(request, said(str(problem)))
    else:
        flash.success(request, _("It is being sent to %(to)s.") % {"to": to})
    return back(request, message.conversation, message)


@staff
@require_POST
def settling(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Somebody reached the customer in another way, so nobody need be reminded any more."""
    message = message_of(request, public_id)
    if undelivered.settle(message, actor=request.user, at=now()):
        flash.success(request, _("It is settled."))
    else:
        flash.info(request, _("There is nothing to settle: it was delivered, is on its way, or is settled."))
    return back(request, message.conversation)

"""Customers: whose conversation it is, and what we know of them."""

from django.contrib import messages as flash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.customers.rules import AddressProblem
from rapport.desk.access import StaffRequest, conversation_of, staff
from rapport.desk.customers.forms import PersonForm
from rapport.desk.customers.people import back
from rapport.desk.present.customer import called
from rapport.flows.set_customer import set_customer, take_back
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.rules import May

PROBLEMS = (AddressProblem, ConversationError)


@staff
@require_POST
def of_conversation(request: StaffRequest, reference: str) -> HttpResponse:
    """Say whose conversation it is. Sent with the handle of who it was before, it takes that back."""
    found = conversation_of(request, reference)
    if not request.user.may(May.KNOW):
        raise PermissionDenied
    try:
        changed = _change(request, found)
    except PROBLEMS as problem:
        flash.error(request, said(str(problem)))
    else:
        flash.success(
            request,
            _("%(reference)s is %(called)s’s now.")
            % {"reference": changed.reference, "called": called(changed.identity)},
        )
    return back(request, found)


def _change(request: StaffRequest, found: Conversation) -> Conversation:
    form = PersonForm(request.POST)
    person = form.person()
    if person is None:
        return take_back(found, form.cleaned_data["handle"], actor=request.user, at=now())
    return set_customer(found, person, actor=request.user, at=now())[0]

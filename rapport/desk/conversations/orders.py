"""What the shop knows of a conversation's customer, asked after the page is there."""

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.conversations.models import Conversation
from rapport.customers import queries as customers
from rapport.desk.access import StaffRequest, conversation_of, staff_with
from rapport.orders import asking, queries
from rapport.platform.clock import now
from rapport.team.models import User
from rapport.team.rules import May
from rapport.web.addresses import reverse


def orders_url(user: User, conversation: Conversation) -> str:
    """Where the card comes from; empty when no shop is asked, nobody is to be asked about, or it is not for this user:
    what a shop says of somebody may be an address."""
    if queries.source() is None or not user.may(May.CONTACT) or not conversation.identity.address:
        return ""
    return reverse("desk:orders", args=[conversation.reference])


@staff_with(May.CONTACT)
@require_safe
def orders(request: StaffRequest, reference: str) -> HttpResponse:
    conversation = conversation_of(request, reference)
    source, customer = queries.source(), conversation.customer
    addresses = [one.address for one in customers.addresses_of(customer) if one.address]
    if source is None or not addresses:
        return HttpResponse(status=204)
    if not connection.in_atomic_block:
        connection.close()  # a shop that is slow would hold it, and with a few others all there are
    heard = asking.known(source, str(customer.public_id), addresses, at=now())
    return render(request, "desk/conversations/_orders.html", {"heard": heard})

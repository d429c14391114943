"""Forgetting a person, which cannot be undone: shown first, then done on a typed word."""

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from rapport.conversations import queries as conversations
from rapport.customers.actions import CustomerError
from rapport.desk.access import StaffRequest, customer_of, staff
from rapport.desk.frame import frame
from rapport.desk.present.names import name_of
from rapport.flows.forget_customer import forget_customer
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team.rules import May


@staff(may=May.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = customer_of(request, public_id)
    problem = ""
    if request.method == "POST":
        if request.POST.get("word", "").strip().casefold() != gettext("forget").casefold():
            problem = gettext("Nothing was erased. Type the word as it stands there.")
        else:
            try:
                count = forget_customer(found, actor=request.user, at=now())
            except CustomerError as error:
                problem = said(str(error))
            else:
                text = ngettext(
                    "Forgotten, with %(count)d conversation.", "Forgotten, with %(count)d conversations.", count
                )
                flash.success(request, text % {"count": count})
                return redirect("desk:customer", public_id=found.public_id)
    context = {
        "customer": found,
        "name": name_of(found),
        "total": sum(conversations.counts_by_identity(request.user, found).values()),
        "word": gettext("forget"),
        "problem": problem,
    }
    return render(request, "desk/customers/erasure.html", frame(request) | context, status=422 if problem else 200)

"""What customers allowed to be quoted, and what of it stands in public; that is a lead's to choose."""

from typing import Any

from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, inbox_ids, known_conversations, leads, staff
from rapport.desk.audit import wrote
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.reports.present import tabs
from rapport.feedback import actions, queries
from rapport.feedback.models import Quote
from rapport.platform.clock import now

SIZE = 30


@staff
@require_safe
def quotes(request: StaffRequest) -> HttpResponse:
    known, seen = known_conversations(request.user), inbox_ids(request.user)
    found = queries.quotes(known, before=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    context = {
        "tabs": tabs("quotes", request.user),
        "rows": [_row(one) for one in shown],
        "places": [
            {"name": one.name, "url": reverse("portal:quotes", args=[one.pk]), "data_url": _data(one.pk)}
            for one in queries.places_of_quotes()
            if seen is None or one.pk in seen
        ],
        "more_url": f"?after={write_cursor(shown[-1].allowed_at, shown[-1].pk)}" if more else "",
    }
    return render(request, "desk/ratings/quotes.html", frame(request, folder="ratings") | context)


def _data(inbox: int) -> str:
    return reverse("portal:quotes_data", args=[inbox])


def _row(one: Quote) -> dict[str, Any]:
    conversation = one.rating.conversation
    return {
        "quote": one,
        "customer": conversation.customer,
        "inbox": conversation.inbox.name,
        "reference": conversation.reference,
        "url": reverse("desk:conversation", args=[conversation.reference]),
    }


@leads
@require_POST
def quote(request: StaffRequest, pk: int) -> HttpResponse:
    """On the public page, or not any more."""
    shown = request.POST.get("on") == "1"
    with transaction.atomic():
        one = queries.quote(pk)
        if one is None:  # withdrawn meanwhile, or never there
            raise Http404
        actions.show_quote(one, shown, by=request.user, at=now())
        wrote(request, "quote.shown" if shown else "quote.hidden", one.rating.conversation.reference, quote=pk)
    flash.success(request, gettext("Everybody can read it now.") if shown else gettext("It stands in public no more."))
    return redirect(reverse("desk:quotes") + f"#quote-{pk}")

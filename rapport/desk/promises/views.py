"""What is promised to customers and not kept yet, late ones first."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.desk.access import StaffRequest, known_conversations, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.promises import queries
from rapport.promises.models import Promise

SIZE = 50


@staff
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """One's own, or everybody's in the conversations that one may know of."""
    whole, after = request.GET.get("of") == "all", read_cursor(request.GET.get("after", ""))
    rows = queries.page_of_open(
        known_conversations(request.user), owner=None if whole else request.user, after=after, size=SIZE + 1
    )
    shown, address = rows[:SIZE], reverse("desk:promises")
    further = f"{address}?{'of=all&' if whole else ''}after="
    context = {
        "promises": [_shown(one) for one in shown],
        "whole": whole,
        "tabs": [
            {"name": _("Mine"), "url": address, "current": not whole},
            {"name": _("All"), "url": f"{address}?of=all", "current": whole},
        ],
        "more_url": f"{further}{write_cursor(shown[-1].due_at, shown[-1].pk)}" if len(rows) > SIZE else "",
    }
    return render(request, "desk/promises/page.html", frame(request, folder="promises") | context)


def _shown(one: Promise) -> dict[str, Any]:
    found = one.conversation
    return {
        "url": reverse("desk:conversation", args=[found.reference]),
        "name": str(found.customer),
        "subject": found.subject,
        "text": one.text,
        "due": one.due_at,
        "owner": one.owner.first_name if one.owner else _("Nobody"),
    }

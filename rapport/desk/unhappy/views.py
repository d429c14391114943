"""Who is unhappy for long, and who speaks with them: a list that somebody leaves when they were spoken with."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rapport.desk.access import StaffRequest, customer_of, inbox_ids, known_conversations, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.names import name_of
from rapport.desk.present.relationship import days_of, last_good, trends
from rapport.platform.clock import now
from rapport.relationships import actions, queries, rules
from rapport.relationships.actions import NOTE_CHARS, RelationshipError
from rapport.relationships.models import Unhappy
from rapport.team.models import User
from rapport.team.rules import May

SIZE = 30


class ContactForm(forms.Form):
    note = forms.CharField(max_length=NOTE_CHARS, required=False)


@staff
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Those to be spoken with, the longest first; or those who were, and are unhappy still."""
    at, known = now(), known_conversations(request.user)
    contacted, mine = request.GET.get("contacted") == "1", request.GET.get("mine") == "1"
    rows = queries.long_unhappy(
        known,
        at=at,
        contacted=contacted,
        owner=request.user.pk if mine else None,
        after=read_cursor(request.GET.get("after", "")),
        size=SIZE + 1,
    )
    shown, more = rows[:SIZE], len(rows) > SIZE
    directions = trends(queries.signals([one.customer_id for one in shown], inbox_ids(request.user), at=at), known, at)
    kept = ("&contacted=1" if contacted else "") + ("&mine=1" if mine else "")
    address = reverse("desk:unhappy")
    context = {
        "rows": [
            {
                "row": one,
                "customer": one.customer,
                "name": name_of(one.customer),
                "reference": one.conversation.reference,
                "days": days_of(one.since, at),
                "good": last_good(one.last_good_at, at),
                "trend": directions.get(one.customer_id),
            }
            for one in shown
        ],
        "tabs": [
            {"name": _("To be spoken with"), "url": address, "current": not contacted and not mine},
            {"name": _("Mine"), "url": f"{address}?mine=1", "current": mine},
            {"name": _("Spoken with"), "url": f"{address}?contacted=1", "current": contacted},
        ],
        "days": rules.LONG.days,
        "is_contacted": contacted,
        "may_work": request.user.may(May.WORK),
        "more_url": f"{address}?after={write_cursor(shown[-1].since, shown[-1].customer_id)}{kept}" if more else "",
    }
    return render(request, "desk/unhappy/page.html", frame(request, folder="unhappy") | context)


def _found(request: StaffRequest, public_id: UUID) -> Unhappy:
    customer = customer_of(request, public_id)
    found = queries.unhappy(customer.pk, known_conversations(request.user))
    if found is None:
        raise Http404
    return found


@staff
@require_POST
def owner(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Look after them oneself, or no more."""
    found = _found(request, public_id)
    mine = found.owner_id == request.user.pk
    new: User | None = None if mine else request.user
    actions.take(found, new, actor=request.user, at=now())
    return redirect(_back(request))


@staff
@require_POST
def contact(request: StaffRequest, public_id: UUID) -> HttpResponse:
    found = _found(request, public_id)
    form = ContactForm(request.POST)
    try:
        actions.note_contact(found, form.data.get("note", ""), actor=request.user, at=now())
    except RelationshipError as problem:
        flash.error(request, str(problem))
    else:
        flash.success(request, _("Kept. They come back here if they are unhappy again."))
    return redirect(_back(request))


def _back(request: StaffRequest) -> str:
    """To the list it was pressed in."""
    kept: Any = request.POST.get("list", "")
    return reverse("desk:unhappy") + {"mine": "?mine=1", "contacted": "?contacted=1"}.get(kept, "")

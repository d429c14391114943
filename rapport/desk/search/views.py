"""The page of a search."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rapport.conversations.queries import by_reference
from rapport.customers.models import Customer
from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import around, frame
from rapport.desk.pile import lists, names
from rapport.desk.pile.found import today
from rapport.search import queries
from rapport.search.queries import TooSlow
from rapport.search.rules import OPERATORS, NotUnderstood, Query, read


@staff
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """What was found beside the help. The number of a conversation leads straight to it."""
    text = request.GET.get("q", "").strip()
    query = _read(text)
    if reference := query.reference:
        found = by_reference(request.user, reference)
        if found is not None:
            return redirect("desk:conversation", reference=found.reference)
    context = frame(request, folder="search") | lists.shown(request, names.of_search(text))
    is_filling = queries.FILLED not in around(request.user).facts
    context |= {"people": _people(request, query), "help": _help(), "is_filling": is_filling}
    return render(request, "desk/search/page.html", context)


def _read(text: str) -> Query:
    """An empty one for what is not understood: the list says why."""
    try:
        return read(text, today=today())
    except NotUnderstood:
        return Query()


def _people(request: StaffRequest, query: Query) -> list[dict[str, Any]]:
    """Customers of this name, or of one that is like it."""
    try:
        return [person(one) for one in queries.named(request.user, query.names)]
    except TooSlow:
        return []


def person(customer: Customer) -> dict[str, Any]:
    addresses = [one.address for one in customer.identities.all() if one.address]
    about = [str(customer.organization)] if customer.organization else []
    return {"customer": customer, "about": " · ".join([*about, *addresses[:1]])}


def _help() -> list[dict[str, str]]:
    words = [
        {"example": "chain gear", "text": _("Both words, anywhere in the conversation")},
        {"example": '"third gear"', "text": _("Exactly these words")},
        {"example": "bra*", "text": _("Every word that begins like this")},
        {"example": "chain -brake", "text": _("One word, and not the other; a minus goes before operators too")},
        {"example": "R-1042", "text": _("The conversation with this number")},
    ]
    return [*words, *({"example": one.example, "text": _(one.text)} for one in OPERATORS)]

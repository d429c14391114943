"""One's own faces for mails that other tools send, to be copied; and what came back by them."""

from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rapport.customers.models import Identity
from rapport.customers.queries import by_handle
from rapport.desk.access import StaffRequest, staff, staff_with
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.reports import present
from rapport.desk.settings.menu import settings_frame
from rapport.desk.settings.writing import LANGUAGES
from rapport.feedback.faces import Point
from rapport.platform.clock import now
from rapport.platform.said import in_language_of
from rapport.snippets import actions, queries
from rapport.snippets.models import Outside, Snippet
from rapport.team.rules import May

VIEW = "snippet"
SIZE = 50
writers = staff_with(May.WRITE)


@writers
@require_http_methods(["GET", "HEAD", "POST"])
def snippet(request: StaffRequest) -> HttpResponse:
    """Made when one first asks for it; made anew, mails that carry the old one answer nobody any more."""
    if request.method == "POST":
        actions.make(request.user, at=now())
        flash.success(request, _("Your faces are ready to be copied."))
        return redirect("desk:snippet")
    known, address = queries.of_user(request.user), request.GET.get("address", "").strip().lower()[:320]
    language = request.GET.get("language", "")
    language = language if language in dict(LANGUAGES) else ""
    identity = by_handle(f"{Identity.Kind.EMAIL}:{address}") if address and request.user.may(May.CONTACT) else None
    context: dict[str, Any] = {
        "page_title": _("Faces for other tools"),
        "snippet": known,
        "address": address,
        "language": language,
        "languages": LANGUAGES,
        "identity": identity,
        "unknown": bool(address) and identity is None,
        "ratings": [_row(one) for one in queries.page(request.user, size=10)],
    }
    if known is not None:
        context |= _ready(known, identity, language)
    return render(request, "desk/settings/snippet.html", settings_frame(request, VIEW) | context)


def _ready(known: Snippet, identity: Identity | None, language: str) -> dict[str, Any]:
    """As HTML and as plain text, to be copied."""
    with in_language_of(language):
        links = queries.links(known, identity, language)
        shown = {"links": [(link.point, link.url) for link in links], "trap_url": queries.trap_url(known)}
        html = render_to_string("web/mail/_snippet.html", shown).strip()
        plain = render_to_string("web/mail/_snippet.txt", shown).strip()
    points: list[Point] = [link.point for link in links]
    return {"html": html, "plain": plain, "points": points}


@staff
@require_safe
def outside(request: StaffRequest) -> HttpResponse:
    """What was clicked in mails of other tools: everybody's for leads, one's own for others."""
    whose = None if request.user.is_lead else request.user
    found = queries.page(whose, before=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    last = found[SIZE - 1] if len(found) > SIZE else None
    context = {
        "tabs": present.tabs("outside", request.user),
        "ratings": [_row(one) for one in found[:SIZE]],
        "more_url": f"{reverse('desk:outside')}?after={write_cursor(last.changed_at, last.pk)}" if last else "",
    }
    return render(request, "desk/ratings/outside.html", frame(request, folder="ratings") | context)


def _row(one: Outside) -> dict[str, Any]:
    return {
        "rating": one,
        "author": one.user,
        "customer": one.customer,
        "url": reverse("desk:customer", args=[one.customer.public_id]) if one.customer else "",
    }

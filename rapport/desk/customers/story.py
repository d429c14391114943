"""The one timeline of a customer, and what they may take home of it."""

import json
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from rapport.customers import actions as customers
from rapport.customers.models import Customer
from rapport.desk.access import StaffRequest, customer_of, staff
from rapport.desk.frame import frame
from rapport.desk.present import story
from rapport.desk.present.names import name_of
from rapport.platform.clock import now
from rapport.team.models import User


@staff
@require_safe
def timeline(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Mails, notes, ratings, promises and recoveries of all conversations that the user may see, the newest first."""
    found = customer_of(request, public_id)
    if found.public_id != public_id:
        return redirect("desk:customer-timeline", public_id=found.public_id)
    only = request.GET.get("only", "")
    rows = story.page(request.user, found, only=only, before=_cursor(request), size=story.SIZE + 1)
    shown, more = rows[: story.SIZE], len(rows) > story.SIZE
    address = reverse("desk:customer-timeline", args=[found.public_id])
    context = {
        "customer": found,
        "name": name_of(found),
        "happenings": shown,
        "tabs": [_tab(address, only, "", gettext("All"))]
        + [_tab(address, only, key, kind.name) for key, kind in story.KINDS.items()],
        "more_url": f"{address}?{urlencode({'only': only, 'before': _written(shown[-1].place)})}" if more else "",
        "export_url": "" if request.user.is_partner else reverse("desk:customer-export", args=[found.public_id]),
    }
    return render(request, "desk/customers/timeline.html", frame(request) | context)


def _tab(address: str, only: str, key: str, name: object) -> dict[str, object]:
    url = f"{address}?only={key}" if key else address
    return {"url": url, "name": name, "current": key == (only if only in story.KINDS else "")}


def _written(place: story.Place) -> str:
    return f"{place[0].isoformat()}~{place[1]}~{place[2]}"


def _cursor(request: StaffRequest) -> story.Place | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        moment, kind, pk = text.split("~")
        found = datetime.fromisoformat(moment), kind, int(pk)
        if found[0].tzinfo is None:
            raise ValueError(moment)
    except ValueError as error:
        raise Http404 from error
    return found


@staff
@require_POST
def export(request: StaffRequest, public_id: UUID) -> StreamingHttpResponse | HttpResponseRedirect:
    """What the customer may have of it, a JSON object a line: without notes, without other people's addresses."""
    found = customer_of(request, public_id)
    if request.user.is_partner:
        raise PermissionDenied
    customers.note_export(found, actor=request.user, at=now())
    response = StreamingHttpResponse(_lines(request.user, found), content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="customer-{found.public_id}.jsonl"'
    return response


def _lines(user: User, found: Customer) -> Iterator[str]:
    for one in story.whole(user, found):
        line = {
            "at": one.at.isoformat(),
            "kind": one.kind,
            "title": one.title,
            "text": one.words,
            "by": one.by,
            "conversation": one.conversation.reference,
            "subject": one.conversation.subject,
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"

"""What customers said of our replies, the newest first. Suspect votes are listed, and say so."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rapport.conversations import queries as conversations
from rapport.desk.access import StaffRequest, staff
from rapport.desk.frame import frame
from rapport.desk.pile.paging import read_cursor, write_cursor
from rapport.desk.present.thread import clicked, said
from rapport.desk.reports.present import tabs
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating

SIZE = 50


@staff
@require_safe
def ratings(request: StaffRequest) -> HttpResponse:
    visible = conversations.visible_inbox_ids(request.user)
    found = feedback.page(visible, before=read_cursor(request.GET.get("after", "")), size=SIZE + 1)
    shown, more = found[:SIZE], len(found) > SIZE
    following = write_cursor(shown[-1].changed_at, shown[-1].pk) if more else ""
    context = {
        "ratings": [_row(one) for one in shown],
        "tabs": tabs("ratings", request.user),
        "more_url": f"{reverse('desk:ratings')}?after={following}" if following else "",
    }
    return render(request, "desk/ratings/page.html", frame(request, folder="ratings") | context)


def _row(one: Rating) -> dict[str, Any]:
    return {
        "rating": one,
        "customer": one.conversation.customer,
        "author": one.invite.author,
        "reply": one.invite.message.text,
        "about_recovery": one.invite.about == "recovery",
        "url": reverse("desk:conversation", args=[one.conversation.reference]) + f"#message-{one.invite.message_id}",
        "reference": one.conversation.reference,
        "said": ", ".join([*clicked(one), *said(one.chips)]).capitalize(),
    }

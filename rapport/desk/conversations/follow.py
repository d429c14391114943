"""Hearing of news in a conversation, or no more."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from rapport.conversations import actions
from rapport.desk.access import StaffRequest, conversation_of, staff
from rapport.desk.conversations.views import back
from rapport.platform.clock import now
from rapport.team.models import User
from rapport.team.rules import May


@staff(may=May.SELF)
@require_POST
def following(request: StaffRequest, reference: str) -> HttpResponse:
    found = conversation_of(request, reference)
    user: User = request.user
    change = actions.follow if request.POST.get("on") == "1" else actions.unfollow
    change(found, user, at=now())
    return back(request, found)

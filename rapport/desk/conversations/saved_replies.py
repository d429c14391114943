"""Saved replies for one conversation: what the composer offers, and one of them with its names filled in."""

from typing import Any

from django.http import Http404, JsonResponse
from django.views.decorators.http import require_safe

from rapport.conversations.models import Conversation
from rapport.desk.access import StaffRequest, conversation_of, staff_with
from rapport.desk.present import saved_replies as words
from rapport.knowledge import queries
from rapport.knowledge.models import SavedReply
from rapport.team import queries as team
from rapport.team.rules import May
from rapport.web.addresses import reverse

SNIPPET = 160
writers = staff_with(May.WRITE)


@writers
@require_safe
def index(request: StaffRequest, reference: str) -> JsonResponse:
    """Those that fit here, the most used first."""
    found = conversation_of(request, reference)
    people = {one.pk: one.name for one in team.active_users()}
    usable = queries.usable_here(request.user, found.inbox)
    return JsonResponse({"choices": [_choice(one, found, people) for one in usable]})


def _choice(one: SavedReply, conversation: Conversation, people: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "text": one.text[:SNIPPET],
        "does": ", ".join(words.does(one.actions, people)),
        "url": reverse("desk:conversation-saved-reply", args=[conversation.reference, one.pk]),
    }


@writers
@require_safe
def saved_reply(request: StaffRequest, reference: str, pk: int) -> JsonResponse:
    """Its words for this conversation, escaped and cleaned; `left`: what is still in braces."""
    found = conversation_of(request, reference)
    one = queries.one_here(request.user, found.inbox, pk)
    if one is None:
        raise Http404
    return JsonResponse({"id": one.pk, "name": one.name, **words.for_conversation(one, found, request.user)})

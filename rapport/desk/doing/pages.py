"""What the pages of merging, splitting and of a long piece of work show."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.changes import queries as journal
from rapport.changes.models import Change
from rapport.conversations import queries as conversations
from rapport.conversations.models import FIRST_NUMBER, Conversation
from rapport.desk.access import StaffRequest
from rapport.desk.conversations.views import folder_of
from rapport.desk.doing import words
from rapport.desk.present import doing
from rapport.desk.present.people import who
from rapport.labels.queries import labels
from rapport.platform.clock import now
from rapport.platform.said import said
from rapport.team import queries as team
from rapport.team.models import Team

CANDIDATES = 12
CLOSE_BY = timedelta(days=3)


def bar(request: StaffRequest) -> dict[str, Any]:
    """People, inboxes, tags, types and statuses to choose from."""
    known = labels()
    return {
        "people": team.active_users(),
        "inboxes": conversations.visible_inboxes(request.user).filter(is_active=True),
        "tags": list(known.tags),
        "types": known.types,
        "statuses": doing.statuses(known),
    }


def joining(request: StaffRequest, conversation: Conversation) -> dict[str, Any]:
    """The customer's other conversations, each with what speaks for its being the same matter."""
    others = conversations.others_of(request.user, conversation, CANDIDATES)
    linked = {one.pk for one in conversations.linked_with(request.user, conversation)}
    return _of(request, conversation) | {
        "candidates": [
            {
                "reference": one.reference,
                "subject": one.subject,
                "snippet": one.snippet,
                "status": one.get_status_display(),
                "at": one.last_message_at,
                "url": reverse("desk:conversation", args=[one.reference]),
                "reasons": reasons(conversation, one),
                "linked": one.pk in linked,
            }
            for one in others
            if one.merged_into_id is None
        ]
    }


def reasons(one: Conversation, other: Conversation) -> list[str]:
    """What speaks for two conversations of a customer being about one matter."""
    found = [_("Same customer")]
    if _bare(one.subject) == _bare(other.subject):
        found.append(_("Same subject"))
    if one.identity_id == other.identity_id:
        found.append(_("From the same address"))
    if abs(one.created_at - other.created_at) <= CLOSE_BY:
        found.append(_("Begun within three days"))
    return found


def _bare(subject: str) -> str:
    """Without what mail programs put in front."""
    while (head := subject.partition(":"))[1] and len(head[0]) <= 3:
        subject = head[2].strip()
    return subject.casefold().strip()


def moving(request: StaffRequest, conversation: Conversation) -> dict[str, Any]:
    """Every inbox that the user sees, and every team."""
    seen = conversations.visible_inboxes(request.user).filter(is_active=True)
    teams = Team.objects.all()
    return _of(request, conversation) | {"inboxes": seen.exclude(pk=conversation.inbox_id), "teams": teams}


def splitting(request: StaffRequest, conversation: Conversation) -> dict[str, Any]:
    """Every message that can become part of another conversation."""
    return _of(request, conversation) | {
        "messages_here": [
            {"id": one.pk, "author": who(one), "at": one.at, "text": one.shown_text[:300], "kind": one.kind}
            for one in conversations.thread(conversation)
            if not one.held
        ]
    }


def _of(request: StaffRequest, conversation: Conversation) -> dict[str, Any]:
    name = folder_of(request)
    back_url = reverse("desk:conversation", args=[conversation.reference]) + f"?in={name}"
    return {
        "conversation": conversation,
        "back_url": back_url,
        "doing_url": reverse("desk:doing", args=[conversation.reference]) + f"?in={name}",
    }


def progress(change: Change) -> dict[str, Any]:
    """How many are done, how many refused, and the way back once it is over."""
    refused = [(FIRST_NUMBER + pk, why) for pk, why in change.data.get("refused", [])]
    return {
        "change": change,
        "done": journal.done_count(change),
        "of": change.data.get("of", 0),
        "left": len(change.left or []),
        "refused_count": change.data.get("refused_count", 0),
        "refused": _listed(refused),
        "undo_url": reverse("desk:undoing", args=[change.pk]) if change.may_be_undone(now()) else "",
        "progress_url": reverse("desk:progress", args=[change.pk]),
    }


def _listed(refused: Iterable[tuple[int, str]]) -> list[str]:
    return [f"R-{number}: {said(why)}" for number, why in list(refused)[: words.LISTED]]

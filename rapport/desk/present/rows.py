"""Rows of the lists: who, about what, and why it stands where it stands."""

from collections.abc import Iterable, Sequence
from typing import Any

from rapport.conversations.models import Conversation, Priority
from rapport.desk.present.why import explained, why
from rapport.feedback import queries as feedback
from rapport.triage.models import Placement
from rapport.web.addresses import reverse


def pile_rows(placements: Sequence[Placement], *, folder: str, current: int | None = None) -> list[dict[str, Any]]:
    """Rows of the pile, each with the reasons for its place; one query for all faces."""
    faces = feedback.newest_scores([placed.conversation_id for placed in placements])
    return [_row(placed.conversation, folder, current, faces) | _place(placed) for placed in placements]


def _place(placed: Placement) -> dict[str, Any]:
    told = explained(placed)
    first, *boosts = (term["words"] for term in why(placed))
    return {
        "due": told.due_at,
        "obligation": first,
        "reasons": boosts,
        "treated_as_due": told.treated_as_due,
        "terms": told.reasons,
    }


def conversation_rows(
    conversations: Iterable[Conversation], *, folder: str, current: int | None = None
) -> list[dict[str, Any]]:
    """Rows of a list that is ordered by time."""
    shown = list(conversations)
    faces = feedback.newest_scores([one.pk for one in shown])
    return [_row(one, folder, current, faces) | {"status": one.get_status_display()} for one in shown]


def _row(one: Conversation, folder: str, current: int | None, faces: dict[int, int]) -> dict[str, Any]:
    return {
        "pk": one.pk,
        "id": f"row-{one.pk}",
        "url": f"{reverse('desk:conversation', args=[one.reference])}?in={folder}",
        "reference": one.reference,
        "name": str(one.customer),
        "subject": one.subject,
        "snippet": one.snippet,
        "at": one.last_message_at,
        "unread": one.waiting_since is not None and one.assignee_id is None,
        "current": one.pk == current,
        "face": faces.get(one.pk),
        "priority": Priority(one.priority).label if one.priority else "",
        "priority_tone": "warn" if one.priority > 0 else "plain",
        "type": one.type_name or "",
        "tags": one.tag_names[:3],
        "later": one.snoozed_until,
        "assignee": one.assignee.first_name if one.assignee else "",
        "status": one.get_status_display() if one.status_name else "",
        "own_status": one.status_name or "",
        "reasons": [],
        "extra": (),
    }

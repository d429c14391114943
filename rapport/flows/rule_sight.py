"""What a rule may look at, taken from the rooms: only what its conditions ask for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rapport.automation.rules import BODY_CHARS, CUSTOM, Rule, Snapshot
from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating
from rapport.team.opening import is_open
from rapport.team.queries import plain_hours


def asked_for(rules: Iterable[Rule]) -> set[str]:
    """The fields that these rules look at."""
    return {one.field for rule in rules for one in rule.conditions}


def snapshot(conversation: Conversation, fields: set[str], *, at: datetime, about: Any = None) -> Snapshot:
    """How the conversation looks now. `about`: the message or rating that is the matter; else the customer's last."""
    seen: dict[str, Any] = {
        "inbox": str(conversation.inbox_id),
        "subject": conversation.subject,
        "tag": tuple(conversation.tag_names),
        "type": conversation.type,
        "priority": str(conversation.priority),
        "status": conversation.status,
        "custom_status": conversation.custom_status,
        "assignee": str(conversation.assignee_id or ""),
        "team": str(conversation.team_id or ""),
        "complaint": conversation.is_complaint,
        "fields": conversation.fields if any(name.startswith(CUSTOM) for name in fields) else {},
    }
    if fields & {"body", "sender", "domain", "attachment"}:
        seen |= _of_message(conversation, fields, about)
    if "organization" in fields:
        organization = conversation.customer.organization
        seen["organization"] = organization.name if organization else ""
    if "rating" in fields:
        seen["rating"] = _score(conversation, about)
    if "hours" in fields and conversation.inbox.hours is not None:
        seen["hours"] = is_open(plain_hours(conversation.inbox.hours), at)
    return Snapshot(**seen)


def _of_message(conversation: Conversation, fields: set[str], about: Any) -> dict[str, Any]:
    """The customer's words, and who sent them; of a note or reply its own words."""
    message = about if isinstance(about, Message) else conversations.last_from_customer(conversation)
    if message is None:
        return {"sender": conversation.identity.address}
    is_theirs = message.kind == Message.Kind.INBOUND
    return {
        "body": message.shown_text[:BODY_CHARS],
        "sender": message.from_address if is_theirs else conversation.identity.address,
        "attachment": "attachment" in fields and message.attachments.filter(inline=False).exists(),
    }


def _score(conversation: Conversation, about: Any) -> int | None:
    if isinstance(about, Rating):
        return about.score
    counted = Rating.objects.filter(conversation=conversation, state__in=Rating.COUNTED)
    return counted.order_by("-changed_at").values_list("score", flat=True).first()

"""Whose conversation it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from rapport.conversations import queries
from rapport.conversations.actions.errors import ConversationError
from rapport.conversations.models import Conversation
from rapport.platform import events
from rapport.team.models import User
from rapport.team.rules import May


def assign(
    conversation: Conversation,
    agent: User | None,
    *,
    actor: User | None,
    at: datetime,
    why: Mapping[str, Any] | None = None,
) -> bool:
    """Give the conversation to an agent, or to nobody; False when it was so. By itself when no actor is named, and then
    `why` says on which grounds. Raises ConversationError if that agent may not see it."""
    if agent is not None and not queries.visible_inboxes(agent).filter(pk=conversation.inbox_id).exists():
        raise ConversationError(
            gettext("%(name)s does not see %(inbox)s. Choose somebody who does.")
            % {"name": agent.name, "inbox": conversation.inbox.name}
        )
    if agent is not None and not agent.may(May.WRITE):
        raise ConversationError(
            f"{agent.name} does not write to customers. Ask in a note instead: @{agent.first_name}."
        )
    if conversation.assignee_id == (agent.pk if agent else None):
        return False
    conversation.assignee = agent
    conversation.save(update_fields=["assignee"])
    data = {"to": agent.pk if agent else None, **(why or {})}
    actor_id = actor.pk if actor else None
    events.record("conversations.assigned", at=at, actor_id=actor_id, conversation_id=conversation.pk, data=data)
    return True

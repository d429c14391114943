"""To which inbox and which team a conversation belongs."""

from datetime import datetime

from rapport.conversations import queries
from rapport.conversations.models import Conversation, Inbox
from rapport.platform import events
from rapport.team.models import Team, User


def move(conversation: Conversation, inbox: Inbox, *, actor: User | None, at: datetime) -> bool:
    """From now on it belongs to this inbox; whoever had it and does not see the inbox has it no more."""
    if conversation.inbox_id == inbox.pk:
        return False
    data = {"from": conversation.inbox_id, "to": inbox.pk}
    conversation.inbox = inbox
    holder = conversation.assignee
    if holder is not None and not queries.visible_inboxes(holder).filter(pk=inbox.pk).exists():
        conversation.assignee = None
    conversation.save(update_fields=["inbox", "assignee"])
    actor_id = actor.pk if actor else None
    events.record("conversations.moved", at=at, actor_id=actor_id, conversation_id=conversation.pk, data=data)
    return True


def give_to_team(conversation: Conversation, team: Team | None, *, actor: User | None, at: datetime) -> bool:
    """A team looks after it, whoever of them answers; None: no team in particular."""
    if conversation.team_id == (team.pk if team else None):
        return False
    conversation.team = team
    conversation.save(update_fields=["team"])
    data = {"to": team.pk if team else None}
    actor_id = actor.pk if actor else None
    events.record("conversations.given_to_team", at=at, actor_id=actor_id, conversation_id=conversation.pk, data=data)
    return True

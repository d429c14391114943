"""Who else is part of a conversation. Only one of us says so; no mail ever does."""

from datetime import datetime

from rapport.conversations.models import Conversation, Participant
from rapport.customers.models import Identity
from rapport.platform import events
from rapport.team.models import User


def add_participant(conversation: Conversation, identity: Identity, *, actor: User, at: datetime) -> bool:
    """From now on this address counts as one of the conversation; False when it did before."""
    _, is_new = Participant.objects.get_or_create(
        conversation=conversation, identity=identity, defaults={"added_by": actor, "added_at": at}
    )
    if is_new:
        _tell("conversations.participant_added", conversation, identity, actor, at)
    return is_new


def remove_participant(conversation: Conversation, identity: Identity, *, actor: User, at: datetime) -> bool:
    """From now on this address is a stranger's again; False when it was before."""
    gone, _ = Participant.objects.filter(conversation=conversation, identity=identity).delete()
    if gone:
        _tell("conversations.participant_removed", conversation, identity, actor, at)
    return bool(gone)


def _tell(name: str, conversation: Conversation, identity: Identity, actor: User, at: datetime) -> None:
    data = {"identity": identity.pk}
    events.record(name, at=at, actor_id=actor.pk, conversation_id=conversation.pk, data=data)

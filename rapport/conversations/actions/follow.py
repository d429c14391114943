"""Who wants to hear of news in a conversation."""

from datetime import datetime

from rapport.conversations.models import Conversation, Follower
from rapport.platform import events
from rapport.team.models import User


def follow(conversation: Conversation, user: User, *, at: datetime) -> bool:
    """False when they did already."""
    _row, is_new = Follower.objects.get_or_create(conversation=conversation, user=user, defaults={"since": at})
    if is_new:
        events.record("conversations.followed", at=at, actor_id=user.pk, conversation_id=conversation.pk)
    return is_new


def unfollow(conversation: Conversation, user: User, *, at: datetime) -> bool:
    """False when they did not."""
    gone = Follower.objects.filter(conversation=conversation, user=user).delete()[0]
    if gone:
        events.record("conversations.unfollowed", at=at, actor_id=user.pk, conversation_id=conversation.pk)
    return bool(gone)

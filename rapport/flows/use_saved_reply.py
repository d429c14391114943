"""A reply that began with a saved one is sent: the saved reply's actions happen to the conversation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Message
from rapport.flows.closing import close_locked
from rapport.knowledge import actions as knowledge
from rapport.knowledge import queries
from rapport.knowledge.rules import DONE, known_actions
from rapport.team.models import User

Act = Callable[[Conversation, Any, User, datetime], None]


def use_saved_reply(
    conversation: Conversation, message: Message, saved_reply: int, *, author: User, at: datetime
) -> None:
    """The caller holds the lock and places afterwards. What cannot be done is left undone: the reply goes out."""
    if queries.one_of(author, saved_reply) is None:
        return
    found = knowledge.used(saved_reply, message, at=at)
    for action in known_actions(found.actions) if found else []:
        try:
            _ACTS[action["do"]](conversation, action["value"], author, at)
        except ConversationError:
            continue


def _status(conversation: Conversation, value: Any, author: User, at: datetime) -> None:
    if value == DONE:
        close_locked(conversation, actor=author, at=at)
    else:
        conversations.keep_open(conversation, at=at)


def _tags(conversation: Conversation, value: Any, author: User, at: datetime) -> None:
    conversations.set_tags(conversation, add=[str(one) for one in value], actor=author, at=at)


def _assign(conversation: Conversation, value: Any, author: User, at: datetime) -> None:
    agent = author if value == "me" else User.objects.filter(pk=value or 0, is_active=True).first()
    if agent is not None:
        conversations.assign(conversation, agent, actor=author, at=at)


def _priority(conversation: Conversation, value: Any, author: User, at: datetime) -> None:
    conversations.set_priority(conversation, int(value), actor=author, at=at)


_ACTS: dict[str, Act] = {"status": _status, "tags": _tags, "assign": _assign, "priority": _priority}

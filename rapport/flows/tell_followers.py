"""Whoever follows a conversation hears of news in it, and whoever has it if they want to."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.alerts.queries import has_devices, wishes_of
from rapport.conversations import queries
from rapport.conversations.models import Conversation, Message
from rapport.flows.raise_alert import raise_alert
from rapport.platform.said import worded

Kind = Alert.Kind
HEARD = frozenset({"message.received", "reply.sent", "note.written"})


def tell_followers(
    event: str, conversation: Conversation, *, at: datetime, about: Any = None, known: Collection[int] = ()
) -> int:
    """Tell of a message to everybody but its author and those who `known` it already; answers how many were told."""
    if event not in HEARD or not isinstance(about, Message) or about.at == conversation.created_at:
        return 0  # of what has just begun nobody can be a follower
    followers = [user for user in queries.followers_of(conversation) if user.pk not in {about.author_id, *known}]
    told = raise_alert(_news(Kind.FOLLOWED, conversation, about), followers, at=at, by_mail=False) if followers else []
    holder = conversation.assignee_id
    if holder is None or holder in {about.author_id, *known} or not _wants(holder):
        return len(told)
    owner = conversation.assignee
    if owner is not None and owner.is_active:
        told += raise_alert(_news(Kind.MINE, conversation, about), [owner], at=at, by_mail=False)
    return len(told)


def _wants(user_id: int) -> bool:
    wishes = wishes_of(user_id)
    if wishes.in_app(Kind.MINE) or wishes.by_mail(Kind.MINE, otherwise=False):
        return True
    return has_devices(user_id) and wishes.by_push(Kind.MINE, otherwise=False)


def _news(kind: Alert.Kind, conversation: Conversation, message: Message) -> News:
    """One key whatever the reason, so that who follows what they have is told once."""
    who = message.author.first_name if message.author else str(conversation.customer)
    words = {
        Message.Kind.INBOUND: _("{who} wrote in {reference}"),
        Message.Kind.REPLY: _("{who} replied in {reference}"),
    }
    sentence = words.get(Message.Kind(message.kind), _("{who} wrote a note in {reference}"))
    return News(
        kind=kind,
        key=f"news:{message.pk}",
        headline=worded(sentence, who=who, reference=conversation.reference),
        body=conversation.subject,
        path=f"/conversations/{conversation.reference}#message-{message.pk}",
        conversation_id=conversation.pk,
    )

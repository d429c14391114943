"""Somebody answers a campaign: an ordinary conversation begins, and its sender has promised to write back."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from rapport.campaigns import actions, queries, rules
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Inbox
from rapport.promises import actions as promises
from rapport.team import opening
from rapport.team.queries import plain_hours

PROMISE = gettext_noop("An answer to what they told us, within two working days")


def campaign_is_answered(conversation: Conversation, *, at: datetime) -> bool:
    """For a caller that holds the lock and places afterwards. False unless this is the first answer to a campaign."""
    outreach = queries.of_conversation(conversation.pk)
    if outreach is None or outreach.answered_at is not None:
        return False
    actions.answered(outreach, at=at)
    conversations.was_reached(conversation)
    sender = outreach.campaign.sender
    owner = sender if sender.is_active else None
    if owner is None and conversation.assignee_id is not None:
        conversations.assign(conversation, None, actor=None, at=at)
    promises.make(conversation, text=PROMISE, due_at=due_at(conversation.inbox, at), owner=owner, at=at)
    return True


def due_at(inbox: Inbox, at: datetime) -> datetime:
    """So many working days from now: those on which somebody is there, else Monday to Friday."""
    hours = plain_hours(inbox.hours) if inbox.hours else None
    for _ in range(rules.ANSWER_DAYS):
        at = opening.next_day(hours, at) if hours else _next_weekday(at)
    return at


def _next_weekday(at: datetime) -> datetime:
    at += timedelta(days=1)
    while at.weekday() > 4:
        at += timedelta(days=1)
    return at

"""A short receipt for a new conversation. It quotes nothing the customer wrote, and it can never be a mail bomb."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rapport.channels.email import actions as email
from rapport.channels.email import queries as mail
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Identity
from rapport.flows.break_loop import may_answer
from rapport.team.opening import next_opening
from rapport.team.queries import plain_hours

AN_HOUR, A_DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=6)
PER_HOUR, PER_DAY = 3, 10
BEFORE_A_TALK = 2


def acknowledge(conversation: Conversation, *, at: datetime) -> Message | None:
    """Send the receipt, once per conversation, if the inbox does that and the address has not had its share.

    Call it inside the transaction that made the conversation, and only for a mail that may be answered by a machine.
    """
    if not conversation.inbox.acknowledge or _is_acknowledged(conversation) or not may_answer(conversation, at=at):
        return None
    if not may_have_another(conversation.identity, at):
        return None
    message = conversations.acknowledge(conversation, _text(conversation, at), at=at)
    email.queue_acknowledgement(message, (conversation.identity.address, ""), at=at)
    return message


def in_words(minutes: int) -> str:
    """A length of time as people say it: 45 minutes, one hour, 4 hours, one day, 3 days."""
    for size, unit in ((24 * 60, "day"), (60, "hour")):
        if minutes >= size and minutes % size == 0:
            count = minutes // size
            return f"one {unit}" if count == 1 else f"{count} {unit}s"
    return f"{minutes} minutes"


def _is_acknowledged(conversation: Conversation) -> bool:
    return conversation.messages.filter(kind=Message.Kind.AUTOMATIC).exists()


def may_have_another(identity: Identity, at: datetime) -> bool:
    """Three an hour, ten a day, and two until the address has answered one of us within a conversation: a machine that
    makes a new matter of each of its answers waits for a third in vain (S30)."""
    if not identity.address or mail.is_ours(identity.address):
        return False
    conversations.lock_identity(identity)
    sent = queries.receipts_to(identity, since=at - A_DAY)
    if len(sent) >= PER_DAY or sum(moment > at - AN_HOUR for moment in sent) >= PER_HOUR:
        return False
    if len(sent) < BEFORE_A_TALK:
        return True
    talked = queries.last_talk_with(identity)
    return talked is not None and sum(moment > talked for moment in sent) < BEFORE_A_TALK


def back_words(inbox: Inbox, at: datetime) -> str:
    """When somebody is there again, on the clock of the place; nothing while it is open."""
    if inbox.hours is None:
        return ""
    hours = plain_hours(inbox.hours)
    opens = next_opening(hours, at)
    if opens is None or opens <= at:
        return ""
    local = opens.astimezone(ZoneInfo(hours.zone))
    day = f"{local:%A}" if opens - at < A_WEEK else f"{local:%A, %-d %B}"
    return f"We are closed now and there again {day} at {local:%H:%M} ({hours.zone.rpartition('/')[2]} time). "


def _text(conversation: Conversation, at: datetime) -> str:
    inbox = conversation.inbox
    return (
        f"Thank you, your message has arrived. Its number is {conversation.reference}.\n\n"
        f"A person will read it and answer within {in_words(inbox.reply_target_minutes)}. "
        f"{back_words(inbox, at)}To add something, simply answer this mail.\n\n"
        f"{inbox.name}"
    )

"""Mails fly back and forth faster than people write: nothing automatic joins in, and the leads are told (S30)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import queries as email
from rapport.channels.email.models import OutboundMail
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.models import Conversation, Message
from rapport.flows.raise_alert import raise_alert
from rapport.platform import live
from rapport.platform.said import worded
from rapport.team import queries as team
from rapport.team.models import User

MOST_MAILS = 20
WINDOW = timedelta(minutes=10)
PAUSE = timedelta(hours=1)


def break_loop(conversation: Conversation, message: Message, *, at: datetime) -> bool:
    """Pause automatic mail when the message is one too many in ten minutes; True when it is paused now.

    The pause lasts an hour and begins anew while the mails keep coming; leads hear of it once. For a caller that holds
    the lock on the conversation. People may answer all the while.
    """
    since = message.at - WINDOW
    if not queries.is_flooded(conversation, most=MOST_MAILS, since=since, until=message.at):
        return conversation.is_automatic_paused(at)
    if conversations.pause_automatic(conversation, until=at + PAUSE, at=at):
        live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
        raise_alert(_news(conversation, at), team.leads_on_duty(), at=at)
    return True


@transaction.atomic
def resume(conversation: Conversation, *, actor: User, at: datetime) -> bool:
    """A person has looked and lets automatic mail leave again; False when nothing was paused."""
    conversation = conversations.locked(conversation.pk)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return conversations.resume_automatic(conversation, actor=actor, at=at)


def may_answer(conversation: Conversation, *, at: datetime) -> bool:
    """Whether a machine may write into this conversation: nobody stopped all automatic mail, and it is not paused."""
    return _why_not(conversation, at) == ""


def why_kept_back(mail: OutboundMail, *, at: datetime) -> str:
    """Why this mail may not leave now, although it was queued when it might; empty for what a person wrote or wants."""
    if mail.kind in {OutboundMail.Kind.REPLY, OutboundMail.Kind.INVITATION, OutboundMail.Kind.TRIAL}:
        return ""
    is_ours = mail.kind in {OutboundMail.Kind.ACKNOWLEDGEMENT, OutboundMail.Kind.SURVEY, OutboundMail.Kind.CAMPAIGN}
    return _why_not(mail.conversation if is_ours else None, at)


def _why_not(conversation: Conversation | None, at: datetime) -> str:
    if conversation is not None and conversation.is_automatic_paused(at):
        return "Automatic mail is paused in this conversation."
    return "" if email.automatic_mail_is_on() else "Automatic mail is switched off."


def _news(conversation: Conversation, at: datetime) -> News:
    return News(
        kind=Alert.Kind.LOOP,
        key=f"loop:{conversation.pk}:{at.isoformat()}",
        headline=worded(_("Automatic mail paused in {reference}"), reference=conversation.reference),
        body=worded(
            _(
                "More than {most} mails came and went within ten minutes, as when two machines answer each other. "
                "Nothing automatic leaves there for an hour; your own replies do. Open it to see who writes, and "
                "resume."
            ),
            most=MOST_MAILS,
        ),
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )

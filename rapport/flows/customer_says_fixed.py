"""A customer says whether the matter is settled; what is not goes back to the same person, on top of the pile."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.feedback import actions as feedback
from rapport.feedback.models import Fixed, Observation, RatingInvite, State
from rapport.feedback.rules import Client
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.platform import live
from rapport.platform.said import worded
from rapport.team import queries as team
from rapport.team.models import User
from rapport.triage import actions as triage


@transaction.atomic
def customer_says_fixed(
    invite: RatingInvite, *, is_fixed: bool, page: Observation | None, client: Client, at: datetime
) -> Fixed:
    """Keep what was said, and act on it once. What a machine seems to have pressed changes nothing."""
    conversation = conversations.locked(invite.conversation_id)
    invited = feedback.locked(invite)
    said, before = feedback.say_fixed(invited, is_fixed=is_fixed, page=page, client=client, at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    if said.state != State.CONFIRMED or (before is not None and before.pk == said.pk):
        return said
    if is_fixed and before is not None:
        alerts.settle(_key(before), at=at)
    elif not is_fixed:
        _take_up_again(conversation, invited.author, said, at)
    triage.place(conversation, at=at)
    return said


def _take_up_again(conversation: Conversation, author: User, said: Fixed, at: datetime) -> None:
    """Open again, with whoever had it; else with whoever wrote the reply; else the leads find somebody."""
    if conversations.reopen(conversation, actor=None, at=at):
        happened("conversation.reopened", conversation, at=at)
    owner = conversation.assignee
    if (owner is None or not owner.is_active) and author.is_active:
        with suppress(ConversationError):  # who may not see it any more
            conversations.assign(conversation, author, actor=None, at=at)
            owner = author
    news = News(
        kind=Alert.Kind.HANDOVER,
        key=_key(said),
        headline=worded(
            _("{customer} says it is not fixed: {reference}"),
            customer=conversation.customer,
            reference=conversation.reference,
        ),
        body=worded(_("“{subject}” is open again, on top of the pile."), subject=conversation.subject),
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    raise_alert(news, [owner] if owner is not None and owner.is_active else team.leads_on_duty(), at=at)


def _key(said: Fixed) -> str:
    return f"not-fixed:{said.pk}"

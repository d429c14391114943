"""The time has come to look at a conversation again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.models import Conversation
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.platform.said import worded
from rapport.team import queries as team
from rapport.team.models import User
from rapport.triage import actions as triage


def sweep(*, at: datetime) -> int:
    """Wake every conversation that is due; answers how many."""
    return sum(wake_up(pk, at=at) for pk in queries.to_wake(at))


@transaction.atomic
def wake_up(pk: int, *, at: datetime) -> bool:
    """Put it back on the pile and tell whoever wanted to look again. False when somebody was first, or chose another
    time meanwhile."""
    conversation = conversations.locked(pk)
    if conversation.snoozed_until is None or conversation.snoozed_until > at:
        return False
    due_at = conversation.snoozed_until
    conversations.wake(conversation, actor=None, at=at)
    triage.place(conversation, at=at)
    happened("conversation.woke", conversation, at=at)
    news = News(
        kind=Alert.Kind.WOKE,
        key=f"woke:{conversation.pk}:{due_at.isoformat()}",
        headline=worded(_("{reference} is back"), reference=conversation.reference),
        body=worded(_("You wanted to look at this again: {subject}"), subject=conversation.subject),
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    raise_alert(news, _who_looks(conversation), at=at, by_mail=False)
    return True


def _who_looks(conversation: Conversation) -> list[User]:
    """Whoever put it off and whoever has it, if they are there and see it; else the leads."""
    people = {one.pk: one for one in (conversation.snoozed_by, conversation.assignee) if one is not None}
    there = [
        one
        for one in people.values()
        if one.is_active and one.on_duty and queries.visible_inboxes(one).filter(pk=conversation.inbox_id).exists()
    ]
    return there or team.leads_on_duty()

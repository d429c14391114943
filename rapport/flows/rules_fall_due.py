"""Rules for a time: somebody has been waiting for so long, or has been silent for so long."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from rapport.automation import actions, queries
from rapport.automation.models import Rule
from rapport.automation.rules import Moment
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation, Status
from rapport.flows.apply_rules import apply
from rapport.flows.happened import happened
from rapport.flows.rule_deeds import Hand
from rapport.flows.rule_sight import asked_for


def sweep(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Run each of them on what became due since the last look; answers on how many conversations one was looked at."""
    looked = 0
    for row in queries.timed():
        due, until = queries.became_due(row, at)
        for pk in due:
            if not go_on():
                return looked
            looked += fall_due(row, pk, at=at)
        actions.swept(row, at=until)
    return looked


@transaction.atomic
def fall_due(row: Rule, pk: int, *, at: datetime) -> bool:
    """Run the rule on one conversation, if it is still so. False when something happened meanwhile."""
    conversation = conversations.locked(pk)
    rule = queries.plain(row)
    since = _since(conversation, rule.moment)
    if since is None or since > at - timedelta(minutes=rule.minutes):
        return False
    cause = f"{rule.moment}:{since.isoformat()}"
    if rule.pk in queries.ran(conversation, cause):
        return False
    for event in apply(rule, conversation, cause=cause, hand=Hand(at), fields=asked_for([rule])):
        happened(event, conversation, at=at, cause=cause, depth=1)
    return True


def _since(conversation: Conversation, moment: Moment) -> datetime | None:
    """Since when it has been so; None when it is not."""
    if moment == Moment.WAITING:
        return conversation.waiting_since if conversation.status == Status.OPEN else None
    return conversation.last_message_at if conversation.status == Status.WAITING else None

"""Nobody takes an alert about an unhappy customer: it climbs to more people, step by step."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts import actions as alerts
from rapport.alerts import queries, rules
from rapport.alerts.actions import News
from rapport.alerts.models import Alert, Rung
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.flows.raise_alert import raise_alert
from rapport.platform import events, live
from rapport.platform.said import worded
from rapport.team import opening
from rapport.team import queries as team
from rapport.team.models import Role, User

Who = Rung.Who


def begin(key: str, conversation: Conversation, told: Iterable[User], *, at: datetime) -> None:
    """These were told of it now. In the transaction of their alerts, with the conversation locked."""
    if queries.climbs_after():
        _stand(key, Who.FIRST, conversation, told, at)


def sweep(*, at: datetime) -> int:
    """Let every alert that is due climb; answers how many did."""
    return sum(climb(pk, at=at) for pk in queries.rungs_due(at))


@transaction.atomic
def climb(pk: int, *, at: datetime) -> bool:
    """Tell the next ones, in one step with the row that says so. False when somebody has taken it meanwhile."""
    rung = Rung.objects.get(pk=pk)
    try:
        conversation = conversations.locked(rung.conversation_id)
    except Conversation.DoesNotExist:
        alerts.settle(rung.key, at=at)
        return False
    if not alerts.leave(rung, at=at) or conversation.is_done:
        return False
    for who in rules.next_rungs(rung.who):
        people = _people(Who(who))
        if people:
            _stand(rung.key, Who(who), conversation, people, at)
            raise_alert(_news(rung, Who(who), conversation), people, at=at)
            data = {"key": rung.key, "who": who, "to": len(people)}
            events.record("alerts.climbed", at=at, conversation_id=conversation.pk, data=data)
            return True
    return False


def _stand(key: str, who: Rung.Who, conversation: Conversation, told: Iterable[User], at: datetime) -> None:
    above = any(map(_people, map(Who, rules.next_rungs(who))))
    due_at = _due(conversation, at) if above else None
    alerts.stand_on(key, who, conversation.pk, [user.pk for user in told], due_at=due_at, at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)


def _due(conversation: Conversation, at: datetime) -> datetime | None:
    minutes = queries.climbs_after()
    if not minutes:
        return None
    row, span = conversation.inbox.hours, timedelta(minutes=minutes)
    return opening.add(team.plain_hours(row), at, span) if row else at + span


def _people(who: Rung.Who) -> list[User]:
    leads = team.leads()
    return leads if who == Who.LEADS else [user for user in leads if user.role == Role.OWNER]


def _news(rung: Rung, who: Rung.Who, conversation: Conversation) -> News:
    """What was told at first, and that nobody has taken it."""
    first = queries.told_first(rung.key)
    return News(
        kind=Alert.Kind.UNHAPPY,
        key=rules.rung_key(rung.key, who),
        headline=worded(_("Nobody has taken it yet: {customer} is unhappy"), customer=conversation.customer),
        body=f"{conversation.reference} {conversation.subject}",
        quote=first.quote if first else "",
        context=first.context if first else "",
        history=first.history if first else "",
        path=first.path if first else f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
        level=first.level if first else None,
    )

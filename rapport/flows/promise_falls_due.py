"""A promise's time has come and nobody has kept it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.platform.said import said_later, worded
from rapport.promises import actions, queries
from rapport.promises.models import Promise
from rapport.team import queries as team
from rapport.triage import actions as triage


def sweep(*, at: datetime) -> int:
    """Move up what is nearly due, then handle every promise that is due; answers how many were broken."""
    for pk in queries.nearing(at):
        promise_nears(pk, at=at)
    return sum(promise_falls_due(pk, at=at) for pk in queries.due(at))


@transaction.atomic
def promise_nears(pk: int, *, at: datetime) -> None:
    """Two hours before its time a promise goes before every complaint."""
    promise = Promise.objects.get(pk=pk)
    conversation = conversations.locked(promise.conversation_id)
    if actions.mark_nearing(promise, at=at):
        triage.place(conversation, at=at)
        happened("promise.due", conversation, at=at, about=promise)


@transaction.atomic
def promise_falls_due(pk: int, *, at: datetime) -> bool:
    """Mark it broken, tell its owner and the leads, and move the customer up. False when it was kept meanwhile."""
    promise = Promise.objects.select_related("owner").get(pk=pk)
    conversation = conversations.locked(promise.conversation_id)
    if not actions.mark_broken(promise, at=at):
        return False
    triage.place(conversation, at=at)
    news = News(
        kind=Alert.Kind.PROMISE,
        key=f"promise:{promise.pk}",
        headline=worded(_("Promise to {customer} is broken"), customer=conversation.customer),
        body=worded(
            _("{reason}. It was due and nobody has written. Write now, even if there is no news."),
            reason=said_later(promise.text),
        ),
        path=f"/conversations/{conversation.reference}",
        conversation_id=conversation.pk,
    )
    owners = [promise.owner] if promise.owner is not None and promise.owner.is_active else []
    raise_alert(news, [*owners, *team.leads_on_duty()], at=at)
    happened("promise.broken", conversation, at=at, about=promise)
    return True

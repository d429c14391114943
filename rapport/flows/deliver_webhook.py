"""What other systems are to be told leaves: claim the row, commit, talk, write down the answer."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy, gettext_noop

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.flows.raise_alert import raise_alert
from rapport.platform import secrets
from rapport.platform.said import said_later, worded
from rapport.team import queries as team
from rapport.team.models import Role
from rapport.webhooks import actions, queries, rules, sending
from rapport.webhooks.models import Delivery, Endpoint

Clock = Callable[[], datetime]
UNSEALED = gettext_noop("The secret was sealed under another secret key. Make a new one in the settings.")


def deliver(delivery_id: int, *, clock: Clock, clients: sending.Clients | None = None) -> bool:
    """Try it once, if it is due; True when it arrived."""
    delivery = actions.claim(delivery_id, at=clock())
    if delivery is None:
        return False
    try:
        signing = actions.secrets_of(delivery.endpoint, at=clock())
    except secrets.BrokenSeal:
        heard = sending.Heard(0, UNSEALED, 0)
    else:
        heard = sending.send(delivery, signing, at=clock(), clients=clients)
    return _note(delivery, heard, at=clock())


@transaction.atomic
def _note(delivery: Delivery, heard: sending.Heard, *, at: datetime) -> bool:
    endpoint = delivery.endpoint
    arrived = actions.note_attempt(
        delivery, status=heard.status, words=heard.words, milliseconds=heard.milliseconds, at=at
    )
    if heard.status == rules.GONE:
        _switch_off(endpoint, gettext_noop("It answered that it is gone for good (410)."), at)
    elif not arrived and rules.is_lost(endpoint.failing_since, at):
        _switch_off(endpoint, gettext_noop("Nothing has arrived there for three days."), at)
    return arrived


def _switch_off(endpoint: Endpoint, why: str, at: datetime) -> None:
    if not actions.switch_off(endpoint, why, at=at):
        return
    news = News(
        kind=Alert.Kind.HEALTH,
        key=f"webhook-off:{endpoint.pk}:{at.isoformat()}",
        headline=worded(gettext_lazy("The webhook “{webhook}” was switched off"), webhook=endpoint.name),
        body=worded(
            gettext_lazy("{reason} Look at its log, mend the other side, and switch it on again."),
            reason=said_later(why),
        ),
        path=f"/settings/webhooks/{endpoint.pk}/",
    )
    owners = [user for user in team.active_users() if user.role == Role.OWNER]
    raise_alert(news, [endpoint.owner, *owners] if endpoint.owner.is_active else owners, at=at)


def deliver_due(*, clock: Clock, go_on: Callable[[], bool], limit: int = 200) -> int:
    """Try everything that is due; answers how many arrived."""
    return sum(deliver(pk, clock=clock) for pk in queries.due(clock(), limit) if go_on())

"""Notices to our own people: a mail each while there are few, one mail for all that follow in five minutes (S32)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from rapport.alerts.models import Alert
from rapport.channels.email.actions.outbox import queue_alert
from rapport.channels.email.models import OutboundMail

WINDOW, A_DAY = timedelta(minutes=5), timedelta(days=1)
MOST_IN_WINDOW = 10


def queue_notices(
    alerts: Sequence[Alert], *, at: datetime, quiet: Mapping[int, datetime] | None = None
) -> list[OutboundMail]:
    """Queue the mails of alerts about one happening, one alert a user; none for users whose collecting mail is open.

    Call it in the transaction that made the alerts, and with their users locked, so that they are counted one by one.
    A collecting mail is dated to the end of its window: that is when it is written and sent. For users in `quiet` it
    collects until then.
    """
    ends = quiet or {}
    lately = _lately(alerts, at, A_DAY if ends else 2 * WINDOW) if alerts else {}
    mails = []
    for alert in alerts:
        written = lately[alert.user_id]
        if not any(moment > at for moment in written):
            soon = at if len(written) < MOST_IN_WINDOW else at + WINDOW
            mails.append(queue_alert(alert, at=ends.get(alert.user_id, soon)))
    return mails


def _lately(alerts: Sequence[Alert], at: datetime, back: timedelta) -> dict[int, list[datetime]]:
    """When notices to these users were written, or will be."""
    mails = OutboundMail.objects.filter(
        kind=OutboundMail.Kind.ALERT,
        alert__user__in=[alert.user_id for alert in alerts],
        alert__created_at__gt=at - back,
        created_at__gt=at - WINDOW,
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for user_id, moment in mails.values_list("alert__user_id", "created_at"):
        found[user_id].append(moment)
    return found

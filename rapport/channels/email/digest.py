"""One mail for many alerts. It hangs on the first of them and is dated to the end of the time it collects."""

from django.conf import settings
from django.db.models import Q

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail

MOST_LISTED = 50


def alert_of(mail: OutboundMail, alert: Alert) -> Alert:
    """What the mail tells: its alert, or all that were collected, as one that is never stored."""
    if mail.created_at <= alert.created_at:
        return alert
    told = _collected(mail, alert)
    return alert if len(told) < 2 else _summary(alert, told)


def _collected(mail: OutboundMail, first: Alert) -> list[Alert]:
    """The alerts of this user that no other mail tells, from the first one until the mail is written."""
    untold = Q(pk=first.pk) | Q(outbound=None)
    mine = Alert.objects.filter(untold, user=first.user, pk__gte=first.pk, created_at__lt=mail.created_at)
    return list(mine.order_by("pk"))


def _summary(first: Alert, told: list[Alert]) -> Alert:
    lines = [f"{alert.headline}\n{settings.RAPPORT_URL}/{alert.path.lstrip('/')}" for alert in told[:MOST_LISTED]]
    if len(told) > MOST_LISTED:
        lines.append(f"… and {len(told) - MOST_LISTED} more.")
    return Alert(
        user=first.user,
        kind=Alert.Kind.HEALTH,
        headline=f"{len(told)} more alerts",
        body="\n\n".join(["They came faster than one mail each would help.", *lines]),
        path="/alerts/",
        created_at=first.created_at,
    )

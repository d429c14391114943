"""One mail for many alerts. It hangs on the first of them and is dated to the end of the time it collects."""

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, ngettext

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.platform.said import in_language_of

MOST_LISTED = 50


def alert_of(mail: OutboundMail, alert: Alert) -> Alert:
    """What the mail tells: its alert, or all that were collected, as one that is never stored."""
    if mail.created_at <= alert.created_at:
        return alert
    told = _collected(mail, alert)
    if len(told) < 2:
        return alert
    with in_language_of(alert.user.language):
        return _summary(alert, told)


def _collected(mail: OutboundMail, first: Alert) -> list[Alert]:
    """The alerts of this user that no other mail tells, from the first one until the mail is written."""
    untold = Q(pk=first.pk) | Q(outbound=None)
    mine = Alert.objects.filter(untold, user=first.user, pk__gte=first.pk, created_at__lt=mail.created_at)
    return list(mine.order_by("pk"))


def _summary(first: Alert, told: list[Alert]) -> Alert:
    lines = [f"{alert.headline}\n{settings.RAPPORT_URL}/{alert.path.lstrip('/')}" for alert in told[:MOST_LISTED]]
    if len(told) > MOST_LISTED:
        more = len(told) - MOST_LISTED
        lines.append(ngettext("… and %(count)s more.", "… and %(count)s more.", more) % {"count": more})
    return Alert(
        user=first.user,
        kind=Alert.Kind.HEALTH,
        headline=gettext("%(count)s more alerts") % {"count": len(told)},
        body="\n\n".join([gettext("They came faster than one mail each would help."), *lines]),
        path="/alerts/",
        created_at=first.created_at,
    )

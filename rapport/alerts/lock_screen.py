"""What a push says. Anybody may read it who passes a phone on a table: by itself it names no customer, and what
customers wrote is never in it."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.alerts.models import Alert

Kind = Alert.Kind
WORDS: dict[str, Any] = {
    Kind.UNHAPPY: gettext_lazy("A customer is unhappy"),
    Kind.PROMISE: gettext_lazy("A promise is due or broken"),
    Kind.DELIVERY: gettext_lazy("A mail was not delivered"),
    Kind.HANDOVER: gettext_lazy("Something is given to you"),
    Kind.UNREADABLE: gettext_lazy("A mail cannot be read"),
    Kind.MAILBOX: gettext_lazy("A mailbox is in trouble"),
    Kind.HEALTH: gettext_lazy("The desk needs you"),
    Kind.ASKED: gettext_lazy("A colleague asks or answers you"),
    Kind.READING: gettext_lazy("Somebody reads a great deal"),
    Kind.LOOP: gettext_lazy("Automatic mail is paused"),
    Kind.RULE: gettext_lazy("A rule tells you something"),
    Kind.MINE: gettext_lazy("News in what you have"),
    Kind.FOLLOWED: gettext_lazy("News in what you follow"),
    Kind.WOKE: gettext_lazy("Something is back from Later"),
    Kind.BOARD: gettext_lazy("An answer on the board"),
}
ALL_ALERTS = "/alerts/"
_REFERENCE = re.compile(r"^/conversations/(R-\d+)")
MOST_CHARS = 160


def shown(alerts: Sequence[Alert], *, names: bool) -> dict[str, str]:
    """Title, text, and where a tap leads, in the active language. With `names`, who it is about. A later push about the
    same conversation takes the place of an earlier one."""
    if len(alerts) > 1:
        count = len(alerts)
        title = ngettext("%(count)s alert", "%(count)s alerts", count) % {"count": count}
        return {"title": title, "body": _("Several things happened at once."), "tag": "alerts", "path": ALL_ALERTS}
    [alert] = alerts
    reference = _REFERENCE.match(alert.path)
    return {
        "title": str(WORDS[alert.kind]),
        "body": alert.headline[:MOST_CHARS] if names else reference[1] if reference else "",
        "tag": f"conversation-{alert.conversation_id}" if alert.conversation_id else f"alert-{alert.pk}",
        "path": alert.path,
    }


def trial() -> dict[str, str]:
    return {"title": "Rapport", "body": _("Pushes arrive here."), "tag": "trial", "path": ALL_ALERTS}

"""An alert as the bell shows it."""

from typing import Any

from django.utils.translation import gettext as _

from rapport.alerts.models import Alert


def shown_alert(alert: Alert) -> dict[str, Any]:
    """What `web/_alert.html` expects."""
    actions = []
    if alert.kind == Alert.Kind.UNHAPPY and alert.settled_at is None and alert.path.startswith("/recoveries/"):
        owner = f"{alert.path.rstrip('/')}/owner/"
        actions = [{"text": _("Take it"), "url": owner, "primary": True}]
    return {
        "id": f"alert-{alert.pk}",
        "url": alert.path,
        "title": alert.headline,
        "level": alert.level,
        "likely": False,
        "words": alert.quote,
        "about": alert.body,
        "at": alert.created_at,
        "unread": alert.seen_at is None,
        "actions": actions,
    }

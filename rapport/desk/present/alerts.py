"""An alert as the bell shows it."""

from typing import Any

from django.utils.translation import gettext as _

from rapport.alerts.models import Alert, Rung
from rapport.platform.said import said


def shown_alert(alert: Alert, rung: Rung | None = None, *, whole: bool = False) -> dict[str, Any]:
    """What `web/_alert.html` expects. Whoever chose no language was told in the desk's own and reads in the browser's:
    our own sentences are said once more. `rung`: where it has climbed to, if nobody has taken it; `whole`: with the
    rated reply."""
    actions = []
    if alert.kind == Alert.Kind.UNHAPPY and alert.settled_at is None and alert.path.startswith("/recoveries/"):
        owner = f"{alert.path.rstrip('/')}/owner/"
        actions = [{"text": _("Take it"), "url": owner, "primary": True}]
    return {
        "id": f"alert-{alert.pk}",
        "url": alert.path,
        "title": said(alert.headline),
        "level": alert.level,
        "likely": False,
        "words": alert.quote,
        "about": "\n".join(said(line) if line.endswith(".") else line for line in alert.body.split("\n")),
        "history": alert.history,
        "reply": alert.context if whole else "",
        "at": alert.created_at,
        "unread": alert.seen_at is None,
        "actions": actions,
        "climbs": rung.due_at if rung else None,
    }

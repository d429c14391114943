"""Links in the mail about an alert that do one thing in the name of its reader, without a sign-in.

A link is made from its alert, its deed and what its reader's sessions hang on, so nothing is stored until it is used,
and a new password, another role or signing out everywhere ends it like a session.
"""

import base64
from datetime import datetime, timedelta

from rapport.alerts.models import Alert, Touch
from rapport.platform import signing

Deed = Touch.Deed
DEEDS = (Deed.TAKE, Deed.CALL, Deed.ASSIGN)
LIVES = timedelta(days=3)
_ALERT_BYTES, _MAC_BYTES = 6, 16
_LENGTH = (1 + _ALERT_BYTES + _MAC_BYTES) * 4 // 3 + 1


def token(alert: Alert, deed: Deed) -> str:
    """What stands in the address."""
    name = bytes([DEEDS.index(deed)]) + alert.pk.to_bytes(_ALERT_BYTES, "big")
    return base64.urlsafe_b64encode(name + _mac(alert, deed)).decode("ascii").rstrip("=")


def read(text: str) -> tuple[Alert, Deed] | None:
    """The alert with its user and the deed behind a token; None for whatever we never made, or that was ended."""
    if len(text) != _LENGTH or not text.isascii():
        return None
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    if data[0] >= len(DEEDS):
        return None
    deed = DEEDS[data[0]]
    pk = int.from_bytes(data[1 : 1 + _ALERT_BYTES], "big")
    alert = Alert.objects.select_related("user").filter(pk=pk).first()
    if alert is None or not signing.same(token(alert, deed), text):
        return None
    return alert, deed


def is_over(alert: Alert, at: datetime) -> bool:
    return at >= alert.created_at + LIVES


def may_carry(alert: Alert) -> bool:
    """Whether its mail has such links: about one unhappy customer, for somebody who may act."""
    return alert.pk is not None and alert.kind == Alert.Kind.UNHAPPY and alert.conversation_id is not None


def _mac(alert: Alert, deed: Deed) -> bytes:
    return signing.mac("one-touch", f"{alert.pk}:{alert.user_id}:{deed}:{alert.user.get_session_auth_hash()}")

"""A link in a mail is used, once."""

from datetime import datetime

from rapport.alerts.models import Alert, Touch


def use(alert: Alert, deed: Touch.Deed, *, at: datetime) -> bool:
    """Spend this link, in the transaction of what it does; False when it was spent."""
    _, is_new = Touch.objects.get_or_create(alert=alert, deed=deed, defaults={"used_at": at})
    return is_new


def was_used(alert: Alert, deed: Touch.Deed) -> bool:
    return Touch.objects.filter(alert=alert, deed=deed).exists()

"""Test mails to whoever presses the button: how many, and what is said."""

from datetime import timedelta

from django.contrib import messages as flash
from django.utils.translation import gettext as _

from rapport.desk.access import StaffRequest
from rapport.platform import limits
from rapport.platform.clock import now

AN_HOUR = 10


def may(request: StaffRequest) -> bool:
    """Count one more; once it is too many, say so."""
    if limits.allow(f"mail-trial:{request.user.pk}", limit=AN_HOUR, window=timedelta(hours=1), at=now()):
        return True
    flash.error(request, _("Those were many tests. Try again in an hour."))
    return False


def tell(request: StaffRequest) -> None:
    words = _("A test is on its way to %(address)s. Its links lead to a page that says so; nothing counts.")
    flash.success(request, words % {"address": request.user.email})

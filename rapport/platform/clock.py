"""The one place that reads the clock. Only doors call it; below them time is a parameter."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The current time, aware, in UTC."""
    return timezone.now()

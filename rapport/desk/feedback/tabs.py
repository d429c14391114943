"""The pages of the feedback, beside each other."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(current: str, unread: int | None = None) -> list[dict[str, Any]]:
    known = [
        ("feedback-review", _("Review"), unread),
        ("feedback-reasons", _("Reasons"), None),
        ("digests", _("Weekly digest"), None),
        ("training", _("Training"), None),
    ]
    return [
        {"name": name, "url": reverse(f"desk:{view}"), "current": view == current, "count": count}
        for view, name, count in known
    ]

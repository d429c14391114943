"""Who else has a conversation open, and who writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.writing.models import Presence
from rapport.writing.queries import HERE, TYPING, is_typing


def shown_presence(others: Sequence[Presence], *, at: datetime) -> dict[str, Any]:
    """Names to show, and how long they hold without news: scripts hide them then."""
    writing = [one for one in others if is_typing(one, at=at)]
    names = get_text_list([one.user.first_name for one in writing], _("and"))
    words = ngettext("%(names)s is writing", "%(names)s are writing", len(writing)) % {"names": names}
    return {
        "here": [one.user.name for one in others],
        "writing_words": words if writing else "",
        "here_for": int(HERE.total_seconds()),
        "writing_for": int(TYPING.total_seconds()),
    }

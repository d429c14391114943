"""Whether complaints wait longer than everything else, in words."""

from datetime import timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rapport.desk.frame import around
from rapport.desk.present.recovery import span_words
from rapport.reports.queries import WAITS
from rapport.reports.rules.waits import Compared, Ratio
from rapport.team.models import User


def complaint_waits(user: User) -> dict[str, Any] | None:
    """For leads, once it was counted; asks nothing that the frame has not asked."""
    kept = around(user).facts.get(WAITS)
    return _shown(Compared.from_json(kept)) if kept else None


def _shown(found: Compared) -> dict[str, Any]:
    n = {"complaints": number_format(found.complaints), "others": number_format(found.others)}
    if found.ratio is None or found.complaint is None or found.other is None:
        words = _("too few to compare (n = %(complaints)s complaints, %(others)s others)") % n
        return {"is_alarming": False, "words": words}
    spans = {
        "complaint": span_words(timedelta(seconds=found.complaint)),
        "other": span_words(timedelta(seconds=found.other)),
    }
    return {
        "is_alarming": found.is_alarming,
        "ratio": _ratio(found.ratio),
        "words": _(
            "Half of the complaints waited longer than %(complaint)s, half of everything else longer than %(other)s "
            "(n = %(complaints)s and %(others)s)."
        )
        % (n | spans),
    }


def _ratio(found: Ratio) -> str:
    return _("%(ratio)s times as long (95\u00a0%%: %(low)s to %(high)s)") % {
        "ratio": number_format(found.value, 2),
        "low": number_format(found.interval.low, 2),
        "high": number_format(found.interval.high, 2),
    }

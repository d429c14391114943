"""Short words for people and times, without a database and without a clock."""

import re
import zlib
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

HUES = 8
_UNITS = ((86400, gettext_noop("d")), (3600, gettext_noop("h")), (60, gettext_noop("min")))


def initials(name: str) -> str:
    """Two letters at most; "?" when there is no letter or digit to show."""
    words = [word for word in re.split(r"[\s._@-]+", name.split("@")[0]) if word and word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def hue(name: str) -> int:
    """A number from 0 to 7 that stays the same for a name in every process and release."""
    return zlib.crc32(name.casefold().encode()) % HUES


def span(length: timedelta) -> str:
    """The largest whole unit of a length of time: "3 d", "2 h", "5 min"; under a minute is "now"."""
    seconds = abs(int(length.total_seconds()))
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds // size} {gettext(unit)}"
    return gettext("now")


def day_of(moment: datetime) -> str:
    """4 March 2026."""
    return date_format(moment, "j F Y")


def due_words(due: datetime, at: datetime) -> str:
    """What stands on a due clock: "in 2 h", "now", "25 min late"."""
    if abs(due - at) < timedelta(minutes=1):
        return gettext("now")
    words = {"span": span(due - at)}
    return gettext("in %(span)s") % words if due > at else gettext("%(span)s late") % words


def due_mark(due: datetime, at: datetime) -> tuple[int, int, str]:
    """Changes whenever what a due clock says or how it looks does, in every language."""
    seconds = abs(int((due - at).total_seconds()))
    size = 86400 if seconds >= 86400 else 3600 if seconds >= 3600 else 60
    return size, seconds // size, due_state(due, at)


def due_state(due: datetime, at: datetime, soon: timedelta = timedelta(hours=1)) -> str:
    """One of late, soon, ok."""
    if due <= at:
        return "late"
    return "soon" if due - at <= soon else "ok"

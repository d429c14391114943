"""Figures in words: never a percentage without how many answered and how far it may be off."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from rapport.reports.rules.counts import Stretch, estimate
from rapport.reports.rules.shares import Estimate, Group


@dataclass(frozen=True)
class Figure:
    """`value` and `interval` are empty when the answers are too few. `url` shows what was counted, `n_url` all."""

    name: str
    value: str
    interval: str
    n: int
    hits: int
    url: str = ""
    n_url: str = ""
    help: str = ""


def percent(share: float) -> str:
    """A whole number, but one with a comma where it would be taken for none or all: 99.6 % is not 100 %."""
    rounded = round(100 * share)
    near = (rounded == 0 and share > 0) or (rounded == 100 and share < 1)
    return _("%(number)s %%") % {"number": _decimal(100 * share) if near else rounded}


def _decimal(number: float) -> str:
    return number_format(min(99.9, max(0.1, number)), decimal_pos=1)


def between(found: Estimate) -> str:
    low, high = round(100 * found.interval.low), round(100 * found.interval.high)
    return _("%(low)s to %(high)s %%") % {"low": low, "high": high}


def figure(name: str, group: Group, **more: str) -> Figure:
    found = estimate(group)
    value, interval = (percent(found.value), between(found)) if found else ("", "")
    return Figure(name, value, interval, group.n, group.hits, **more)


def in_words(group: Group) -> str:
    """For the data table and the points of a chart."""
    found = estimate(group)
    if found is None:
        return _("too few answers (n = %(n)s)") % {"n": group.n}
    return _("%(share)s, %(interval)s, n = %(n)s") % {
        "share": percent(found.value),
        "interval": between(found),
        "n": group.n,
    }


def days(first: date, last: date) -> str:
    if first == last:
        return date_format(first, "SHORT_DATE_FORMAT")
    return f"{date_format(first, 'SHORT_DATE_FORMAT')} – {date_format(last, 'SHORT_DATE_FORMAT')}"


def stretch_words(one: Stretch, is_outside: bool) -> str:
    words = f"{days(one.first, one.last)}: {in_words(one.totals.happy)}"
    return f"{words}. {_('Beyond the limits')}" if is_outside else words


def tabs(current: str) -> list[dict[str, Any]]:
    known = [
        ("ratings", _("One by one")),
        ("ratings-report", _("Report")),
        ("fixed", _("Settled?")),
        ("surveys", _("Surveys")),
        ("outside", _("From other tools")),
    ]
    return [{"name": name, "url": reverse(f"desk:{view}"), "current": view == current} for view, name in known]


def between_shares(low: float, high: float) -> str:
    return _("%(low)s to %(high)s %%") % {"low": round(100 * low), "high": round(100 * high)}


def outer() -> str:
    """The name of the outer limits of the funnel."""
    return _("%(number)s %%") % {"number": number_format(99.8, decimal_pos=1)}

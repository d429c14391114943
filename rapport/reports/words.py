"""Figures in words: never a percentage without how many answered and how far it may be off."""

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from rapport.reports.rules.change import Change
from rapport.reports.rules.counts import estimate
from rapport.reports.rules.shares import Estimate, Group


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


def changed(found: Change | None) -> str:
    """Only what chance does not explain is called a change."""
    if found is None:
        return _("too few answers to compare")
    factors = {"low": _factor(found.interval.low), "high": _factor(found.interval.high)}
    if found.fell:
        return _("fell: × %(low)s to %(high)s") % factors
    if found.rose:
        return _("rose: × %(low)s to %(high)s") % factors
    return _("no change that chance does not explain: × %(low)s to %(high)s") % factors


def _factor(number: float) -> str:
    return "∞" if number > 99 else number_format(number, decimal_pos=1 if number >= 0.1 else 2)

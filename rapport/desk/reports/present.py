"""Figures in words: never a percentage without how many answered and how far it may be off."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from rapport.reports.rules.counts import Stretch, estimate
from rapport.reports.rules.shares import Estimate, Group, is_enough
from rapport.reports.words import between, days, in_words, percent
from rapport.team.models import User
from rapport.team.rules import May

__all__ = [
    "Figure",
    "between",
    "between_shares",
    "days",
    "estimated",
    "figure",
    "in_estimate",
    "in_words",
    "outer",
    "percent",
    "stretch_words",
    "tabs",
]


@dataclass(frozen=True)
class Figure:
    """`value` and `interval` are empty when the answers are too few. `url` shows what was counted, `n_url` all;
    empty where that is no list."""

    name: str
    value: str
    interval: str
    n: int
    hits: int
    url: str = ""
    n_url: str = ""
    help: str = ""


def figure(name: str, group: Group, **more: str) -> Figure:
    found = estimate(group)
    value, interval = (percent(found.value), between(found)) if found else ("", "")
    return Figure(name, value, interval, group.n, group.hits, **more)


def estimated(name: str, found: Estimate, hits: int, **more: str) -> Figure:
    """Of a figure that was weighted, so that it is no share of those who answered."""
    enough = is_enough(found.n)
    return Figure(name, percent(found.value) if enough else "", between(found) if enough else "", found.n, hits, **more)


def in_estimate(found: Estimate) -> str:
    """For a table."""
    if not is_enough(found.n):
        return _("too few answers (n = %(n)s)") % {"n": found.n}
    return _("%(share)s, %(interval)s, n = %(n)s") % {
        "share": percent(found.value),
        "interval": between(found),
        "n": found.n,
    }


def stretch_words(one: Stretch, is_outside: bool) -> str:
    words = f"{days(one.first, one.last)}: {in_words(one.totals.happy)}"
    return f"{words}. {_('Beyond the limits')}" if is_outside else words


def tabs(current: str, user: User) -> list[dict[str, Any]]:
    known = [
        ("ratings", _("One by one")),
        ("ratings-report", _("Report")),
        ("fixed", _("Settled?")),
        ("surveys", _("Surveys")),
        ("outside", _("From other tools")),
        ("quotes", _("Quotes")),
    ]
    if user.may(May.KNOW):
        known.append(("campaigns", _("Campaigns")))
    return [{"name": name, "url": reverse(f"desk:{view}"), "current": view == current} for view, name in known]


def between_shares(low: float, high: float) -> str:
    return _("%(low)s to %(high)s %%") % {"low": round(100 * low), "high": round(100 * high)}


def outer() -> str:
    """The name of the outer limits of the funnel."""
    return _("%(number)s %%") % {"number": number_format(99.8, decimal_pos=1)}

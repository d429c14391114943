"""The funnel: what belongs to the cases and to chance is taken away first. There is no list of people by figures.

Agents see their own point among points without names, and only where these are too many to tell whose they are. Leads
are told whose answers lie beyond the outer limits, and of nobody else.
"""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rapport.desk.access import StaffRequest
from rapport.desk.reports import charts, present
from rapport.desk.reports.charts import Shown
from rapport.desk.reports.scope import Wanted
from rapport.reports import queries
from rapport.reports.rules import fairness
from rapport.reports.rules.fairness import Comparison
from rapport.reports.rules.shares import Group, is_enough
from rapport.team.models import User
from rapport.team.rules import May

FEWEST_OTHERS = 5  # among fewer, a point is a person


def comparison(request: StaffRequest, asked: Wanted) -> dict[str, Any] | None:
    """None for whoever neither leads nor writes, and while nobody has enough answers."""
    user = request.user
    if not user.may(May.WRITE):
        return None
    rows = [(row.author, row.kind, Group(row.happy, row.answered)) for row in queries.mix(asked.scope)]
    found = fairness.compare_people(rows)
    enough = [who for who, one in found.people.items() if is_enough(one.n)]
    if not enough or not 0 < found.p < 1:
        return None
    outside = _names(found.outliers()) if user.is_lead else {}
    shown = _shown_to_leads(outside, enough) if user.is_lead else _shown_to(user, found, enough)
    return {
        "canvas": charts.funnel(found, shown, (_("all"), present.percent(fairness.WARNING), present.outer()))
        if shown
        else None,
        "months": _months(asked),
        "people": len(enough),
        "is_spread": found.phi > 1,
        "mine": _own(found, user.pk) if not user.is_lead else None,
        "outliers": [_outlier(found, who, name, asked) for who, name in outside.items()],
        "is_lead": user.is_lead,
    }


def _months(asked: Wanted) -> str:
    first, last = (date_format(day, "YEAR_MONTH_FORMAT") for day in (asked.scope.first, asked.scope.last))
    return first if first == last else f"{first} – {last}"


def _shown_to(user: User, found: Comparison, enough: list[int]) -> list[Shown]:
    others = [who for who in enough if who != user.pk]
    shown = [Shown(who, "hollow", _("Somebody")) for who in others] if len(others) >= FEWEST_OTHERS else []
    if user.pk in enough:
        one = found.people[user.pk]
        title = _("You: %(share)s, n = %(n)s") % {"share": present.percent(found.adjusted(one)), "n": one.n}
        shown.append(Shown(user.pk, "own", title, _("You")))
    return shown


def _shown_to_leads(outside: dict[int, str], enough: list[int]) -> list[Shown]:
    return [
        Shown(who, "outside", outside[who], outside[who])
        if who in outside
        else Shown(who, "hollow", _("Within what chance explains"))
        for who in enough
    ]


def _own(found: Comparison, who: int) -> dict[str, Any] | None:
    """None while the own answers are too few."""
    one = found.people.get(who)
    if one is None or not is_enough(one.n):
        return None
    low, high = fairness.funnel_limits(found.p, one.n, fairness.WARNING, found.phi)
    return _one(found, who) | {
        "limits": present.between_shares(low, high),
        "is_inside": low <= found.adjusted(one) <= high,
        "drawn_in": present.percent(found.drawn_in(one)),
    }


def _one(found: Comparison, who: int) -> dict[str, Any]:
    one = found.people[who]
    return {
        "n": one.n,
        "observed": present.percent(one.observed / one.n),
        "expected": present.percent(one.expected / one.n),
        "adjusted": present.percent(found.adjusted(one)),
        "is_below": one.z < 0,
    }


def _outlier(found: Comparison, who: int, name: str, asked: Wanted) -> dict[str, Any]:
    return _one(found, who) | {"name": name, "url": asked.behind("answered", author=who)}


def _names(people: list[int]) -> dict[int, str]:
    """In the order in which they are given."""
    known = User.objects.in_bulk(people) if people else {}
    return {who: known[who].name for who in people}

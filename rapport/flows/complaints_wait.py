"""Complaints stand on top of the pile, so they wait least of all; when they wait longer, leads hear of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rapport.alerts import actions as alerts
from rapport.alerts import queries as told
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.flows.raise_alert import raise_alert
from rapport.platform.actions import take_fact
from rapport.platform.said import worded
from rapport.reports import actions as reports
from rapport.reports.rules.waits import Compared, Ratio
from rapport.team import queries as team

TRIED, EVERY = "waits.tried", timedelta(hours=1)
PREFIX = "complaints-wait:"


def sweep(*, at: datetime) -> bool:
    """Once an hour, by whichever worker comes first."""
    due = take_fact(TRIED, {}, unless_since=at - EVERY, at=at)
    if due:
        look(at=at)
    return due


@transaction.atomic
def look(*, at: datetime) -> Compared:
    """Leads are told once a day for as long as it lasts, by mail on its first day only; then it settles by itself."""
    found, today = reports.compare_waits(at=at), f"{PREFIX}{timezone.localtime(at).date()}"
    known = told.open_keys([PREFIX])
    if found.ratio is not None and found.is_alarming:
        leads = [user for user in team.active_users() if user.is_lead]
        raise_alert(_news(today, found, found.ratio), leads, at=at, by_mail=not known)
        known.discard(today)
    for key in known:
        alerts.settle(key, at=at)
    return found


def _news(key: str, found: Compared, ratio: Ratio) -> News:
    return News(
        kind=Alert.Kind.HEALTH,
        key=key,
        headline=_("Complaints wait longer for an answer than everything else"),
        body=worded(
            _(
                "In the last 30 days {complaints} complaints waited {share} % as long as {others} other conversations "
                "(medians; 95 %: {low} to {high} %). They belong on top of the pile."
            ),
            complaints=found.complaints,
            others=found.others,
            share=round(100 * ratio.value),
            low=round(100 * ratio.interval.low),
            high=round(100 * ratio.interval.high),
        ),
        path="/complaints/",
    )

"""Mail does not come in as it should: leads hear of it once, and see when it is over."""

from datetime import datetime

from django.db import transaction

from rapport.alerts import actions as alerts
from rapport.alerts import queries as told
from rapport.alerts.models import Alert
from rapport.channels.email import hindrances
from rapport.channels.email.hindrances import Hindrance
from rapport.flows.raise_alert import raise_alert
from rapport.platform import actions as platform
from rapport.platform import queries as facts
from rapport.team import queries as team

PREFIXES = ("mailbox:", "missing:", "disk:")
EPISODES = "disk.episodes"


def sweep(*, at: datetime) -> int:
    """Tell leads what is new and settle what is over; answers how many hindrances there are now."""
    with transaction.atomic():
        now = [_named(hindrance, at) for hindrance in hindrances.all_now(at=at)]
        leads = [user for user in team.active_users() if user.is_lead]
        for hindrance in now:
            raise_alert(_news(hindrance), leads, at=at)
        for key in told.open_keys(PREFIXES) - {hindrance.key for hindrance in now}:
            alerts.settle(key, at=at)
        if all(hindrance.is_mailbox for hindrance in now) and facts.fact(EPISODES):
            platform.forget_fact(EPISODES)
    return len(now)


def _named(hindrance: Hindrance, at: datetime) -> Hindrance:
    """A full disk has no row that says since when: a fact remembers it, so that each time is told once."""
    if hindrance.is_mailbox:
        return hindrance
    known = facts.fact(EPISODES)
    if hindrance.key not in known:
        known = {**known, hindrance.key: int(at.timestamp())}
        platform.remember_fact(EPISODES, known, at=at)
    return Hindrance(
        f"{hindrance.key}:{known[hindrance.key]}", hindrance.headline, hindrance.words, hindrance.since, False
    )


def _news(hindrance: Hindrance) -> alerts.News:
    return alerts.News(
        kind=Alert.Kind.MAILBOX if hindrance.is_mailbox else Alert.Kind.HEALTH,
        key=hindrance.key,
        headline=hindrance.headline,
        body=hindrance.words,
        path="/health/",
    )

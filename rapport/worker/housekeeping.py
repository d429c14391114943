"""Rows that have served their time are deleted."""

from datetime import datetime, timedelta

from rapport.alerts import actions as alerts
from rapport.automation import actions as automation
from rapport.customers import actions as customers
from rapport.feedback import actions as feedback
from rapport.knowledge import actions as knowledge
from rapport.platform import actions as platform
from rapport.platform import health, limits
from rapport.snippets import actions as snippets
from rapport.surveys import actions as surveys
from rapport.team import actions as team
from rapport.webhooks import actions as webhooks
from rapport.writing import actions as writing

A_WEEK = timedelta(days=7)
A_MONTH, A_YEAR = timedelta(days=30), timedelta(days=365)


def beat(*, at: datetime) -> None:
    """Say that a worker is alive."""
    platform.remember_fact(health.HEARTBEAT, {}, at=at)


def forget(*, at: datetime) -> int:
    """Delete what nobody can use any more; answers how many rows."""
    edge = at - A_WEEK
    return (
        limits.forget(before=edge)
        + platform.forget_answers(before=edge)
        + team.forget_links(expired_before=edge)
        + team.forget_invitations(ended_before=at - A_MONTH)
        + customers.forget_visits(asked_before=edge)
        + writing.forget_presence(at=at)
        + feedback.forget_observations(expired_before=edge)
        + surveys.forget_openings(expired_before=edge)
        + snippets.forget_seen(before=at - A_MONTH)
        + webhooks.forget_deliveries(before=at - A_MONTH)
        + alerts.forget_pushes(before=edge)
        + alerts.forget_posts(before=edge)
        + knowledge.forget_removed(before=edge)
        + automation.forget_removed(before=edge)
        + automation.forget_runs(before=at - A_YEAR)
    )

"""Each night a backup is made and proven by restoring it. When that fails, the leads hear of it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from django.conf import settings
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.flows.raise_alert import raise_alert
from rapport.platform import actions, health, queries
from rapport.platform.backup import making, restoring
from rapport.platform.backup.programs import BackupProblem
from rapport.platform.said import Words, said_later, worded
from rapport.platform.trouble import without_words
from rapport.team.queries import leads_on_duty

log = logging.getLogger(__name__)
TRIED = "backup.tried"
Clock = Callable[[], datetime]


def back_up_when_due(*, clock: Clock) -> bool:
    """Once a day at RAPPORT_BACKUP_AT, by whichever worker comes first; a new folder gets its first one at once."""
    if not settings.RAPPORT_BACKUP_DIR:
        return False
    at = clock()
    due = actions.take_fact(TRIED, {}, unless_since=last_moment(at), at=at)
    if due:
        back_up(Path(settings.RAPPORT_BACKUP_DIR), clock=clock)
    _warn_when_old(clock())
    return due


def last_moment(at: datetime) -> datetime:
    """When the last backup should have begun."""
    today = datetime.combine(at.date(), settings.RAPPORT_BACKUP_AT, at.tzinfo)
    return today if today <= at else today - timedelta(days=1)


def back_up(folder: Path, *, clock: Clock) -> making.Made | None:
    """Make, prove, and thin out; None when it failed, which is then told."""
    at = clock()
    try:
        made = making.make(folder, at=at)
        restoring.prove(made.path)
        making.thin_out(folder)
    except Exception as problem:
        _tell_failure(problem, clock())
        return None
    note_proven(made, at=at)
    return made


def note_proven(made: making.Made, *, at: datetime) -> None:
    """Shown on the health page."""
    value = {
        "name": made.path.name,
        "rows": made.manifest.row_count,
        "blobs": made.manifest.blobs,
        "bytes": made.size,
        "damaged": len(made.manifest.damaged),
    }
    actions.remember_fact(health.PROVEN, value, at=at)


def _tell_failure(problem: Exception, at: datetime) -> None:
    known = isinstance(problem, BackupProblem)
    lost = isinstance(problem, psycopg.OperationalError)
    reason = (
        str(problem) if known else gettext_noop("The database went away.") if lost else f"{type(problem).__name__}."
    )
    log.error("The backup failed: %s", reason if known else without_words(problem))
    actions.remember_fact(health.FAILED, {"reason": reason}, at=at)
    _alert(f"backup-failed-{at:%Y%m%d}", gettext_lazy("The backup failed"), said_later(reason), at)


def _warn_when_old(at: datetime) -> None:
    proven = queries.facts([health.PROVEN]).get(health.PROVEN)
    if proven is not None and at - proven.at > health.BACKUP_LATE:
        days = (at - proven.at).days
        words = worded(
            ngettext_lazy(
                "The last one that was proven is {days} day old.",
                "The last one that was proven is {days} days old.",
                days,
            ),
            days=days,
        )
        _alert(f"backup-old-{proven.at:%Y%m%d%H%M}", gettext_lazy("There is no fresh backup"), words, at)


def _alert(key: str, headline: Words, body: Words, at: datetime) -> None:
    news = News(kind=Alert.Kind.HEALTH, key=key, headline=headline, body=body, path="/health/")
    raise_alert(news, leads_on_duty(), at=at)

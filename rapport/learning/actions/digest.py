"""The digest: when it is sent, that it was made, and who was sent it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rapport.learning import queries
from rapport.learning.models import Copy, Digest, Unwanted
from rapport.platform import events
from rapport.platform.actions import remember_fact
from rapport.team.models import User


def set_when(*, weekday: int, hour: int, is_on: bool, actor: User, at: datetime) -> None:
    """From now on. What was due before is not sent any more."""
    known = {"weekday": weekday, "hour": hour, "on": is_on, "since": at.isoformat()}
    remember_fact(queries.WHEN, known, at=at)
    events.record("learning.digest_timed", at=at, actor_id=actor.pk, data={"on": is_on})


def set_wanted(user: User, wanted: bool) -> None:
    if wanted:
        Unwanted.objects.filter(user=user).delete()
    else:
        Unwanted.objects.get_or_create(user=user)


def make(first: date, facts: Mapping[str, Any], *, at: datetime) -> Digest:
    """Once for each week: whoever comes second gets the row of the first."""
    made, is_new = Digest.objects.get_or_create(first=first, defaults={"made_at": at, "facts": dict(facts)})
    if is_new:
        events.record("learning.digest_made", at=at, data={"digest": made.pk})
    return made


def note_sent(digest: Digest, user: User, *, at: datetime) -> bool:
    """False when this person was sent it before; the caller sends nothing then."""
    return Copy.objects.get_or_create(digest=digest, user=user, defaults={"at": at})[1]

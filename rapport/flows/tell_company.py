"""Once a week everybody in the company is told what customers said, what was decided, and whether it helped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import override as in_zone
from django.utils.translation import gettext as _

from rapport.channels.email import actions as email
from rapport.channels.email.news_note import NewsNote
from rapport.flows.digest_in_words import in_words_of
from rapport.learning import actions as learning
from rapport.learning import queries, rules
from rapport.learning.models import Digest
from rapport.platform.said import in_language_of
from rapport.recovery import queries as recoveries
from rapport.recovery import turned_round
from rapport.reports import queries as reports
from rapport.reports.rules.counts import Scope, totals
from rapport.team import queries as team
from rapport.team.models import User

REASONS, ROWS, NOBODY = 5, 10, 0


def sweep(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Send the digest of the last week to everybody whose hour has come; answers to how many. Each is one transaction:
    whoever is cut off in between goes on where it stopped, and nobody is sent it twice."""
    when = queries.when()
    first, last = rules.latest_week(when, at)
    unwanted = queries.unwanted()
    due = [
        user
        for user in team.active_users()
        if when.is_on
        and not user.is_partner  # of another company
        and user.pk not in unwanted
        and rules.is_due(when, first, user.time_zone or settings.TIME_ZONE, user.created_at, at)
    ]
    digest = _digest(first, last, at) if due else None
    if digest is None:
        return 0
    sent = queries.sent_to(digest)
    return sum(send(digest, user, at=at) for user in due if user.pk not in sent and go_on())


@transaction.atomic
def _digest(first: date, last: date, at: datetime) -> Digest | None:
    """Made once; None for a week in which nobody said or did anything."""
    found = queries.digest_of(first)
    if found is not None:
        return found
    facts = facts_of(first, last, at)
    told = ("answers", "decided", "nothing", "done", "won_back", "praise", "turned")
    return learning.make(first, facts, at=at) if any(facts[name] for name in told) else None


@transaction.atomic
def send(digest: Digest, user: User, *, at: datetime) -> bool:
    """The mail to one person, in their language and time zone; False when they were sent it before."""
    if not learning.note_sent(digest, user, at=at):
        return False
    with in_language_of(user.language), in_zone(user.time_zone or settings.TIME_ZONE):
        told = in_words_of(digest, user)
        site = settings.RAPPORT_URL
        note = NewsNote(
            subject=told.title,
            words=told.intro,
            sections=tuple(
                replace(one, rows=tuple(replace(row, url=site + row.url if row.url else "") for row in one.rows))
                for one in told.sections
            ),
            button=_("Open it in Rapport"),
            url=f"{site}/feedback/digests/{digest.pk}/",
            after=_("Everybody in the company gets this once a week. Whoever does not want it says so here: %(url)s")
            % {"url": f"{site}/feedback/digests/"},
            language=user.language,
        )
    email.queue_digest((user.email, user.name), note, at=at)
    return True


def facts_of(first: date, last: date, at: datetime) -> dict[str, Any]:
    """Numbers, and the rows to tell of: by the days of the replies what customers said, and what was done since the
    digest before."""
    scope = Scope(first, last)
    before = Scope(first - rules.WEEK, last - rules.WEEK)
    found = queries.reasons_in(first, last, None)
    examples = queries.examples(first, last)
    earlier = {one.reason: one.n for one in queries.reasons_in(before.first, before.last, None)}
    answers, answers_before = (totals(reports.by_day(one, NOBODY)) for one in (scope, before))
    since = queries.told_until(first, otherwise=at - rules.WEEK)
    decided = queries.decided_between(since, at)
    return {
        "asked": answers.responded.n,
        "answers": answers.answered,
        "poor": answers.faces[1] + answers.faces[2],
        "before": {
            "answers": answers_before.answered,
            "poor": answers_before.faces[1] + answers_before.faces[2],
        },
        "named": sum(one.n for one in found),
        "looked_at": len(queries.names()),
        "reasons": [
            vars(one) | {"before": earlier.get(one.reason, 0), "example": examples.get(one.reason)}
            for one in found[:REASONS]
        ],
        "decided": list(dict.fromkeys(one.prevention_id for one in decided if one.prevention_id))[:ROWS],
        "nothing": sum(not one.prevention_id for one in decided),
        "unread": queries.waiting(None)[0],
        "done": recoveries.done_between(since, at, ROWS),
        "won_back": recoveries.won_between(since, at, ROWS),
        "praise": queries.shared_between(since, at, ROWS),
        "turned": turned_round.shared_between(since, at, ROWS),
    }

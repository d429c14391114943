"""Draws a sample of those who did not answer, and keeps what they tell."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils.translation import gettext

from rapport.feedback.models import Score
from rapport.platform import events, signing
from rapport.reports import queries
from rapport.reports.models import Drawn, Sample
from rapport.reports.rules import counts, sampling
from rapport.reports.rules.counts import Scope
from rapport.team.models import User

NOTE_CHARS = 500


class SampleError(ValueError):
    """The text says what to do."""


@transaction.atomic
def draw(scope: Scope, size: int, *, actor: User, at: datetime) -> Sample:
    """Draw so many of the silent, each with the same probability. Raises SampleError."""
    if size not in sampling.SIZES:
        raise SampleError(gettext("Choose one of the offered sizes."))
    _must_have_had_time(scope.last, at)
    silent, sums = queries.drawable(scope), counts.totals(queries.by_day(scope, actor.pk))
    population = silent.count()
    if population < size:
        words = gettext("Only %(number)s people did not answer in this time. Choose a longer time or a smaller sample.")
        raise SampleError(words % {"number": population})
    made = Sample.objects.create(
        drawn_by=actor,
        drawn_at=at,
        first=scope.first,
        last=scope.last,
        inbox_id=scope.inboxes[0] if scope.inboxes else None,
        language=scope.language or "",
        channel=scope.channel or "",
        asked=sums.responded.n,
        answered=sums.answered,
        happy=sums.happy.hits,
        silent=population,
        seed=signing.random_token()[:32],
    )
    order = MD5(Concat(Value(made.seed), Cast("pk", CharField())))
    chosen = list(silent.order_by(order).values_list("pk", flat=True)[:size])
    Drawn.objects.bulk_create(Drawn(sample=made, invite_id=pk, probability=size / population) for pk in chosen)
    events.record("reports.sample_drawn", at=at, actor_id=actor.pk, data={"sample": made.pk, "size": size})
    return made


def _must_have_had_time(last: date, at: datetime) -> None:
    newest = sampling.last_day(at.date())
    if last > newest:
        words = gettext("People may still answer. Choose a time that ends on %(day)s or before.")
        raise SampleError(words % {"day": newest.isoformat()})


def note(drawn: Drawn, outcome: str, score: int | None, words: str, *, actor: User, at: datetime) -> None:
    """Keep what somebody told, or that they could not be reached. May be corrected. Raises SampleError."""
    if outcome not in (Drawn.Outcome.TOLD, Drawn.Outcome.UNREACHED):
        raise SampleError(gettext("Choose the face they told you, or that you could not reach them."))
    if outcome == Drawn.Outcome.TOLD and score not in Score.values:
        raise SampleError(gettext("Choose the face they told you, or that you could not reach them."))
    drawn.outcome, drawn.score = outcome, score if outcome == Drawn.Outcome.TOLD else None
    drawn.note = " ".join(words.replace("\0", "").split())[:NOTE_CHARS]
    drawn.noted_by, drawn.noted_at = actor, at
    drawn.save()
    data = {"sample": drawn.sample_id, "drawn": drawn.pk, "outcome": outcome, "score": drawn.score}
    events.record(
        "reports.sample_told", at=at, actor_id=actor.pk, conversation_id=drawn.invite.conversation_id, data=data
    )

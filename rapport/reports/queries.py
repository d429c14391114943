"""Reads of the reports room: counts out of the days that were added up, and the conversations behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from rapport.conversations.models import Conversation
from rapport.feedback.models import Fixed, Observation, Rating, RatingInvite, State
from rapport.platform import sql
from rapport.reports.models import Drawn, Sample
from rapport.reports.rules.counts import Row, Scope, whole_weeks
from rapport.reports.rules.sampling import Told

WAITS = "reports.waits"  # the fact that keeps what was counted

# Conditions reach into every part of a union. Whole weeks between %(monday)s and %(end)s are read as weeks.
_DAYS = """
SELECT day, score, sum(asked), sum(confirmed), sum(probable), sum(suspect), sum(forwarded), sum(staff),
  coalesce(sum(asked) FILTER (WHERE author_id = %(author)s), 0),
  coalesce(sum(confirmed + probable) FILTER (WHERE author_id = %(author)s), 0)
FROM (
  SELECT day, score, author_id, inbox_id, language, channel, survey, asked, confirmed, probable, suspect, forwarded,
    staff FROM reports_ratingday WHERE day >= %(first)s AND day < %(monday)s
  UNION ALL
  SELECT day, score, author_id, inbox_id, language, channel, survey, asked, confirmed, probable, suspect, forwarded,
    staff FROM reports_ratingweek WHERE day >= %(monday)s AND day < %(end)s
  UNION ALL
  SELECT day, score, author_id, inbox_id, language, channel, survey, asked, confirmed, probable, suspect, forwarded,
    staff FROM reports_ratingday WHERE day >= %(end)s AND day <= %(last)s
  UNION ALL
  SELECT day, score, author_id, inbox_id, language, channel, survey, asked, confirmed, probable, suspect, forwarded,
    staff FROM reports_ratingchange WHERE day BETWEEN %(first)s AND %(last)s
) counted
WHERE survey = %(survey)s
  AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s))
  AND (%(language)s::text IS NULL OR language = %(language)s)
  AND (%(channel)s::text IS NULL OR channel = %(channel)s)
GROUP BY day, score
"""
_MIX = """
SELECT author_id, topic, channel, language, was_unhappy, sum(answered), sum(happy) FROM (
  SELECT month AS day, author_id, inbox_id, topic, channel, language, survey, was_unhappy, answered, happy
    FROM reports_ratingmix
  UNION ALL
  SELECT day, author_id, inbox_id, topic, channel, language, survey, was_unhappy, confirmed + probable,
      CASE WHEN score >= 3 THEN confirmed + probable ELSE 0 END FROM reports_ratingchange
) counted
WHERE day >= date_trunc('month', %(first)s::date)::date
  AND day < (date_trunc('month', %(last)s::date) + interval '1 month')::date AND survey = %(survey)s
  AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s))
  AND (%(language)s::text IS NULL OR language = %(language)s)
  AND (%(channel)s::text IS NULL OR channel = %(channel)s)
GROUP BY 1, 2, 3, 4, 5 HAVING sum(answered) > 0
"""
_OFFERED = """
SELECT language, channel FROM (
  SELECT language, channel, inbox_id FROM reports_ratingmix
  UNION ALL SELECT language, channel, inbox_id FROM reports_ratingchange
) counted WHERE %(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s) GROUP BY 1, 2
"""


def _values(scope: Scope) -> dict[str, Any]:
    return {
        "first": scope.first,
        "last": scope.last,
        "inboxes": None if scope.inboxes is None else list(scope.inboxes),
        "language": scope.language,
        "channel": scope.channel,
        "survey": scope.survey,
    }


def by_day(scope: Scope, author: int) -> list[Row]:
    """Every face of every day, or of every week with its Monday as the day where a chart of the time shows weeks; of
    `author` apart what is theirs."""
    monday, end = whole_weeks(scope)
    asked = _values(scope) | {"author": author, "monday": monday, "end": end}
    return [Row(*row) for row in sql.rows(_DAYS, asked)]


@dataclass(frozen=True)
class Kind:
    """A kind of case."""

    topic: str
    channel: str
    language: str
    was_unhappy: bool


@dataclass(frozen=True)
class OfKind:
    """Somebody's rated cases of one kind."""

    author: int
    kind: Kind
    answered: int
    happy: int


def mix(scope: Scope) -> list[OfKind]:
    """Who answered which kinds of cases, in all months that the time touches."""
    return [
        OfKind(author, Kind(topic, channel, language, was_unhappy), answered, happy)
        for author, topic, channel, language, was_unhappy, answered, happy in sql.rows(_MIX, _values(scope))
    ]


def offered(inboxes: Sequence[int] | None) -> tuple[list[str], list[str]]:
    """The languages and channels there are answers in."""
    found = sql.rows(_OFFERED, {"inboxes": None if inboxes is None else list(inboxes)})
    return sorted({language for language, _ in found}), sorted({channel for _, channel in found})


ASKED, ANSWERED, SILENT, SUSPECT, FORWARDED, STAFF = "asked", "answered", "silent", "suspect", "forwarded", "staff"
PARTS = (ASKED, ANSWERED, SILENT, SUSPECT, FORWARDED, STAFF)


def invites(scope: Scope, part: str = ASKED, *, faces: Sequence[int] = (), author: int | None = None) -> Any:
    """The invites that a number counts, as a queryset of them."""
    since, until = (datetime.combine(day, time(), UTC) for day in (scope.first, scope.last + timedelta(1)))
    rows = RatingInvite.objects.filter(
        created_at__gte=since, created_at__lt=until, about=scope.survey, inbox__isnull=False
    )
    for name, wanted in (("language", scope.language), ("channel", scope.channel), ("author", author)):
        rows = rows if wanted is None else rows.filter(**{name: wanted})
    rows = rows if scope.inboxes is None else rows.filter(inbox__in=scope.inboxes)
    rows = rows.filter(_PARTS[part])
    return rows.filter(rating__score__in=faces) if faces else rows


_COUNTS = Q(of_staff=False, rating__state__in=Rating.COUNTED)
_CLICKED = Exists(Observation.objects.filter(invite=OuterRef("pk"), is_staff=True))
_PARTS: dict[str, Q] = {
    ASKED: Q(of_staff=False, delivered_at__isnull=False),
    ANSWERED: _COUNTS,
    SILENT: Q(of_staff=False, delivered_at__isnull=False) & (Q(rating=None) | Q(rating__state=State.SUSPECT)),
    SUSPECT: Q(of_staff=False, rating__state=State.SUSPECT, rating__passed_on=False),
    FORWARDED: Q(of_staff=False, rating__state=State.SUSPECT, rating__passed_on=True),
    STAFF: Q(of_staff=True, rating__isnull=False) | Q(_CLICKED),
}


def behind(
    rows: "QuerySet[RatingInvite]",
    known: "QuerySet[Conversation] | None",
    *,
    before: tuple[datetime, int] | None = None,
    size: int = 50,
) -> list[RatingInvite]:
    """One keyset page of them with what a list shows, the newest first; `known` are the conversations that whoever
    looks may know of, None for all."""
    if known is not None:
        rows = rows.filter(conversation__in=known)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    return list(
        rows.select_related("conversation__customer", "author", "rating", "message").order_by("-created_at", "-id")[
            :size
        ]
    )


# Closed conversations by what their customer last said of whether it is fixed; null where nothing was.
_CLOSED = """
SELECT s.is_fixed, count(*) FROM conversations_conversation c
LEFT JOIN LATERAL (SELECT is_fixed FROM feedback_fixed f WHERE f.conversation_id = c.id AND f.state = 'confirmed'
  ORDER BY at DESC, id DESC LIMIT 1) s ON EXISTS (SELECT FROM feedback_fixed WHERE conversation_id = c.id)
WHERE c.status = 'done' AND c.last_message_at >= %(since)s
  AND (%(inboxes)s::bigint[] IS NULL OR c.inbox_id = ANY(%(inboxes)s)) GROUP BY 1
"""
SETTLED, NOT_SETTLED, NO_WORD = "settled", "not_settled", "no_word"


def closed(since: datetime, inboxes: Sequence[int] | None) -> dict[str, int]:
    """How many conversations that are closed now and were lively since then are settled, as their customers say."""
    found = dict(sql.rows(_CLOSED, {"since": since, "inboxes": None if inboxes is None else list(inboxes)}))
    return {SETTLED: found.get(True, 0), NOT_SETTLED: found.get(False, 0), NO_WORD: found.get(None, 0)}


def closed_with(
    part: str,
    rows: "QuerySet[Conversation]",
    *,
    since: datetime,
    before: tuple[datetime, int] | None = None,
    size: int = 50,
) -> "list[Conversation]":
    """One keyset page of those conversations, most recently touched first."""
    said = Fixed.objects.filter(conversation=OuterRef("pk"), state=State.CONFIRMED).order_by("-at", "-id")
    rows = rows.filter(status="done", last_message_at__gte=since).annotate(said=Subquery(said.values("is_fixed")[:1]))
    rows = rows.filter(said={SETTLED: True, NOT_SETTLED: False}[part]) if part != NO_WORD else rows.filter(said=None)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=pk))
    return list(rows.select_related("customer", "assignee").order_by("-last_message_at", "-id")[:size])


# Where the counts differ from the rows themselves, and by how much.
_OFF_DAYS = """
SELECT day, inbox_id, author_id, language, channel, survey, score, part, sum(n) FROM (
  SELECT c.day, c.inbox_id, c.author_id, c.language, c.channel, c.survey, c.score, p.part, p.n FROM (
    SELECT day, inbox_id, author_id, language, channel, survey, score, asked, confirmed, probable, suspect, forwarded,
      staff FROM reports_ratingday
    UNION ALL SELECT day, inbox_id, author_id, language, channel, survey, score, asked, confirmed, probable, suspect,
      forwarded, staff FROM reports_ratingchange
  ) c CROSS JOIN LATERAL (VALUES ('asked', asked), ('confirmed', confirmed), ('probable', probable),
    ('suspect', suspect), ('forwarded', forwarded), ('staff', staff)) p (part, n)
  UNION ALL
  SELECT (i.created_at AT TIME ZONE 'UTC')::date, i.inbox_id, i.author_id, i.language, i.channel, i.about, -1,
    'asked', -1 FROM feedback_ratinginvite i
    WHERE i.inbox_id IS NOT NULL AND i.delivered_at IS NOT NULL AND NOT i.of_staff
  UNION ALL
  SELECT (i.created_at AT TIME ZONE 'UTC')::date, i.inbox_id, i.author_id, i.language, i.channel, i.about, r.score,
    CASE WHEN i.of_staff THEN 'staff' WHEN r.state = 'suspect' AND r.passed_on THEN 'forwarded' ELSE r.state END, -1
    FROM feedback_rating r JOIN feedback_ratinginvite i ON i.id = r.invite_id WHERE i.inbox_id IS NOT NULL
  UNION ALL
  SELECT (i.created_at AT TIME ZONE 'UTC')::date, i.inbox_id, i.author_id, i.language, i.channel, i.about, -1,
    'staff', -1 FROM feedback_observation o JOIN feedback_ratinginvite i ON i.id = o.invite_id
    WHERE o.is_staff AND i.inbox_id IS NOT NULL
) counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(n) <> 0
"""
_OFF_MIX = """
SELECT month, inbox_id, author_id, language, channel, survey, topic, was_unhappy, sum(answered), sum(happy) FROM (
  SELECT month, inbox_id, author_id, language, channel, survey, topic, was_unhappy, answered, happy
    FROM reports_ratingmix
  UNION ALL
  SELECT date_trunc('month', day)::date, inbox_id, author_id, language, channel, survey, topic, was_unhappy,
    confirmed + probable, CASE WHEN score >= 3 THEN confirmed + probable ELSE 0 END FROM reports_ratingchange
  UNION ALL
  SELECT date_trunc('month', i.created_at AT TIME ZONE 'UTC')::date, i.inbox_id, i.author_id, i.language, i.channel,
    i.about, i.topic, i.was_unhappy, -1, CASE WHEN r.score >= 3 THEN -1 ELSE 0 END
    FROM feedback_rating r JOIN feedback_ratinginvite i ON i.id = r.invite_id
    WHERE i.inbox_id IS NOT NULL AND NOT i.of_staff AND r.state IN ('confirmed', 'probable')
) counted GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(answered) <> 0 OR sum(happy) <> 0
"""


_OFF_WEEKS = """
SELECT day, inbox_id, author_id, language, channel, survey, score, sum(asked), sum(confirmed), sum(probable),
  sum(suspect), sum(forwarded), sum(staff) FROM (
  SELECT day, inbox_id, author_id, language, channel, survey, score, asked, confirmed, probable, suspect, forwarded,
    staff FROM reports_ratingweek
  UNION ALL SELECT date_trunc('week', day)::date, inbox_id, author_id, language, channel, survey, score, -asked,
    -confirmed, -probable, -suspect, -forwarded, -staff FROM reports_ratingday
) counted GROUP BY 1, 2, 3, 4, 5, 6, 7
HAVING (sum(asked), sum(confirmed), sum(probable), sum(suspect), sum(forwarded), sum(staff)) <> (0, 0, 0, 0, 0, 0)
"""


def off() -> list[tuple[Any, ...]]:
    """Where the counts differ from a full count; for tests, as it reads every row."""
    return [*sql.rows(_OFF_DAYS, []), *sql.rows(_OFF_WEEKS, []), *sql.rows(_OFF_MIX, [])]


def told(samples: Sequence[Sample]) -> dict[int, list[Told]]:
    """Everybody who was drawn, by sample: the face they told us, or gave by themselves since; none while neither."""
    found: dict[int, list[Told]] = {}
    rows = Drawn.objects.filter(sample__in=[one.pk for one in samples]).values_list(
        "sample_id", "outcome", "score", "invite__rating__score", "invite__rating__state"
    )
    for pk, outcome, score, rated, state in rows if samples else ():
        face = score if outcome == Drawn.Outcome.TOLD else rated if state in Rating.COUNTED else None
        found.setdefault(pk, []).append(Told(outcome, face))
    return found


def drawable(scope: Scope) -> "QuerySet[RatingInvite]":
    """Who was asked and did not answer, but for those who were forgotten since."""
    rows: QuerySet[RatingInvite] = invites(scope, SILENT).exclude(recipient="")
    return rows


def sample(pk: int) -> Sample | None:
    return Sample.objects.select_related("inbox", "drawn_by").filter(pk=pk).first()


def samples(scope: Scope) -> "QuerySet[Sample]":
    """Draws within the time, of these inboxes, the newest first."""
    rows = Sample.objects.filter(first__gte=scope.first, last__lte=scope.last).select_related("inbox", "drawn_by")
    return rows if scope.inboxes is None else rows.filter(inbox__in=scope.inboxes)


def drawn(sample: Sample, known: "QuerySet[Conversation] | None") -> "QuerySet[Drawn]":
    """Who was drawn, as far as whoever looks may know of them."""
    rows = sample.drawn.select_related("invite__conversation__customer", "invite__author", "invite__rating", "noted_by")
    return rows if known is None else rows.filter(invite__conversation__in=known)


# How long customers who wrote since a day waited for the first word of a person: of a complaint from when it was made,
# of everything else from when it began. Who still waits has waited so far, for leaving them out would flatter; what was
# closed without an answer asked for none.
_WAITS = """
WITH came AS (
  SELECT conversation_id, came_at AS at, true AS complains FROM recovery_complaint
    WHERE came_at >= %(since)s AND why_none = ''
  UNION ALL
  SELECT conversation_id, at, false FROM platform_event e WHERE name = 'conversations.opened' AND at >= %(since)s
    AND NOT EXISTS (SELECT FROM recovery_complaint c WHERE c.conversation_id = e.conversation_id AND c.why_none = '')
), answered AS (
  SELECT c.conversation_id, c.complains, c.at, min(r.at) AS answered_at FROM came c
    LEFT JOIN (SELECT conversation_id, at FROM platform_event WHERE name = 'conversations.replied'
      AND at >= %(since)s) r ON r.conversation_id = c.conversation_id AND r.at >= c.at
    GROUP BY 1, 2, 3
)
SELECT a.complains, array_agg(extract(epoch FROM coalesce(a.answered_at, %(at)s) - a.at)::float8)
FROM answered a LEFT JOIN conversations_conversation w
  ON a.answered_at IS NULL AND w.id = a.conversation_id AND w.waiting_since IS NOT NULL
WHERE a.answered_at IS NOT NULL OR w.id IS NOT NULL GROUP BY 1
"""


def waits(*, since: datetime, at: datetime) -> tuple[list[float], list[float]]:
    """Seconds, of complaints and of everything else; reads every conversation of that time."""
    found = dict(sql.rows(_WAITS, {"since": since, "at": at}))
    return found.get(True, []), found.get(False, [])

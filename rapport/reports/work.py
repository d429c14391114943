"""Reads of the work that was counted: sums of days, spreads of waits, and the rows behind any number.

With one restriction besides the inbox, or none, sums are read, of the longest spans that fit into the time. What is
left at its ends, and combinations of restrictions, are read from the rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from rapport.platform import sql
from rapport.reports.models import Work
from rapport.reports.rules.work import DAY_SPANS, WAIT_SPANS, Kind, Measure, State, Wait, cover

FEW, FEW_DAYS = 5000, 100  # so many waits of a time not longer are looked at one by one
FILLED = "reports.work"  # the fact how far everything there ever was is counted

_IN_SCOPE = """
  (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s))
  AND (%(tag)s::text IS NULL OR tags @> ARRAY[%(tag)s]::varchar[])
  AND (%(type)s::text IS NULL OR type = %(type)s)
  AND (%(channel)s::text IS NULL OR channel = %(channel)s)
  AND (%(person)s::bigint IS NULL OR person_id = %(person)s)
"""
_COUNTS = """
  sum((kind = 1)::int) AS came, sum((kind = 2)::int) AS asked, sum((kind = 3)::int) AS replied,
  sum((kind = 4)::int) AS closed, sum((kind = 5)::int) AS reopened,
  sum((measure = 1 AND state = 2)::int) AS first_open, sum((measure = 1 AND state = 3)::int) AS first_let,
  sum((measure = 2 AND state = 2)::int) AS next_open, sum((measure = 2 AND state = 3)::int) AS next_let,
  sum((measure = 3 AND state = 2)::int) AS unresolved
"""
_SUMS = """
  sum(came), sum(asked), sum(replied), sum(closed), sum(reopened), sum(first_open), sum(first_let), sum(next_open),
  sum(next_let), sum(unresolved)
"""
# When the span of so many days began that a day is in.
_START = "(date '2001-01-01' + floor(({} - date '2001-01-01')::float8 / {})::int * {})"
_DAYS = f"""
SELECT {_START.format("day", "%(each)s", "%(each)s")}, inbox_id, {_SUMS} FROM reports_workday
WHERE by = %(by)s AND name = %(name)s AND span = 1 AND day BETWEEN %(first)s AND %(last)s
  AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s)) GROUP BY 1, 2
"""  # noqa: S608  # a constant
_DAYS_FROM_ROWS = f"""
SELECT {_START.format("(at AT TIME ZONE 'UTC')::date", "%(each)s", "%(each)s")}, inbox_id, {_COUNTS}
FROM reports_work
WHERE kind = ANY(ARRAY[1, 2, 3, 4, 5]) AND at >= %(since)s AND at < %(until)s AND {_IN_SCOPE} GROUP BY 1, 2
"""  # noqa: S608  # a constant
_RANGES = "unnest(%(spans)s::int[], %(starts)s::date[], %(ends)s::date[]) covered (span, start, until)"
_BY = f"""
SELECT by, name, {_SUMS} FROM {_RANGES}
JOIN reports_workday d ON d.span = covered.span AND d.day >= start AND d.day < until
WHERE by = ANY(ARRAY['tag', 'type', 'channel'])
  AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s)) GROUP BY by, name
"""  # noqa: S608  # a constant
_STEP = "floor(ln(1 + {}) / ln(1.05::float8))::int"
_SPREADS = f"""
SELECT measure, is_office, step, sum(number) FROM (
  SELECT measure, is_office, step, number FROM {_RANGES}
  JOIN reports_workspread s ON s.span = covered.span AND s.day >= start AND s.day < until
  WHERE by = %(by)s AND name = %(name)s
    AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s))
  UNION ALL
  SELECT measure, is_office, step, 1 FROM {_RANGES}
  JOIN reports_work w ON measure = ANY(ARRAY[1, 2, 3]) AND state = 1
    AND at >= start::timestamp AT TIME ZONE 'UTC' AND at < until::timestamp AT TIME ZONE 'UTC'
  CROSS JOIN LATERAL (VALUES (false, {_STEP.format("waited")}), (true, {_STEP.format("office")})) s (is_office, step)
  WHERE covered.span = 0 AND {_IN_SCOPE}
) counted GROUP BY 1, 2, 3 HAVING sum(number) <> 0
"""  # noqa: S608  # a constant
_FEW = f"""
SELECT measure, waited, office FROM reports_work
WHERE measure = ANY(ARRAY[1, 2, 3]) AND state = 1 AND at >= %(since)s AND at < %(until)s AND {_IN_SCOPE}
"""  # noqa: S608  # a constant
# Everything that a row is added up under, as `actions.count_work` does.
_UNDER = """CROSS JOIN LATERAL (
    SELECT '' AS by, '' AS name UNION ALL SELECT 'type', type UNION ALL SELECT 'channel', channel
    UNION ALL SELECT 'tag', tag FROM unnest(tags) tag UNION ALL SELECT 'person', person_id::text WHERE {}) under"""
_SPAN_OF_ROW = _START.format("(at AT TIME ZONE 'UTC')::date", "span", "span")
_OFF = f"""
SELECT by, name, day, inbox_id FROM (
  SELECT by, name, span, day, inbox_id, came, asked, replied, closed, reopened, first_open, first_let, next_open,
    next_let, unresolved FROM reports_workday
  UNION ALL
  SELECT by, name, span, {_SPAN_OF_ROW}, inbox_id, -(kind = 1)::int, -(kind = 2)::int, -(kind = 3)::int,
    -(kind = 4)::int, -(kind = 5)::int, -coalesce(measure = 1 AND state = 2, false)::int,
    -coalesce(measure = 1 AND state = 3, false)::int, -coalesce(measure = 2 AND state = 2, false)::int,
    -coalesce(measure = 2 AND state = 3, false)::int, -coalesce(measure = 3 AND state = 2, false)::int
  FROM reports_work {_UNDER.format("person_id IS NOT NULL AND kind IN (3, 4)")} CROSS JOIN (VALUES (1), (28)) t (span)
) counted GROUP BY by, name, span, day, inbox_id HAVING ({_SUMS}) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
UNION ALL
SELECT by, name, day, inbox_id FROM (
  SELECT by, name, span, day, inbox_id, measure, is_office, step, number FROM reports_workspread
  UNION ALL
  SELECT by, name, span, {_SPAN_OF_ROW}, inbox_id, measure, is_office, step, -1
  FROM reports_work {_UNDER.format("person_id IS NOT NULL")} CROSS JOIN LATERAL
    (VALUES (false, {_STEP.format("waited")}), (true, {_STEP.format("office")})) s (is_office, step)
  CROSS JOIN (VALUES (7), (28), (364)) t (span) WHERE state = 1
) counted GROUP BY by, name, span, day, inbox_id, measure, is_office, step HAVING sum(number) <> 0
"""  # noqa: S608  # a constant


@dataclass(frozen=True)
class Scope:
    """Which work a figure is about; days are in UTC, None stands for all. What one person did is part of the work:
    what came in, and what still waits, is nobody's."""

    first: date
    last: date
    inboxes: tuple[int, ...] | None = None
    tag: str | None = None
    type: str | None = None
    channel: str | None = None
    person: int | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """By what besides the inbox."""
        names = ("tag", "type", "channel", "person")
        return [(name, str(value)) for name in names if (value := getattr(self, name)) is not None]

    @property
    def is_added_up(self) -> bool:
        """Whether days and months know it; no combination is."""
        return len(self.narrowed) < 2

    @property
    def since(self) -> datetime:
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        return _midnight(self.last + timedelta(1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@dataclass
class Counts:
    """How much work, and how much of it waits or ended without a reply."""

    came: int = 0
    asked: int = 0
    replied: int = 0
    closed: int = 0
    reopened: int = 0
    first_open: int = 0
    first_let: int = 0
    next_open: int = 0
    next_let: int = 0
    unresolved: int = 0

    def __iadd__(self, other: "Counts") -> "Counts":
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        return self


def _values(scope: Scope) -> dict[str, Any]:
    by, name = (scope.narrowed or [("", "")])[0]
    return {
        "first": scope.first,
        "last": scope.last,
        "since": scope.since,
        "until": scope.until,
        "inboxes": None if scope.inboxes is None else list(scope.inboxes),
        "tag": scope.tag,
        "type": scope.type,
        "channel": scope.channel,
        "person": scope.person,
        "by": by,
        "name": name,
    }


def _covered(scope: Scope, spans: Sequence[int]) -> dict[str, Any]:
    lengths, starts, ends = zip(*cover(scope.first, scope.last + timedelta(1), spans), strict=True)
    return {"spans": list(lengths), "starts": list(starts), "ends": list(ends)}


def days(scope: Scope, each: int = 1) -> list[tuple[date, int, Counts]]:
    """The work of every so many days in each inbox, with the first of them (`rules.work.start_of`); what is without any
    is left out."""
    statement = _DAYS if scope.is_added_up else _DAYS_FROM_ROWS
    found = [
        (day, inbox, Counts(*(n or 0 for n in numbers)))
        for day, inbox, *numbers in sql.rows(statement, _values(scope) | {"each": each})
    ]
    if scope.person is not None:
        found = [(day, inbox, Counts(replied=all.replied, closed=all.closed)) for day, inbox, all in found]
    return [one for one in found if one[2] != Counts()]


def apart(scope: Scope) -> dict[str, list[tuple[str, Counts]]]:
    """The work of the time by tag, type and channel, each most of it first."""
    found: dict[str, list[tuple[str, Counts]]] = {"tag": [], "type": [], "channel": []}
    for by, name, *numbers in sql.rows(_BY, _values(scope) | _covered(scope, DAY_SPANS)):
        if (counts := Counts(*numbers)) != Counts():
            found[by].append((name, counts))
    for named in found.values():
        named.sort(key=lambda one: (-one[1].came, -one[1].asked, one[0]))
    return found


def _by_step(scope: Scope) -> dict[tuple[int, bool], Counter[int]]:
    steps: dict[tuple[int, bool], Counter[int]] = defaultdict(Counter)
    asked = _values(scope) | _covered(scope, WAIT_SPANS if scope.is_added_up else ())
    for measure, is_office, step, number in sql.rows(_SPREADS, asked):
        steps[measure, is_office][step] = int(number)
    return steps


def _by_second(scope: Scope) -> dict[tuple[int, bool], Counter[int]]:
    steps: dict[tuple[int, bool], Counter[int]] = defaultdict(Counter)
    for measure, waited, office in sql.rows(_FEW, _values(scope)):
        steps[measure, False][waited] += 1
        steps[measure, True][office] += 1
    return steps


def waits(scope: Scope, total: Counts) -> dict[Measure, Wait]:
    """How long was waited for what: to 2.5 %, and exactly where it is little; `total` is the sum of `days`."""
    is_few = scope.person is None and scope.days <= FEW_DAYS and total.came + total.asked <= FEW
    steps = _by_second(scope) if is_few else _by_step(scope)
    stand = {
        Measure.FIRST: (total.first_open, total.first_let),
        Measure.NEXT: (total.next_open, total.next_let),
        Measure.RESOLUTION: (total.unresolved, 0),
    }
    return {
        one: Wait(steps.get((one, True), Counter()), steps.get((one, False), Counter()), *stand[one], is_few)
        for one in Measure
    }


PARTS: dict[str, dict[str, int]] = {
    "came": {"kind": Kind.CAME},
    "asked": {"kind": Kind.ASKED},
    "replied": {"kind": Kind.REPLIED},
    "closed": {"kind": Kind.CLOSED},
    "reopened": {"kind": Kind.REOPENED},
    "first": {"measure": Measure.FIRST, "state": State.ENDED},
    "next": {"measure": Measure.NEXT, "state": State.ENDED},
    "resolution": {"measure": Measure.RESOLUTION, "state": State.ENDED},
    "first_open": {"measure": Measure.FIRST, "state": State.OPEN},
    "first_let": {"measure": Measure.FIRST, "state": State.LET},
    "next_open": {"measure": Measure.NEXT, "state": State.OPEN},
    "next_let": {"measure": Measure.NEXT, "state": State.LET},
    "unresolved": {"measure": Measure.RESOLUTION, "state": State.OPEN},
}


def _rows(scope: Scope) -> "QuerySet[Work]":
    found = Work.objects.filter(at__gte=scope.since, at__lt=scope.until)
    for name, value in (("type", scope.type), ("channel", scope.channel), ("person_id", scope.person)):
        found = found if value is None else found.filter(**{name: value})
    found = found if scope.tag is None else found.filter(tags__contains=[scope.tag])
    return found if scope.inboxes is None else found.filter(inbox_id__in=scope.inboxes)


def page(scope: Scope, part: str, *, before: tuple[datetime, int] | None = None, size: int = 50) -> list[Work]:
    """One keyset page of it, the newest first."""
    found = _rows(scope).filter(**PARTS[part]).order_by("-at", "-id")
    if before is not None:
        at, pk = before
        found = found.filter(at__lte=at).exclude(at=at, id__gte=pk)
    return list(found[:size])


def every_wait(scope: Scope) -> Iterator[Work]:
    """Each wait that began in the time, the oldest first, without holding them all."""
    return _rows(scope).filter(measure__isnull=False).order_by("at", "id").iterator(chunk_size=2000)


def off() -> list[tuple[Any, ...]]:
    """Where the sums differ from the rows; for tests, as it reads every row."""
    return sql.rows(_OFF, [])

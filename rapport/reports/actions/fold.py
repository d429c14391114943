"""Adds the changes of the counts up into days, weeks and months."""

from django.db import transaction

from rapport.platform import sql

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7226341)"
# One statement: a reader sees the changes before it, or the sums after it.
_FOLD = """
WITH gone AS (
  DELETE FROM reports_ratingchange RETURNING *
), weeks AS (
  INSERT INTO reports_ratingweek AS known (day, inbox_id, author_id, language, channel, survey, score,
      asked, confirmed, probable, suspect, forwarded, staff)
    SELECT date_trunc('week', day)::date, inbox_id, author_id, language, channel, survey, score,
      sum(asked), sum(confirmed), sum(probable), sum(suspect), sum(forwarded), sum(staff)
    FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
  ON CONFLICT (day, inbox_id, author_id, language, channel, survey, score) DO UPDATE SET
    asked = known.asked + EXCLUDED.asked, confirmed = known.confirmed + EXCLUDED.confirmed,
    probable = known.probable + EXCLUDED.probable, suspect = known.suspect + EXCLUDED.suspect,
    forwarded = known.forwarded + EXCLUDED.forwarded, staff = known.staff + EXCLUDED.staff
), days AS (
  INSERT INTO reports_ratingday AS known (day, inbox_id, author_id, language, channel, survey, score,
      asked, confirmed, probable, suspect, forwarded, staff)
    SELECT day, inbox_id, author_id, language, channel, survey, score,
      sum(asked), sum(confirmed), sum(probable), sum(suspect), sum(forwarded), sum(staff)
    FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7
  ON CONFLICT (day, inbox_id, author_id, language, channel, survey, score) DO UPDATE SET
    asked = known.asked + EXCLUDED.asked, confirmed = known.confirmed + EXCLUDED.confirmed,
    probable = known.probable + EXCLUDED.probable, suspect = known.suspect + EXCLUDED.suspect,
    forwarded = known.forwarded + EXCLUDED.forwarded, staff = known.staff + EXCLUDED.staff
)
INSERT INTO reports_ratingmix AS known (month, inbox_id, author_id, language, channel, survey, topic, was_unhappy,
    answered, happy)
  SELECT date_trunc('month', day)::date, inbox_id, author_id, language, channel, survey, topic, was_unhappy,
    sum(confirmed + probable), coalesce(sum(confirmed + probable) FILTER (WHERE score >= 3), 0)
  FROM gone WHERE confirmed <> 0 OR probable <> 0 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
ON CONFLICT (month, inbox_id, author_id, language, channel, survey, topic, was_unhappy) DO UPDATE SET
  answered = known.answered + EXCLUDED.answered, happy = known.happy + EXCLUDED.happy
"""


def fold() -> None:
    """Add up what changed since. Whatever was read before or after, the sums are the same."""
    with transaction.atomic():
        sql.row(_ONE_AT_A_TIME, [])
        sql.run(_FOLD, [])

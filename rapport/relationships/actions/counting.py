"""Once a day, who spoke up and who stayed is counted anew: it is over everything, so no page waits for it."""

from datetime import datetime, timedelta

from django.db import transaction

from rapport.platform import sql
from rapport.platform.actions import remember_fact, take_fact
from rapport.relationships.models import BadPatch, Segment, Voice
from rapport.relationships.queries import COUNTED
from rapport.relationships.rules import ACTIVE_IN, HORIZON, LANDMARK, LOUDEST, PATCHES_OF, SPOKE_IN

EVERY, TRIED = timedelta(days=1), "relationships-count-tried"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7226343)"

# A rating changes at its first moment or later, so the index on that finds all that were first given since.
_VOICES = """
WITH signs AS (
  SELECT r.conversation_id AS id, r.first_at AS at FROM feedback_rating r
    JOIN feedback_ratinginvite i ON i.id = r.invite_id AND NOT i.of_staff
    WHERE r.changed_at > %(spoke)s AND r.first_at > %(spoke)s AND r.first_at <= %(at)s AND r.score <= 2
      AND r.state IN ('confirmed', 'probable') AND NOT r.passed_on
  UNION ALL
  SELECT id, created_at FROM conversations_conversation
    WHERE is_complaint AND created_at > %(spoke)s AND created_at <= %(at)s
)
INSERT INTO relationships_voice (conversation_id, inbox_id, type, language, at, times)
SELECT c.id, c.inbox_id, c.type, coalesce((SELECT i.language FROM feedback_ratinginvite i
    WHERE i.conversation_id = c.id ORDER BY i.id DESC LIMIT 1), ''), max(s.at), count(*)
  FROM signs s JOIN conversations_conversation c ON c.id = s.id GROUP BY c.id
"""
# Whoever spoke up is active, however old the conversation.
_SEGMENTS = """
WITH spoken_in AS (
  SELECT DISTINCT ON (conversation_id) conversation_id AS id, language FROM feedback_ratinginvite
  ORDER BY conversation_id, id DESC
), talks AS (
  SELECT c.customer_id, c.inbox_id, c.type, coalesce(l.language, '') AS language, coalesce(v.times, 0) AS times
    FROM conversations_conversation c LEFT JOIN spoken_in l ON l.id = c.id
    LEFT JOIN relationships_voice v ON v.conversation_id = c.id
    WHERE (c.last_message_at > %(active)s AND c.last_message_at <= %(at)s) OR v.conversation_id IS NOT NULL
), people AS (
  SELECT s.kind, s.key, t.customer_id, sum(t.times) AS times FROM talks t CROSS JOIN LATERAL (
      VALUES ('all', ''), ('inbox', t.inbox_id::text), ('type', t.type), ('language', t.language)
    ) s(kind, key) GROUP BY 1, 2, 3
), placed AS (
  SELECT kind, key, times, row_number() OVER (PARTITION BY kind, key ORDER BY times DESC) AS place,
    (count(*) FILTER (WHERE times > 0) OVER (PARTITION BY kind, key) + %(loudest)s - 1) / %(loudest)s AS loud
    FROM people
)
INSERT INTO relationships_segment (kind, key, active, spoke, times, loudest, loudest_times)
SELECT kind, key, count(*), count(*) FILTER (WHERE times > 0), sum(times), max(loud),
  coalesce(sum(times) FILTER (WHERE place <= loud), 0) FROM placed GROUP BY 1, 2
"""
_PATCHES = """
WITH bad AS (
  SELECT DISTINCT ON (c.customer_id) c.customer_id, c.id, c.inbox_id, r.first_at AS began
    FROM feedback_rating r JOIN conversations_conversation c ON c.id = r.conversation_id
    JOIN feedback_ratinginvite i ON i.id = r.invite_id AND NOT i.of_staff
    WHERE r.changed_at > %(since)s AND r.first_at > %(since)s AND r.first_at <= %(at)s AND r.score <= 2
      AND r.state IN ('confirmed', 'probable') AND NOT r.passed_on
    ORDER BY c.customer_id, r.first_at, r.id
), known AS (
  SELECT b.*, b.began + %(landmark)s AS landmark, b.began + %(landmark)s + %(horizon)s AS ends FROM bad b
), judged AS (
  SELECT k.*, EXISTS (SELECT 1 FROM recovery_recovery o JOIN conversations_conversation t ON t.id = o.conversation_id
      WHERE t.customer_id = k.customer_id AND o.outcome = 'recovered' AND o.closed_at BETWEEN k.began AND k.landmark
    ) AS won,
    EXISTS (SELECT 1 FROM relationships_loss l WHERE l.customer_id = k.customer_id AND l.ended_at IS NULL
      AND l.lost_on BETWEEN k.began::date AND k.ends::date) AS lost,
    EXISTS (SELECT 1 FROM conversations_conversation t JOIN conversations_message m ON m.conversation_id = t.id
      WHERE t.customer_id = k.customer_id AND m.kind = 'inbound' AND m.origin = 'human' AND NOT m.held
        AND m.at > k.landmark AND m.at <= k.ends)
    OR EXISTS (SELECT 1 FROM conversations_conversation t JOIN feedback_rating r ON r.conversation_id = t.id
      WHERE t.customer_id = k.customer_id AND r.state IN ('confirmed', 'probable') AND NOT r.passed_on
        AND r.first_at > k.landmark AND r.first_at <= k.ends) AS came
    FROM known k
)
INSERT INTO relationships_badpatch
  (customer_id, conversation_id, inbox_id, began_at, is_recent, is_won_back, is_lost, came_again)
SELECT customer_id, id, inbox_id, began, ends > %(at)s, won, lost, came AND NOT lost FROM judged
"""
# A mail that comes while somebody is noted as lost may be missed by both, for no longer than a day.
_LOSSES_PLACED = """
UPDATE relationships_loss SET inboxes = relationships_inboxes_of(customer_id)
  WHERE inboxes IS DISTINCT FROM relationships_inboxes_of(customer_id)
"""


@transaction.atomic
def count(*, at: datetime) -> None:
    """All of it anew. Killed in between, the figures of before stay."""
    sql.row(_ONE_AT_A_TIME, [])
    for table in (Voice, Segment, BadPatch):
        table.objects.all().delete()
    told = {
        "at": at,
        "spoke": at - SPOKE_IN,
        "active": at - ACTIVE_IN,
        "loudest": LOUDEST,
        "since": at - PATCHES_OF,
        "landmark": LANDMARK,
        "horizon": HORIZON,
    }
    for statement in (_VOICES, _SEGMENTS, _PATCHES):
        sql.run(statement, told)
    sql.run(_LOSSES_PLACED, [])
    remember_fact(COUNTED, {"at": at.isoformat()}, at=at)


def count_when_due(*, at: datetime) -> bool:
    """Once a day, by whichever worker comes first."""
    due = take_fact(TRIED, {}, unless_since=at - EVERY, at=at)
    if due:
        count(at=at)
    return due

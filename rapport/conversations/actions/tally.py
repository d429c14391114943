"""Keeps the tally short."""

from rapport.platform import sql

# Rows that only one change wrote stay as they are: a quiet desk writes nothing here.
_FOLD = """
WITH many AS (
  SELECT part, inbox_id, assignee_id FROM conversations_tally GROUP BY 1, 2, 3 HAVING count(*) > 1
), gone AS (
  DELETE FROM conversations_tally t USING many m
  WHERE t.part = m.part AND t.inbox_id = m.inbox_id AND t.assignee_id IS NOT DISTINCT FROM m.assignee_id
  RETURNING t.part, t.inbox_id, t.assignee_id, t.delta
)
INSERT INTO conversations_tally (part, inbox_id, assignee_id, delta)
SELECT part, inbox_id, assignee_id, sum(delta) FROM gone GROUP BY 1, 2, 3 HAVING sum(delta) <> 0
"""


def fold_tally() -> None:
    """Add up what changed since: one statement, so a reader sees the rows before it or after it and the same sums."""
    sql.run(_FOLD, [])

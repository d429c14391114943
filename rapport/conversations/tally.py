"""How many conversations stand where: read from a few rows that add up, however many conversations there are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapport.conversations.models import Status
from rapport.platform import sql
from rapport.team.models import User

PILE = "pile"
# Questions of `sql.together`; `inboxes` is null for every inbox.
COUNTS = """
SELECT jsonb_object_agg(part, numbers) FROM (
  SELECT part, jsonb_build_array(sum(delta), coalesce(sum(delta) FILTER (WHERE assignee_id = %(user)s), 0),
    coalesce(sum(delta) FILTER (WHERE assignee_id IS NULL), 0)) AS numbers
  FROM conversations_tally
  WHERE part <> 'done' AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s)) GROUP BY part
) counted
"""
_OFF = """
SELECT part, inbox_id, assignee_id, sum(delta) FROM (
  SELECT part, inbox_id, assignee_id, delta FROM conversations_tally WHERE part = ANY(%(statuses)s)
  UNION ALL SELECT status, inbox_id, assignee_id, -1 FROM conversations_conversation
) counted GROUP BY 1, 2, 3 HAVING sum(delta) <> 0
"""


@dataclass(frozen=True)
class Count:
    """How many in all, how many of one user, and how many that nobody has."""

    all: int = 0
    of_user: int = 0
    unassigned: int = 0


def counts(inbox_ids: Sequence[int] | None, user: User) -> Mapping[str, Count]:
    """The counts of all folders but Done by part: a status, or `PILE`. One query; `inbox_ids` None: every inbox."""
    seen = None if inbox_ids is None else list(inbox_ids)
    return read(sql.together({"counts": COUNTS}, {"user": user.pk, "inboxes": seen})["counts"])


def read(answer: str | None) -> Mapping[str, Count]:
    """The counts in the answer to `COUNTS`, also of parts that rooms above keep here."""
    found = {part: Count(*numbers) for part, numbers in json.loads(answer or "{}").items()}
    return {part: Count() for part in (PILE, *Status.values)} | found


def off() -> list[tuple[str, int, int | None, int]]:
    """Where the tally of statuses differs from a full count, and by how much; for tests, as it reads every row."""
    return [
        (part, inbox, assignee, int(by)) for part, inbox, assignee, by in sql.rows(_OFF, {"statuses": Status.values})
    ]

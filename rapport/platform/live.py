"""The live stream: which parts of which screens changed, told on commit through PostgreSQL's NOTIFY.

Only ids travel. A browser that may see the part fetches it again, so permission checks stay in the views.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from rapport.platform import sql

CHANNEL = "rapport_live"
_TELL = "SELECT pg_notify(%s, %s)"


@dataclass(frozen=True)
class Change:
    """Ids of page parts that changed; seen by the users listed, or by all who may see the inbox."""

    ids: tuple[str, ...]
    inbox_id: int | None = None
    user_ids: tuple[int, ...] = field(default=())


def changed(ids: Iterable[str], *, inbox_id: int | None = None, user_ids: Iterable[int] = ()) -> None:
    """Tell the change when the current transaction commits. Keep the list short: NOTIFY carries at most 8000 bytes."""
    change = Change(tuple(ids)[:40], inbox_id, tuple(user_ids)[:200])
    sql.run(_TELL, [CHANNEL, json.dumps(asdict(change))])


def parse(payload: str) -> Change | None:
    """The change behind a notification's payload; None for anything else."""
    try:
        raw = json.loads(payload)
        return Change(tuple(map(str, raw["ids"])), raw["inbox_id"], tuple(map(int, raw["user_ids"])))
    except (ValueError, KeyError, TypeError):
        return None

"""Reads of the triage room."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from rapport.conversations.models import Conversation, Message
from rapport.conversations.queries import label_names, take_names
from rapport.language.details import asks_for_details
from rapport.platform import sql
from rapport.platform.gathered import Asked
from rapport.team.models import User
from rapport.triage import pain
from rapport.triage.models import Placement

# Who had a conversation or answered in it, in order; what else its customer went through.
_WHOSE = """
SELECT jsonb_agg(CASE name WHEN 'conversations.replied' THEN to_jsonb(actor_id) ELSE data->'to' END ORDER BY at, id)
FROM platform_event WHERE conversation_id = {id} AND name IN ('conversations.assigned', 'conversations.replied')
"""
_TRAIL = """
SELECT jsonb_build_object('whose', ({whose}),
  'closed', (SELECT jsonb_agg(extract(epoch FROM at) ORDER BY at) FROM platform_event
    WHERE conversation_id = {id} AND name = 'conversations.closed'),
  'not_fixed', (SELECT count(*) FROM feedback_fixed
    WHERE conversation_id = {id} AND NOT is_fixed AND state = 'confirmed'),
  'broken', (SELECT count(*) FROM promises_promise WHERE conversation_id = {id} AND broken_at IS NOT NULL))
"""
_OF_EACH = "SELECT c.id, ({trail}) FROM unnest(%(conversations)s::bigint[]) c (id)"
_OWED = """
SELECT EXISTS (SELECT FROM promises_promise WHERE conversation_id = %s AND kept_at IS NULL AND withdrawn_at IS NULL)
  OR EXISTS (SELECT FROM recovery_recovery WHERE conversation_id = %s AND closed_at IS NULL)
  OR EXISTS (SELECT FROM feedback_rating WHERE conversation_id = %s)
  OR EXISTS (SELECT FROM feedback_fixed WHERE conversation_id = %s), ({whose})
"""
TRAIL = _TRAIL.format(id="%(conversation)s", whose=_WHOSE.format(id="%(conversation)s"))  # of `sql.together`
_TRAILS = _OF_EACH.format(trail=_TRAIL.format(id="c.id", whose=_WHOSE.format(id="c.id")))
_MORE_IS_OWED = _OWED.format(whose=_WHOSE.format(id="%s"))
_SAID = """
SELECT conversation_id, kind = 'reply', at, CASE kind WHEN 'reply' THEN left(text, 4000) ELSE '' END
FROM conversations_message WHERE conversation_id = ANY(%(conversations)s::bigint[])
  AND (kind = 'reply' OR kind = 'inbound' AND origin = 'human' AND NOT held) ORDER BY at, id
"""
# What `pain_of` is told, of several conversations (`gather`).
_ROWS = "SELECT ARRAY(SELECT r FROM ({rows}) r)"
PAIN = {"said": _ROWS.format(rows=_SAID), "trails": _ROWS.format(rows=_TRAILS)}
# One row of a list is made of these rows; whichever of them changes has another xmin, or in the same transaction ctid.
_LOOKS = """
SELECT c.id, concat_ws(' ', c.xmin, c.ctid, cu.xmin, cu.ctid, 'by', u.xmin, u.ctid, 'at', p.xmin, p.ctid,
  'felt', r.xmin, r.ctid, 'typed', (SELECT string_agg(concat(xmin, ctid), ' ') FROM labels_conversationtype),
  'named', (SELECT string_agg(concat(xmin, ctid), ' ') FROM labels_customstatus))
FROM conversations_conversation c JOIN customers_customer cu ON cu.id = c.customer_id
LEFT JOIN team_user u ON u.id = c.assignee_id LEFT JOIN triage_placement p ON p.conversation_id = c.id
LEFT JOIN LATERAL (SELECT xmin, ctid FROM feedback_rating
  WHERE conversation_id = c.id AND state IN ('confirmed', 'probable') ORDER BY changed_at DESC LIMIT 1) r ON true
WHERE c.id = ANY(%s)
"""
_PLACES = """
SELECT conversation_id, rank_key, why->0->>'due' FROM triage_placement WHERE {asked}
ORDER BY rank_key, conversation_id LIMIT {size}
"""
# Every placement also says as its conversation does whose it is and where.
_TALLY_OFF = """
SELECT inbox_id, assignee_id, sum(delta) FROM (
  SELECT inbox_id, assignee_id, delta FROM conversations_tally WHERE part = 'pile'
  UNION ALL SELECT c.inbox_id, c.assignee_id, -1
    FROM triage_placement p JOIN conversations_conversation c ON c.id = p.conversation_id WHERE p.waiting
) counted GROUP BY 1, 2 HAVING sum(delta) <> 0
"""
PAGE = 50
PLACES_COUNTED = 1000


def more_is_owed(conversation_id: int) -> tuple[bool, int]:
    """Whether anything but the next reply may decide about the place: a promise, a recovery or a rating; and how often
    it was handed on."""
    is_owed, whose = sql.row(_MORE_IS_OWED, [conversation_id] * 5) or (False, None)
    return bool(is_owed), pain.handovers(_json(whose) or ())


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def trail(value: Any) -> pain.Trail:
    """What `TRAIL` answered."""
    kept = _json(value)
    closed = [datetime.fromtimestamp(float(one), UTC) for one in kept["closed"] or ()]
    return pain.Trail(kept["whose"] or (), closed, kept["not_fixed"], kept["broken"])


def word(message: Message) -> pain.Word | None:
    """What a message of the thread is in the ledger; None for what no person said to the customer or to us."""
    if message.kind == Message.Kind.REPLY:
        return pain.Word(message.at, True, asks_for_details(message.text))
    is_contact = message.kind == Message.Kind.INBOUND and message.origin == Message.Origin.HUMAN and not message.held
    return pain.Word(message.at, False) if is_contact else None


def pain_of(conversations: Sequence[Conversation], found: Mapping[str, Any], *, at: datetime) -> pain.Ledger:
    """What all of these cost their customer together; `found` is what `PAIN` answered about them."""
    words: dict[int, list[pain.Word]] = {one.pk: [] for one in conversations}
    for pk, is_ours, when, text in found["said"]:
        words[pk].append(pain.Word(when, is_ours, is_ours and asks_for_details(text)))
    trails = dict(found["trails"])
    return pain.total(
        pain.ledger(words[one.pk], trail(trails[one.pk]), waits=one.waiting_since is not None, at=at)
        for one in conversations
    )


@dataclass(frozen=True)
class Standing:
    """A place on the pile, told by what its row's clock and the next page need."""

    conversation_id: int
    rank_key: datetime
    due_at: datetime


def standings(
    inbox_ids: Sequence[int] | None,
    *,
    after: tuple[datetime, int] | None = None,
    size: int = PAGE,
    assignee: User | None = None,
    unassigned: bool = False,
    among: QuerySet[Conversation] | None = None,
) -> list[Standing]:
    """What `page` answers, without the conversations: straight from the pile's index. `among`: only these."""
    if among is None:
        found = _places(inbox_ids, after, size, assignee, unassigned)
    else:
        rows = _after(_slice(inbox_ids, assignee, unassigned), after).filter(conversation__in=among)
        ordered = rows.order_by("rank_key", "conversation_id")
        found = list(ordered.values_list("conversation_id", "rank_key", "why__0__due")[:size])
    return [Standing(pk, key, datetime.fromisoformat(due)) for pk, key, due in found]


def _places(
    inbox_ids: Sequence[int] | None,
    after: tuple[datetime, int] | None,
    size: int,
    assignee: User | None,
    unassigned: bool,
) -> list[tuple[int, datetime, str]]:
    """Only what is asked for stands in the statement, so that PostgreSQL finds the index for it."""
    asked, values = ["waiting"], list[object]()
    if inbox_ids is not None:
        asked, values = [*asked, "inbox_id = ANY(%s)"], [list(inbox_ids)]
    if assignee is not None:
        asked, values = [*asked, "assignee_id = %s"], [*values, assignee.pk]
    if unassigned:
        asked = [*asked, "assignee_id IS NULL"]
    if after is not None:
        asked, values = [*asked, "(rank_key, conversation_id) > (%s, %s)"], [*values, *after]
    return sql.rows(_PLACES.format(asked=" AND ".join(asked), size=int(size)), values, sql.EITHER)


def looks(conversation_ids: Sequence[int]) -> dict[int, str]:
    """A mark for the row of each conversation that changes with whatever the row shows: the conversation itself, its
    customer, whose it is, its place, its newest face."""
    return dict(sql.rows(_LOOKS, [list(conversation_ids)], sql.EITHER))


def placed(conversation_ids: Sequence[int]) -> dict[int, Placement]:
    """The places of these conversations, with all that a row shows."""
    found = Placement.objects.filter(pk__in=conversation_ids)
    return {one.pk: one for one in _named(_with_conversation(found))}


def page(
    inbox_ids: Sequence[int] | None,
    *,
    after: tuple[datetime, int] | None = None,
    size: int = PAGE,
    assignee: User | None = None,
    unassigned: bool = False,
) -> list[Placement]:
    """One keyset page of the pile, most urgent first. `inbox_ids` None: every inbox. `after` is the last row's
    (rank_key, conversation id). One query, straight from the pile's index."""
    rows = _slice(inbox_ids, assignee, unassigned)
    return _named(_with_conversation(_after(rows, after)).order_by("rank_key", "conversation_id")[:size])


def ids(
    inbox_ids: Sequence[int] | None, *, limit: int, assignee: User | None = None, unassigned: bool = False
) -> list[int]:
    """The conversations of a slice of the pile, as many as can be worked on at once."""
    rows = _slice(inbox_ids, assignee, unassigned).order_by("rank_key", "conversation_id")
    return list(rows.values_list("conversation_id", flat=True)[:limit])


def _with_conversation(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    related = ("conversation", "conversation__customer", "conversation__assignee", "conversation__inbox")
    return rows.select_related(*related).annotate(**label_names("conversation__"))


def _named(rows: Iterable[Placement]) -> list[Placement]:
    """Each conversation knows its type and its own status by name."""
    found = list(rows)
    for one in found:
        take_names(one.conversation, one)
    return found


def _after(rows: QuerySet[Placement], after: tuple[datetime, int] | None) -> QuerySet[Placement]:
    if after is None:
        return rows
    key, pk = after
    return rows.filter(Q(rank_key__gt=key) | Q(rank_key=key, conversation_id__gt=pk))


def tally_off() -> list[tuple[int, int | None, int]]:
    """Where the tally of the pile differs from a full count, and by how much; for tests, as it reads every row."""
    return [(inbox, assignee, int(by)) for inbox, assignee, by in sql.rows(_TALLY_OFF, [])]


def top_unassigned(inbox_ids: Sequence[int] | None, among: Collection[int] | None = None) -> int | None:
    """The most urgent conversation that nobody has, locked; those that somebody else is just taking are skipped.
    `among`: only these."""
    free = _slice(inbox_ids, None, unassigned=True).filter(conversation__assignee=None)
    free = free if among is None else free.filter(conversation__in=among)
    rows = free.order_by("rank_key", "conversation_id")
    locked = rows.select_related("conversation").select_for_update(skip_locked=True, of=("self", "conversation"))
    found = locked.first()
    return found.conversation_id if found else None


PLACEMENT = Asked(lambda conversation: Placement.objects.filter(pk=conversation, waiting=True))


def placement_of(conversation: Conversation) -> Placement | None:
    return next(iter(PLACEMENT.rows(conversation=conversation.pk)), None)


# A question of `sql.together`: 1 for the top of the pile, counted up to 1000; `inboxes` is null for every inbox.
POSITION = """
SELECT count(*) + 1 FROM (SELECT FROM triage_placement p JOIN triage_placement own
  ON own.conversation_id = %(conversation)s AND (p.rank_key, p.conversation_id) < (own.rank_key, own.conversation_id)
  WHERE p.waiting AND own.waiting AND (%(inboxes)s::bigint[] IS NULL OR p.inbox_id = ANY(%(inboxes)s))
  LIMIT 1000) before
"""


def _waiting(inbox_ids: Sequence[int] | None) -> QuerySet[Placement]:
    rows = Placement.objects.filter(waiting=True)
    return rows if inbox_ids is None else rows.filter(inbox_id__in=inbox_ids)


def _slice(inbox_ids: Sequence[int] | None, assignee: User | None, unassigned: bool) -> QuerySet[Placement]:
    rows = _waiting(inbox_ids)
    if assignee is not None:
        rows = rows.filter(assignee=assignee)
    return rows.filter(assignee=None) if unassigned else rows

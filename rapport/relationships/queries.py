"""Reads of the relationships room."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F, Q, QuerySet

from rapport.conversations.models import Conversation, Inbox
from rapport.platform import sql
from rapport.relationships.models import Unhappy
from rapport.relationships.rules import LONG, LOOKS_BACK, OF_SCORE, Sign, Signal
from rapport.team import opening
from rapport.team import queries as team

# Every sign of some customers. Of waits, which messages were waited for how long; what is too long, the inbox says.
_SIGNALS = """
WITH talks AS (
  SELECT id, customer_id, inbox_id, is_complaint, created_at FROM conversations_conversation
  WHERE customer_id = ANY(%(customers)s) AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s))
)
SELECT t.customer_id, r.first_at, r.score::text, t.id, NULL::timestamptz, NULL::bigint
  FROM talks t JOIN feedback_rating r ON r.conversation_id = t.id
  JOIN feedback_ratinginvite i ON i.id = r.invite_id AND NOT i.of_staff
  WHERE r.state IN ('confirmed', 'probable') AND r.first_at >= %(since)s
UNION ALL
SELECT t.customer_id, t.created_at, 'complaint', t.id, NULL, NULL
  FROM talks t WHERE t.is_complaint AND t.created_at >= %(since)s
UNION ALL
SELECT t.customer_id, p.broken_at, 'broken_promise', t.id, NULL, NULL
  FROM talks t JOIN promises_promise p ON p.conversation_id = t.id WHERE p.broken_at >= %(since)s
UNION ALL
SELECT t.customer_id, o.opened_at, 'let_down_again', t.id, NULL, NULL
  FROM talks t JOIN recovery_recovery o ON o.conversation_id = t.id
  WHERE o.opened_at >= %(since)s AND (o.previous_id IS NOT NULL OR o.round > 1) AND o.outcome <> 'withdrawn'
UNION ALL
SELECT t.customer_id, o.closed_at, 'won_back', t.id, NULL, NULL
  FROM talks t JOIN recovery_recovery o ON o.conversation_id = t.id
  WHERE o.closed_at >= %(since)s AND o.outcome = 'recovered'
UNION ALL
SELECT customer_id, at, 'wait', id, next_at, inbox_id FROM (
  SELECT t.customer_id, t.id, t.inbox_id, m.at, m.kind,
    lag(m.kind) OVER w AS before, min(m.at) FILTER (WHERE m.kind = 'reply') OVER (w ROWS BETWEEN 1 FOLLOWING
      AND UNBOUNDED FOLLOWING) AS next_at
  FROM talks t JOIN conversations_message m ON m.conversation_id = t.id
  WHERE m.kind IN ('inbound', 'reply') AND m.origin = 'human' AND NOT m.held AND m.at >= %(since)s
  WINDOW w AS (PARTITION BY t.id ORDER BY m.at, m.id)
) said WHERE kind = 'inbound' AND before IS DISTINCT FROM 'inbound' AND next_at IS NOT NULL
"""


def signals(
    customers: Collection[int], inboxes: Collection[int] | None = None, *, at: datetime
) -> dict[int, list[Signal]]:
    """What says how it went with each of them in the last 240 days, in these inboxes, None for all; three queries."""
    found: dict[int, list[Signal]] = {pk: [] for pk in customers}
    if not found:
        return found
    seen = None if inboxes is None else list(inboxes)
    rows = sql.rows(_SIGNALS, {"customers": list(found), "inboxes": seen, "since": at - LOOKS_BACK})
    waited = _Waits() if any(row[2] == "wait" for row in rows) else None
    for customer, moment, what, conversation, until, inbox in rows:
        if what == "wait":
            assert waited is not None
            if waited.was_long(inbox, moment, until):
                found[customer].append(Signal(until, Sign.LONG_WAIT, conversation))
        else:
            sign = OF_SCORE[int(what)] if what.isdigit() else Sign(what)
            found[customer].append(Signal(moment, sign, conversation))
    return found


class _Waits:
    """By when each inbox wants to have answered, in its own hours."""

    def __init__(self) -> None:
        self.inboxes = {one.pk: one for one in Inbox.objects.all()}
        self.hours = {row.pk: team.plain_hours(row) for row in team.every_hours()}

    def was_long(self, inbox: int, began: datetime, ended: datetime) -> bool:
        known = self.inboxes[inbox]
        hours = self.hours.get(known.hours_id) if known.hours_id else None
        waited = opening.between(hours, began, ended) if hours else ended - began
        return waited.total_seconds() > 60 * known.reply_target_minutes


# The signs that customers gave themselves, without a limit of time: somebody may be unhappy for longer than that.
_SPOKEN = """
SELECT c.customer_id, r.first_at, r.score::text, c.id
  FROM conversations_conversation c JOIN feedback_rating r ON r.conversation_id = c.id
  JOIN feedback_ratinginvite i ON i.id = r.invite_id AND NOT i.of_staff
  WHERE c.customer_id = ANY(%(customers)s) AND r.state IN ('confirmed', 'probable')
UNION ALL
SELECT c.customer_id, o.closed_at, 'won_back', c.id
  FROM conversations_conversation c JOIN recovery_recovery o ON o.conversation_id = c.id
  WHERE c.customer_id = ANY(%(customers)s) AND o.outcome = 'recovered' AND o.closed_at IS NOT NULL
"""


def spoken(customers: Collection[int]) -> dict[int, list[Signal]]:
    found: dict[int, list[Signal]] = {pk: [] for pk in customers}
    for customer, at, what, conversation in sql.rows(_SPOKEN, {"customers": list(found)}) if found else ():
        sign = OF_SCORE[int(what)] if what.isdigit() else Sign(what)
        found[customer].append(Signal(at, sign, conversation))
    return found


# Whose ratings, or recoveries, were changed after a moment, in the order of that; the moment with them.
_CHANGED = """
SELECT r.changed_at, r.id, c.customer_id FROM feedback_rating r
  JOIN conversations_conversation c ON c.id = r.conversation_id
  WHERE (r.changed_at, r.id) > (%(at)s, %(pk)s) AND r.changed_at <= %(until)s
  ORDER BY r.changed_at, r.id LIMIT %(size)s
"""


def changed_since(at: datetime, pk: int, until: datetime, size: int) -> Sequence[tuple[datetime, int, int]]:
    """When and in which rating, of which customer."""
    return [(row[0], row[1], row[2]) for row in sql.rows(_CHANGED, {"at": at, "pk": pk, "until": until, "size": size})]


def long_unhappy(
    known: "QuerySet[Conversation] | None",
    *,
    at: datetime,
    contacted: bool,
    owner: int | None = None,
    after: tuple[datetime, int] | None = None,
    size: int = 50,
) -> list[Unhappy]:
    """Who is unhappy for 14 days or more, the longest first. `known`: the conversations that whoever looks may know of,
    None for all."""
    rows = Unhappy.objects.filter(
        since__lte=at - LONG, contacted_at__isnull=not contacted, conversation__customer=F("customer")
    )
    rows = rows if owner is None else rows.filter(owner=owner)
    rows = rows if known is None else rows.filter(conversation__in=known)
    if after is not None:
        rows = rows.filter(Q(since__gt=after[0]) | Q(since=after[0], customer__gt=after[1]))
    shown = rows.select_related("customer__organization", "conversation", "owner", "contacted_by")
    return list(shown.order_by("since", "customer")[:size])


def unhappy(customer: int, known: "QuerySet[Conversation] | None") -> Unhappy | None:
    rows = Unhappy.objects.filter(customer=customer, conversation__customer=customer).select_related("owner")
    return (rows if known is None else rows.filter(conversation__in=known)).first()


def colleagues(organization: int, most: int = 200) -> list[int]:
    """The customers of one organization who wrote last."""
    rows = Conversation.objects.filter(customer__organization=organization, customer__erased_at=None)
    newest = rows.order_by("-last_message_at").values_list("customer_id", flat=True)[: 5 * most]
    return list(dict.fromkeys(newest))[:most]

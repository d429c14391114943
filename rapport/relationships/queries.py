"""Reads of the relationships room."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from rapport.conversations.models import Conversation, Inbox, Message
from rapport.platform import sql
from rapport.platform.gathered import Asked, gather
from rapport.platform.queries import fact
from rapport.recovery.models import Recovery
from rapport.relationships.models import BadPatch, Loss, Segment, Unhappy, Voice
from rapport.relationships.rules import LONG, LOOKS_BACK, OF_SCORE, Reason, Sign, Signal
from rapport.team import opening
from rapport.team import queries as team
from rapport.team.models import BusinessHours, User

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
    customers: Collection[int], inboxes: Collection[int] | None = None, *, at: datetime, waits: "Waits | None" = None
) -> dict[int, list[Signal]]:
    """What says how it went with each of them in the last 240 days, in these inboxes, None for all; two queries, one
    where `waits` are known."""
    found: dict[int, list[Signal]] = {pk: [] for pk in customers}
    if not found:
        return found
    seen = None if inboxes is None else list(inboxes)
    rows = sql.rows(_SIGNALS, {"customers": list(found), "inboxes": seen, "since": at - LOOKS_BACK})
    if waits is None and any(row[2] == "wait" for row in rows):
        waits = Waits(gather(WAITS, {}))
    for customer, moment, what, conversation, until, inbox in rows:
        if what == "wait":
            assert waits is not None
            if waits.was_long(inbox, moment, until):
                found[customer].append(Signal(until, Sign.LONG_WAIT, conversation))
        else:
            sign = OF_SCORE[int(what)] if what.isdigit() else Sign(what)
            found[customer].append(Signal(moment, sign, conversation))
    return found


WAITS: dict[str, Asked[Any]] = {"inboxes": Asked(Inbox.objects.all), "hours": Asked(BusinessHours.objects.all)}


class Waits:
    """By when each inbox wants to have answered, in its own hours."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        """`found` is what `WAITS` answered."""
        self.inboxes: dict[int, Inbox] = {one.pk: one for one in found["inboxes"]}
        self.hours = {row.pk: team.plain_hours(row) for row in found["hours"]}

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


# Who of one organization wrote last, some of them more than once (`gather`).
COLLEAGUES = """
SELECT ARRAY(SELECT c.customer_id FROM conversations_conversation c JOIN customers_customer u ON u.id = c.customer_id
  WHERE u.organization_id = %(organization)s::bigint AND u.erased_at IS NULL ORDER BY c.last_message_at DESC LIMIT 1000)
"""
MOST_COLLEAGUES = 200


def colleagues(found: Iterable[int]) -> list[int]:
    """What `COLLEAGUES` answered, each of them once."""
    return list(dict.fromkeys(found))[:MOST_COLLEAGUES]


COUNTED = "relationships-counted"  # when voices and bad patches were counted last


def counted_at() -> datetime | None:
    known = fact(COUNTED)
    return datetime.fromisoformat(str(known["at"])) if known else None


def losses(inboxes: Collection[int] | None, asked: Collection[int] = ()) -> QuerySet[Loss]:
    """What was noted, of customers who wrote to one of these inboxes, None for all, or in one of the conversations in
    which whoever looks was asked; mistakes are not among it."""
    rows = Loss.objects.exclude(end=Loss.End.MISTAKE)
    if inboxes is None:
        return rows
    known = Q(inboxes__overlap=list(inboxes))
    if asked:
        known |= Q(customer__in=Conversation.objects.filter(pk__in=asked).values("customer"))
    return rows.filter(known)


def page_of_losses(
    rows: QuerySet[Loss], *, reasons: Collection[str] | None, after: tuple[date, int] | None, size: int
) -> list[Loss]:
    """Who left last stands first."""
    found = rows if reasons is None else rows.filter(reason__in=reasons)
    if after is not None:
        found = found.filter(Q(lost_on__lt=after[0]) | Q(lost_on=after[0], pk__lt=after[1]))
    shown = found.select_related("customer__organization", "noted_by")
    return list(shown.order_by("-lost_on", "-id")[:size])


def by_reason(rows: QuerySet[Loss], since: date) -> dict[Reason, int]:
    found = rows.filter(lost_on__gte=since).order_by().values("reason").annotate(number=Count("id"))
    return {Reason(one["reason"]): one["number"] for one in found}


# All of one customer, the newest first, mistakes among them.
LOSSES = Asked(
    lambda customer: Loss.objects.filter(customer=customer).select_related("noted_by").order_by("-noted_at", "-id")
)


def losses_of(customer: int) -> list[Loss]:
    """All of one customer, the newest first, mistakes among them."""
    return LOSSES.rows(customer=customer)


def loss(pk: int) -> Loss | None:
    shown = ("customer__organization", "conversation", "noted_by", "ended_by", "asked_by", "asked_in", "learned_by")
    return Loss.objects.filter(pk=pk).select_related(*shown).first()


@dataclass(frozen=True)
class Asking:
    """What became of the question to somebody who left: the mail it became, and what they wrote since."""

    sent: Message | None
    answer: Message | None


def asking(found: Loss) -> Asking:
    """A reply that whoever was to ask wrote there since counts as the question: nobody is asked twice."""
    if found.asked_at is None or found.asked_in_id is None:
        return Asking(None, None)
    there = Message.objects.filter(conversation=found.asked_in_id, at__gte=found.asked_at).order_by("at", "id")
    sent = there.filter(kind=Message.Kind.REPLY, author=found.asked_by_id).first()
    if sent is None:
        return Asking(None, None)
    came = there.filter(kind=Message.Kind.INBOUND, origin=Message.Origin.HUMAN, held=False, at__gt=sent.at)
    return Asking(sent, came.first())


def newest_conversation(customer: int, known: "QuerySet[Conversation] | None") -> Conversation | None:
    """In which something was said last, as far as whoever looks may know of it."""
    rows = Conversation.objects.all() if known is None else known
    found = rows.filter(customer=customer, merged_into=None).select_related("identity", "customer")
    return found.order_by("-last_message_at", "-id").first()


def segments(kinds: Collection[str]) -> list[Segment]:
    return list(Segment.objects.filter(kind__in=kinds).order_by("-active", "key"))


def voices(
    known: "QuerySet[Conversation] | None",
    kind: str,
    key: str,
    *,
    after: tuple[datetime, int] | None = None,
    size: int = 50,
) -> list[Voice]:
    """The conversations of a segment in which somebody spoke up, the newest first."""
    rows = Voice.objects.all() if known is None else Voice.objects.filter(conversation__in=known)
    rows = rows if kind == Segment.Kind.ALL else rows.filter(**{kind: key})
    if after is not None:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], conversation__lt=after[1]))
    shown = rows.select_related("conversation__customer__organization", "inbox")
    return list(shown.order_by("-at", "-conversation")[:size])


def patches(inboxes: Collection[int] | None, asked: Collection[int] = ()) -> QuerySet[BadPatch]:
    """As `losses` are chosen."""
    rows = BadPatch.objects.all()
    return rows if inboxes is None else rows.filter(Q(inbox_id__in=inboxes) | Q(conversation__in=asked))


_LOST_SINCE = Loss.objects.filter(
    customer=OuterRef("conversation__customer"), ended_at=None, lost_on__gte=Cast(OuterRef("closed_at"), DateField())
)


LONG_ENOUGH = timedelta(days=90)


def with_since(rows: QuerySet[Recovery], inboxes: Collection[int] | None) -> QuerySet[Recovery]:
    """Recoveries that ended, with `lost_on`, when their customer was noted as lost since, and `came_at`, when they
    wrote again for the first time, out of these inboxes, None for all."""
    said = Message.objects.filter(
        conversation__customer=OuterRef("conversation__customer"),
        kind=Message.Kind.INBOUND,
        origin=Message.Origin.HUMAN,
        held=False,
        at__gt=OuterRef("closed_at"),
    )
    said = said if inboxes is None else said.filter(conversation__inbox__in=inboxes)
    return rows.annotate(
        lost_on=Subquery(_LOST_SINCE.order_by("lost_on").values("lost_on")[:1]),
        came_at=Subquery(said.order_by("at").values("at")[:1]),
    )


def kept_of(rows: QuerySet[Recovery]) -> tuple[int, int]:
    """How many of these recoveries' customers are not noted as lost since, and of how many."""
    found = rows.annotate(is_lost=Exists(_LOST_SINCE)).aggregate(
        n=Count("pk"), kept=Count("pk", filter=Q(is_lost=False))
    )
    return found["kept"], found["n"]


def ended_by(user: User, inboxes: Collection[int] | None, at: datetime, *, kept: bool = False) -> QuerySet[Recovery]:
    """Of the customers whom one of us won back or tried to, in these inboxes, None for all: that ended 90 days to a
    year and 90 days ago; `kept`: only of those who are not noted as lost since."""
    until = at - LONG_ENOUGH
    rows = Recovery.objects.filter(owner=user, closed_at__gt=until - timedelta(days=365), closed_at__lte=until)
    rows = rows if inboxes is None else rows.filter(conversation__inbox__in=inboxes)
    return rows.filter(~Exists(_LOST_SINCE)) if kept else rows


@dataclass(frozen=True)
class Cohort:
    """Of customers with a bad patch that is long enough ago: `came` came again, `kept` were not noted as lost."""

    n: int = 0
    came: int = 0
    kept: int = 0


def cohorts(rows: QuerySet[BadPatch]) -> tuple[dict[bool, Cohort], int]:
    """By whether they were won back; and of how many it is too early to say."""
    kept = Count("pk", filter=Q(is_lost=False))
    found = rows.order_by().values("is_recent", "is_won_back")
    counted = list(found.annotate(n=Count("pk"), came=Count("pk", filter=Q(came_again=True)), kept=kept))
    sums = {one["is_won_back"]: Cohort(one["n"], one["came"], one["kept"]) for one in counted if not one["is_recent"]}
    return sums, sum(one["n"] for one in counted if one["is_recent"])


def page_of_patches(rows: QuerySet[BadPatch], *, after: tuple[datetime, int] | None, size: int) -> list[BadPatch]:
    if after is not None:
        rows = rows.filter(Q(began_at__lt=after[0]) | Q(began_at=after[0], customer__lt=after[1]))
    shown = rows.select_related("customer__organization", "conversation")
    return list(shown.order_by("-began_at", "-customer")[:size])

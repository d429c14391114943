"""Reads about mail that did not arrive: what somebody must see to, and for how long the rest has waited."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from rapport.channels.email import retry
from rapport.channels.email.models import OutboundMail
from rapport.conversations import queries as conversations
from rapport.conversations.models import Conversation, Message
from rapport.platform.gathered import Asked
from rapport.team.models import User

State = OutboundMail.State
Kind = OutboundMail.Kind
# A question of `sql.together`: how many conversations hold a reply that did not arrive. The literals are what
# `in_trouble` says, so that PostgreSQL sees the partial index.
COUNT = """
SELECT count(DISTINCT o.conversation_id) FROM email_outboundmail o
JOIN conversations_conversation c ON c.id = o.conversation_id
WHERE o.state IN ('failed', 'unknown') AND o.settled_at IS NULL AND o.kind = 'reply'
  AND (o.state = 'failed' OR o.copies >= MOST_COPIES)
  AND (%(inboxes)s::bigint[] IS NULL OR c.inbox_id = ANY(%(inboxes)s))
""".replace("MOST_COPIES", str(retry.MOST_COPIES))
WAITING = [State.QUEUED, State.LEASED, State.SENDING, State.DEFERRED]


@dataclass(frozen=True)
class Troubled:
    """How outgoing mail fares. `late` have waited for over four hours; `oldest` is since when the oldest waits."""

    failed: int = 0
    unknown: int = 0
    late: int = 0
    waiting: int = 0
    oldest: datetime | None = None

    @property
    def is_calm(self) -> bool:
        return not (self.failed or self.unknown or self.late)


def troubled(at: datetime) -> Troubled:
    """Mails of every kind: failed and not yet settled, perhaps delivered, and waiting."""
    edge = at - retry.WARN_AFTER
    since = Q(again_at=None, created_at__lte=edge) | Q(again_at__lte=edge)
    waiting = Q(state__in=WAITING)
    rows = OutboundMail.objects.filter(waiting | Q(state__in=[State.FAILED, State.UNKNOWN], settled_at=None))
    return Troubled(
        **rows.aggregate(
            failed=Count("id", filter=Q(state=State.FAILED)),
            unknown=Count("id", filter=_silent()),
            late=Count("id", filter=waiting & since),
            waiting=Count("id", filter=waiting),
            oldest=Min("created_at", filter=waiting),
        )
    )


def in_trouble() -> Q:
    """Replies that failed or were perhaps delivered, that nobody tries again and nobody has settled."""
    return Q(kind=Kind.REPLY, settled_at=None) & (Q(state=State.FAILED) | _silent())


def is_in_trouble(mail: OutboundMail) -> bool:
    """`in_trouble` about a row in hand."""
    if mail.kind != Kind.REPLY or mail.settled_at is not None:
        return False
    return mail.state == State.FAILED or (mail.state == State.UNKNOWN and mail.copies >= retry.MOST_COPIES)


def page(user: User, *, before: tuple[datetime, int] | None, size: int) -> list[Conversation]:
    """One keyset page of those conversations, most recently touched first."""
    rows = _conversations(user)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=pk))
    return list(rows.select_related("customer", "assignee", "inbox").order_by("-last_message_at", "-id")[:size])


@cache
def to_see_to(role: str, size: int) -> Asked[Conversation]:
    """What a user of this role sees with a held mail (`is_held`) or a reply that did not arrive, most recently touched
    first."""

    def made(user: int) -> QuerySet[Conversation]:
        held = Message.objects.filter(held=True)
        trouble = OutboundMail.objects.filter(in_trouble(), conversation__isnull=False)
        either = held.values("conversation_id").union(trouble.values("conversation_id"))
        seen = conversations.visible_to(User(pk=user, role=role))
        rows = seen.filter(pk__in=either).select_related("customer")
        is_held = Exists(held.filter(conversation=OuterRef("pk")))
        return rows.annotate(is_held=is_held).order_by("-last_message_at", "-id")[:size]

    return Asked(made)


def _conversations(user: User) -> QuerySet[Conversation]:
    trouble = OutboundMail.objects.filter(in_trouble(), conversation=OuterRef("pk"))
    return conversations.visible_to(user).filter(Exists(trouble))


def _silent() -> Q:
    """Perhaps delivered, and not to be tried once more."""
    return Q(state=State.UNKNOWN) & (~Q(kind=Kind.REPLY) | Q(copies__gte=retry.MOST_COPIES))

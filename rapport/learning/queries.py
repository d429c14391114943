"""Reads of the learning room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rapport.campaigns.models import Campaign, Outreach
from rapport.conversations.models import Conversation, Inbox
from rapport.feedback.models import Rating
from rapport.learning import rules
from rapport.learning.models import Digest, Given, Heard, Item, PublicPlace, Reason, Unwanted
from rapport.learning.rules import When
from rapport.platform import sql
from rapport.platform.gathered import Asked
from rapport.platform.queries import fact
from rapport.team.models import User

WHEN = "learning.digest"
SHOWN = 50

UNREAD = "unread"  # the part of the tally that says how many poor answers nobody has read
# Questions of `sql.together`; `inboxes` is null for every inbox.
NEWEST_PRAISE = """
SELECT jsonb_agg(to_jsonb(found)) FROM (
  SELECT a.id, coalesce(nullif(p.name, ''), p.first_address) AS name, r.comment, u.name AS author, a.put_at
  FROM learning_item a JOIN feedback_rating r ON r.id = a.rating_id
    JOIN feedback_ratinginvite i ON i.id = r.invite_id JOIN team_user u ON u.id = i.author_id
    JOIN conversations_conversation c ON c.id = r.conversation_id JOIN customers_customer p ON p.id = c.customer_id
  WHERE a.kind = 'praise' AND a.withdrawn_at IS NULL AND a.put_at >= %(week)s
    AND (%(inboxes)s::bigint[] IS NULL OR c.inbox_id = ANY(%(inboxes)s))
  ORDER BY a.put_at DESC, a.id DESC LIMIT 3
) found
"""
# Who is unhappy since, without a recovery that says more, and what was done about it; what is decided is left out.
UNHAPPY_SINCE = """
SELECT jsonb_agg(to_jsonb(found)) FROM (
  SELECT a.id, coalesce(nullif(p.name, ''), p.first_address) AS name, r.score, a.put_at, c.subject,
    reader.name AS read_by
  FROM learning_item a JOIN feedback_rating r ON r.id = a.rating_id
    JOIN conversations_conversation c ON c.id = r.conversation_id JOIN customers_customer p ON p.id = c.customer_id
    LEFT JOIN team_user reader ON reader.id = a.read_by_id
  WHERE a.kind = 'poor' AND a.withdrawn_at IS NULL AND a.decided_at IS NULL AND a.put_at >= %(since)s
    AND (%(inboxes)s::bigint[] IS NULL OR c.inbox_id = ANY(%(inboxes)s))
    AND NOT EXISTS (SELECT FROM recovery_recovery o WHERE o.conversation_id = c.id AND o.closed_at IS NULL)
  ORDER BY a.put_at DESC, a.id DESC LIMIT 6
) found
"""
# One rating counts once, under the reason of whoever comes first in `rules.ORDER`; beside it what each source says.
_TOP = """
SELECT reason_id, count(*) FILTER (WHERE is_main) AS n, count(*) FILTER (WHERE source = 'customer') AS customer,
  count(*) FILTER (WHERE source = 'agent') AS agent, count(*) FILTER (WHERE source = 'reviewer') AS reviewer
FROM learning_given WHERE counts AND day BETWEEN %(first)s AND %(last)s
  AND (%(inboxes)s::bigint[] IS NULL OR inbox_id = ANY(%(inboxes)s))
GROUP BY reason_id HAVING count(*) FILTER (WHERE is_main) > 0 ORDER BY n DESC, reason_id
"""
# The same for `sql.together`, in JSON and with the names as they are stored.
REASONS_IN = f"""
SELECT jsonb_agg(to_jsonb(named)) FROM (
  SELECT found.*, w.name FROM ({_TOP}) found JOIN learning_reason w ON w.id = found.reason_id ORDER BY n DESC, w.id
) named
"""  # noqa: S608  # a constant


@dataclass(frozen=True)
class Counted:
    """How many poor answers have this reason, as it is decided between the sources; and what each source says,
    apart."""

    reason: int
    n: int
    customer: int
    agent: int
    reviewer: int


def reasons_in(first: date, last: date, inboxes: Sequence[int] | None) -> list[Counted]:
    """By the days of the replies, the most frequent first."""
    asked = {"first": first, "last": last, "inboxes": None if inboxes is None else list(inboxes)}
    return [Counted(*row) for row in sql.rows(_TOP, asked)]


def examples(first: date, last: date) -> dict[int, int]:
    """For each reason the newest poor answer that tells of it, one with words where there is one."""
    rows = Given.objects.filter(counts=True, is_main=True, day__range=(first, last))
    said = rows.exclude(rating__comment="").order_by("reason", "-rating").distinct("reason")
    newest = rows.order_by("reason", "-rating").distinct("reason")
    return {**dict(newest.values_list("reason", "rating")), **dict(said.values_list("reason", "rating"))}


def reasons(*, also: int | None = None) -> list[Reason]:
    """Those to choose from; `also` is one that was chosen before it was archived."""
    return list(Reason.objects.filter(Q(archived_at=None) | Q(pk=also)))


def every_reason() -> list[Reason]:
    """With `used`, how often each was given, for ratings and for answers to campaigns."""
    used = [
        Coalesce(
            Subquery(model.objects.filter(reason=OuterRef("pk")).values("reason").annotate(n=Count("pk")).values("n")),
            0,
        )
        for model in (Given, Heard)
    ]
    return list(Reason.objects.annotate(used=used[0] + used[1]).order_by("position", "id"))


def names() -> dict[int, str]:
    """What every reason is called in the active language."""
    return {one.pk: str(one) for one in Reason.objects.all()}


def reason(pk: int) -> Reason | None:
    return Reason.objects.filter(pk=pk).first()


# Those to choose from.
CHOICES = Asked(lambda: Reason.objects.filter(archived_at=None))
# Also those that are not to choose any more.
EVERY = Asked(lambda: Reason.objects.all())
# Every reason in a conversation, with who gave it.
OF_CONVERSATION = Asked(
    lambda conversation: (
        Given.objects.filter(rating__conversation=conversation).select_related("reason", "by").order_by("at", "id")
    )
)
OF_RECOVERY = Asked(
    lambda recovery: (
        Given.objects.filter(rating__recovery_trigger__recovery=recovery)
        .select_related("reason", "by")
        .order_by("at", "id")
    )
)


def of_ratings(ratings: Iterable[Rating]) -> dict[int, list[Given]]:
    """What was given for each, by its id; one query."""
    found: dict[int, list[Given]] = {}
    rows = Given.objects.filter(rating__in=list(ratings)).select_related("reason", "by").order_by("at", "id")
    for one in rows:
        found.setdefault(one.rating_id, []).append(one)
    return found


def of_source(rating: Rating, source: str) -> Given | None:
    return Given.objects.filter(rating=rating, source=source).select_related("reason").first()


@dataclass(frozen=True)
class Coded:
    """What each source says that one answer to a campaign is about, and the chance with which its writer was drawn."""

    outreach: int
    chance: float
    said: dict[str, int]

    @property
    def main(self) -> int | None:
        return rules.main_of(self.said)


def coded(campaign: Campaign) -> list[Coded]:
    """Every answer that anybody gave a reason for, in the order of the draw; one query."""
    found: dict[int, Coded] = {}
    rows = Heard.objects.filter(outreach__campaign=campaign).order_by("outreach", "id")
    for pk, chance, source, reason in rows.values_list("outreach", "outreach__chance", "source", "reason"):
        found.setdefault(pk, Coded(pk, chance, {})).said[source] = reason
    return list(found.values())


def of_outreaches(outreaches: Iterable[Outreach]) -> dict[int, list[Heard]]:
    """What was given for each, by its id; one query."""
    found: dict[int, list[Heard]] = {}
    rows = Heard.objects.filter(outreach__in=list(outreaches)).select_related("reason", "by").order_by("at", "id")
    for one in rows:
        found.setdefault(one.outreach_id, []).append(one)
    return found


def behind(
    first: date,
    last: date,
    *,
    reason: int,
    source: str = "",
    known: "QuerySet[Conversation] | None",
    before: tuple[datetime, int] | None = None,
    size: int = 50,
) -> list[Rating]:
    """One keyset page of the answers that a number of `reasons_in` counts, the newest first; `known` are the
    conversations that whoever looks may know of, None for all."""
    such = Given.objects.filter(counts=True, day__range=(first, last), reason=reason)
    such = such.filter(source=source) if source else such.filter(is_main=True)
    rows = Rating.objects.filter(pk__in=such.values("rating"))
    if known is not None:
        rows = rows.filter(conversation__in=known)
    if before is not None:
        rows = rows.filter(Q(changed_at__lt=before[0]) | Q(changed_at=before[0], pk__lt=before[1]))
    shown = rows.select_related("conversation__customer", "invite__author", "invite__message")
    return list(shown.order_by("-changed_at", "-pk")[:size])


def _whole() -> "QuerySet[Item]":
    return Item.objects.select_related(
        "rating__conversation__customer",
        "rating__invite__message",
        "rating__invite__author",
        "read_by",
        "decided_by",
        "prevention__owner",
    )


def _of(rows: "QuerySet[Item]", known: "QuerySet[Conversation] | None") -> "QuerySet[Item]":
    return rows if known is None else rows.filter(rating__conversation__in=known)


def agenda(known: "QuerySet[Conversation] | None", size: int = SHOWN) -> list[Item]:
    """What must be read or decided, the oldest first."""
    rows = _whole().filter(kind=Item.Kind.POOR, withdrawn_at=None, decided_at=None)
    return list(_of(rows, known).order_by("put_at", "id")[:size])


def after(one: Item, known: "QuerySet[Conversation] | None") -> int | None:
    """The next one to be read or decided, in the order of the agenda and from its beginning again."""
    rows = _of(Item.objects.filter(kind=Item.Kind.POOR, withdrawn_at=None, decided_at=None), known)
    rows = rows.exclude(pk=one.pk).order_by("put_at", "id")
    later = Q(put_at__gt=one.put_at) | Q(put_at=one.put_at, pk__gt=one.pk)
    for found in (rows.filter(later), rows):
        if pk := found.values_list("pk", flat=True).first():
            return int(pk)
    return None


def waiting(known: "QuerySet[Conversation] | None") -> tuple[int, int]:
    """How many are unread, and how many are read and not decided."""
    rows = _of(Item.objects.filter(kind=Item.Kind.POOR, withdrawn_at=None, decided_at=None), known)
    found = rows.aggregate(unread=Count("pk", filter=Q(read_at=None)), every=Count("pk"))
    return found["unread"], found["every"] - found["unread"]


_UNREAD_OFF = """
SELECT inbox_id, sum(delta) FROM (
  SELECT inbox_id, delta FROM conversations_tally WHERE part = 'unread'
  UNION ALL SELECT c.inbox_id, -1 FROM learning_item a JOIN feedback_rating r ON r.id = a.rating_id
    JOIN conversations_conversation c ON c.id = r.conversation_id
    WHERE a.kind = 'poor' AND a.withdrawn_at IS NULL AND a.read_at IS NULL
) counted GROUP BY 1 HAVING sum(delta) <> 0
"""


def unread_off() -> list[tuple[int, int]]:
    """Where the tally of what is unread differs from a full count, and by how much; for tests, as it reads every
    row."""
    return [(inbox, int(by)) for inbox, by in sql.rows(_UNREAD_OFF, [])]


def decided_since(since: datetime, known: "QuerySet[Conversation] | None", size: int = SHOWN) -> list[Item]:
    """The newest first."""
    return list(_of(_whole().filter(decided_at__gte=since), known).order_by("-decided_at", "-id")[:size])


def praise_since(since: datetime, known: "QuerySet[Conversation] | None", size: int = 20) -> list[Item]:
    """The newest first."""
    rows = _whole().filter(kind=Item.Kind.PRAISE, withdrawn_at=None, put_at__gte=since)
    return list(_of(rows, known).order_by("-put_at", "-id")[:size])


def item(pk: int, known: "QuerySet[Conversation] | None") -> Item | None:
    return _of(_whole(), known).filter(pk=pk, withdrawn_at=None).first()


def items(pks: Iterable[int]) -> list[Item]:
    """Of a digest, in the given order, as far as they still count."""
    rows = _whole().filter(pk__in=list(pks), withdrawn_at=None)
    rows = rows.select_related("rating__conversation__customer__organization", "rating__invite__author")
    found = {one.pk: one for one in rows.prefetch_related("rating__conversation__customer__identities")}
    return [found[pk] for pk in pks if pk in found]


def ratings(pks: Iterable[int]) -> dict[int, Rating]:
    """Of a digest, as far as they still count, with whose they are."""
    rows = Rating.objects.filter(pk__in=list(pks), state__in=Rating.COUNTED)
    rows = rows.select_related("conversation__customer__organization", "invite__author")
    return {one.pk: one for one in rows.prefetch_related("conversation__customer__identities")}


def decided_between(since: datetime, until: datetime) -> list[Item]:
    rows = Item.objects.filter(decided_at__gte=since, decided_at__lt=until, withdrawn_at=None)
    return list(rows.order_by("decided_at", "id"))


def shared_between(since: datetime, until: datetime, limit: int) -> list[int]:
    """The numbers of praise that somebody shared, the newest first."""
    rows = Item.objects.filter(
        kind=Item.Kind.PRAISE, shared_at__gte=since, shared_at__lt=until, withdrawn_at=None
    ).order_by("-shared_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def told_until(first: date, *, otherwise: datetime) -> datetime:
    """Until when the digest before this week's told what was done."""
    before = Digest.objects.filter(first__lt=first).order_by("-first").values_list("made_at", flat=True).first()
    return max(before, otherwise - rules.WEEK) if before else otherwise


def when() -> When:
    return When.of(fact(WHEN))


def digests(size: int = 53) -> list[Digest]:
    """The newest first."""
    return list(Digest.objects.all()[:size])


def digest(pk: int) -> Digest | None:
    return Digest.objects.filter(pk=pk).first()


def digest_of(first: date) -> Digest | None:
    return Digest.objects.filter(first=first).first()


def sent_to(one: Digest) -> set[int]:
    return set(one.copies.values_list("user_id", flat=True))


def unwanted() -> set[int]:
    """Who wants no digest by mail."""
    return set(Unwanted.objects.values_list("user_id", flat=True))


def is_wanted(user: User) -> bool:
    return not Unwanted.objects.filter(user=user).exists()


def public_places() -> list[tuple[Inbox, PublicPlace | None]]:
    """Every inbox in use, with the place of it."""
    known = PublicPlace.objects.in_bulk()
    return [(one, known.get(one.pk)) for one in Inbox.objects.filter(is_active=True).order_by("name")]


def public_place(inbox_id: int) -> PublicPlace | None:
    return PublicPlace.objects.filter(pk=inbox_id).first()

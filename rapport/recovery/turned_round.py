"""Reads of cases that were turned round: an unhappy face first, a happy one when the customer was asked again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rapport.conversations.models import Conversation
from rapport.customers.models import Identity
from rapport.feedback.models import Rating, Score
from rapport.recovery.models import Goodwill, Outcome, Reask, Recovery, Step, Trigger
from rapport.recovery.rules import KEPT

# A question of `sql.together`: what was shared lately, with the words of before and after, and by what a quote could
# tell who it is. `company` is false for people of other companies, who are shown only what is theirs.
SHARED_SINCE = """
SELECT jsonb_agg(to_jsonb(found)) FROM (
  SELECT r.id, p.name, coalesce(o.name, '') AS organization, r.shared_words AS words, coalesce(w.name, '') AS owner,
    (SELECT jsonb_agg(i.value) FROM customers_identity i WHERE i.customer_id = p.id) AS addresses,
    (SELECT a.comment FROM recovery_trigger t JOIN feedback_rating a ON a.id = t.rating_id
      WHERE t.recovery_id = r.id ORDER BY t.id LIMIT 1) AS before,
    (SELECT a.comment FROM recovery_reask k JOIN feedback_rating a ON a.invite_id = k.invite_id
      WHERE k.recovery_id = r.id AND a.state IN ('confirmed', 'probable') ORDER BY k.id DESC LIMIT 1) AS after,
    (%(inboxes)s::bigint[] IS NULL OR c.inbox_id = ANY(%(inboxes)s)) AS is_seen
  FROM recovery_recovery r JOIN conversations_conversation c ON c.id = r.conversation_id
    JOIN customers_customer p ON p.id = c.customer_id LEFT JOIN customers_organization o ON o.id = p.organization_id
    LEFT JOIN team_user w ON w.id = r.owner_id
  WHERE r.shared_at >= %(week)s AND r.outcome = 'recovered'
    AND (%(company)s OR %(inboxes)s::bigint[] IS NULL OR c.inbox_id = ANY(%(inboxes)s))
  ORDER BY r.shared_at DESC, r.id DESC LIMIT 2
) found
"""


def _answered() -> QuerySet[Recovery]:
    """Of which the first face and that after the last asking are known, and count."""
    first = Trigger.objects.filter(recovery=OuterRef("pk")).order_by("id")
    again = Reask.objects.filter(recovery=OuterRef("pk"), invite__rating__state__in=Rating.COUNTED).order_by("-id")
    return Recovery.objects.annotate(
        face_before=Subquery(first.annotate(face=Coalesce("score", "rating__score")).values("face")[:1]),
        face_after=Subquery(again.values("invite__rating__score")[:1]),
        rating_before=Subquery(first.values("rating")[:1]),
        rating_after=Subquery(again.values("invite__rating")[:1]),
    )


IS_TURNED = Q(outcome=Outcome.RECOVERED, face_before__lte=Score.NOT_QUITE, face_after__gte=Score.GOOD)


def cases(known: "QuerySet[Conversation] | None" = None) -> QuerySet[Recovery]:
    """`known`: the conversations that whoever looks may know of, None for all."""
    rows = _answered().filter(IS_TURNED)
    return rows if known is None else rows.filter(conversation__in=known)


def is_one(pk: int) -> bool:
    return cases().filter(pk=pk).exists()


def _shown(rows: QuerySet[Recovery]) -> QuerySet[Recovery]:
    return rows.select_related("cause", "owner", "conversation__customer__organization", "shared_by")


def page(rows: QuerySet[Recovery], *, after: tuple[datetime, int] | None, size: int) -> list[Recovery]:
    """Of `cases`, what was turned round last stands first."""
    if after is not None:
        rows = rows.filter(Q(closed_at__lt=after[0]) | Q(closed_at=after[0], pk__lt=after[1]))
    return list(_shown(rows).order_by("-closed_at", "-pk")[:size])


def examples(rows: QuerySet[Recovery], size: int) -> list[Recovery]:
    """Of `cases`, those that are shared; the newest first."""
    return list(_shown(rows).filter(shared_at__isnull=False).order_by("-shared_at", "-pk")[:size])


def shared_between(since: datetime, until: datetime, limit: int) -> list[int]:
    """The numbers of what was shared, the newest first."""
    rows = cases().filter(shared_at__gte=since, shared_at__lt=until).order_by("-shared_at", "-pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def named(pks: Sequence[int]) -> list[Recovery]:
    """In the given order, as far as they still are shared and were turned round."""
    found = {one.pk: one for one in _shown(cases().filter(pk__in=list(pks), shared_at__isnull=False))} if pks else {}
    return [found[pk] for pk in pks if pk in found]


@dataclass(frozen=True)
class Story:
    """What the customer said before and after, and what was done in between; `addresses` is by what a quote could
    tell who they are."""

    recovery: Recovery
    before: Rating
    after: Rating
    steps: list[Step] = field(default_factory=list)
    given: list[Goodwill] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @property
    def days(self) -> int:
        """Whole ones, from the first face to the happy one."""
        end = self.recovery.closed_at or self.recovery.opened_at
        return (end - self.recovery.opened_at).days


def stories(found: Iterable[Recovery]) -> list[Story]:
    """Of rows of `page`, `examples` or `named`; four queries, however many there are."""
    rows = list(found)
    if not rows:
        return []
    pks = [one.pk for one in rows]
    told = {pk for one in rows for pk in (vars(one)["rating_before"], vars(one)["rating_after"])}
    ratings = Rating.objects.select_related("invite").in_bulk(told)
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(recovery__in=pks).select_related("message", "done_by").order_by("done_at", "id"):
        steps.setdefault(step.recovery_id, []).append(step)
    given: dict[int, list[Goodwill]] = {}
    for gift in Goodwill.objects.filter(recovery__in=pks, is_allowed=True).order_by("given_at", "id"):
        given.setdefault(gift.recovery_id, []).append(gift)
    addresses: dict[int, list[str]] = {}
    people = {one.conversation.customer_id for one in rows}
    for customer, value in Identity.objects.filter(customer__in=people).values_list("customer", "value"):
        addresses.setdefault(customer, []).append(value)
    return [
        Story(
            one,
            ratings[vars(one)["rating_before"]],
            ratings[vars(one)["rating_after"]],
            [step for step in steps.get(one.pk, []) if step.round == one.round or step.kind in KEPT],
            given.get(one.pk, []),
            addresses.get(one.conversation.customer_id, []),
        )
        for one in rows
    ]


@dataclass(frozen=True)
class Numbers:
    """Of those that ended since: how many answered when they were asked again, and how many of these were turned
    round."""

    answered: int
    turned: int


def numbers(since: datetime, known: "QuerySet[Conversation] | None" = None) -> Numbers:
    unhappy = Q(face_before__lte=Score.NOT_QUITE, face_after__isnull=False)
    rows = _answered().filter(unhappy, closed_at__gte=since)
    rows = rows if known is None else rows.filter(conversation__in=known)
    found = rows.aggregate(answered=Count("pk"), turned=Count("pk", filter=IS_TURNED))
    return Numbers(found["answered"], found["turned"])

"""Reads of the recovery room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)

from rapport.conversations.models import Attachment, Conversation, Message
from rapport.conversations.queries import visible_inboxes
from rapport.feedback.models import Rating, RatingInvite
from rapport.platform import queries as platform
from rapport.platform.gathered import Asked, attach
from rapport.recovery import rules
from rapport.recovery.measures import Case
from rapport.recovery.models import (
    Cause,
    Concern,
    Goodwill,
    Outcome,
    Prevention,
    Reask,
    Recovery,
    Step,
    StepKind,
    Trigger,
)
from rapport.team.models import User

# A question of `sql.together`; `inboxes` is null for every inbox.
OPEN_COUNT = """
SELECT count(*) FROM recovery_recovery r WHERE closed_at IS NULL AND (%(inboxes)s::bigint[] IS NULL OR EXISTS (
  SELECT FROM conversations_conversation c WHERE c.id = r.conversation_id AND c.inbox_id = ANY(%(inboxes)s)))
"""

# Who was won back since, at least partly, and what was put right for them.
WON_SINCE = """
SELECT jsonb_agg(to_jsonb(found)) FROM (
  SELECT r.id, coalesce(nullif(p.name, ''), p.first_address) AS name, r.closed_at, coalesce(o.name, '') AS owner,
    coalesce((SELECT note FROM recovery_step s WHERE s.recovery_id = r.id AND s.kind = 'fixed'
      ORDER BY s.round DESC LIMIT 1), '') AS note
  FROM recovery_recovery r JOIN conversations_conversation c ON c.id = r.conversation_id
    JOIN customers_customer p ON p.id = c.customer_id LEFT JOIN team_user o ON o.id = r.owner_id
  WHERE r.closed_at >= %(week)s AND r.outcome IN ('recovered', 'partly')
    AND (%(inboxes)s::bigint[] IS NULL OR c.inbox_id = ANY(%(inboxes)s))
  ORDER BY r.closed_at DESC LIMIT 4
) found
"""


def open_of(conversation: Conversation) -> Recovery | None:
    """The one open recovery of a conversation."""
    return Recovery.objects.filter(conversation=conversation, closed_at=None).select_related("owner").first()


def of_rating(rating: Rating) -> Recovery | None:
    """The one that this rating opened, or came to."""
    return Recovery.objects.filter(triggers__rating=rating).first()


# Every recovery of a conversation, newest first, and their steps.
ALL_OF = Asked(
    lambda conversation: (
        Recovery.objects.filter(conversation=conversation).select_related("owner").order_by("-opened_at")
    )
)
STEPS = Asked(
    lambda conversation: (
        Step.objects.filter(recovery__conversation=conversation).select_related("done_by").order_by("done_at", "id")
    )
)


def with_steps(found: list[Recovery], steps: Iterable[Step]) -> list[Recovery]:
    """The rows of `ALL_OF` with those of `STEPS`."""
    attach(found, "steps", steps, by="recovery_id")
    return found


def visible_in(inbox_ids: Iterable[int] | None) -> QuerySet[Recovery]:
    """Recoveries of these inboxes, None for all, with what a screen shows of them; three queries."""
    rows = _with_everything()
    return rows if inbox_ids is None else rows.filter(conversation__inbox_id__in=list(inbox_ids))


OPEN_SHOWN, CLOSED_SHOWN = 200, 30


def listed(inbox_ids: Iterable[int]) -> tuple[list[Recovery], list[Recovery]]:
    """The open ones, what is due first, and the newest closed ones, with steps and ratings; four queries."""
    rows = Recovery.objects.filter(conversation__inbox_id__in=list(inbox_ids))
    rows = rows.select_related("owner", "cause", "conversation__customer", "conversation__inbox__hours")
    opened = list(rows.filter(closed_at=None).order_by("due_at")[:OPEN_SHOWN])
    closed = list(rows.exclude(closed_at=None).order_by("-closed_at")[:CLOSED_SHOWN])
    steps = Prefetch("steps", Step.objects.select_related("done_by"))
    triggers = Prefetch("triggers", Trigger.objects.select_related("rating").order_by("id"))
    prefetch_related_objects([*opened, *closed], steps, triggers)
    return opened, closed


@cache
def open_now(role: str, limit: int) -> Asked[Recovery]:
    """What is due first of what a user of this role may see, each with `done`, the kinds of steps that were done."""

    def made(user: int) -> QuerySet[Recovery]:
        looker = User(pk=user, role=role)
        rows = Recovery.objects.filter(closed_at=None).select_related("owner", "conversation__customer")
        if not looker.is_lead:
            rows = rows.filter(conversation__inbox__in=visible_inboxes(looker).values("id"))
        current = Q(round=OuterRef("round")) | Q(kind__in=rules.KEPT)
        steps = Step.objects.filter(current, recovery=OuterRef("pk")).values("kind")
        return rows.annotate(done=ArraySubquery(steps)).order_by("due_at")[:limit]

    return Asked(made)


def awaiting_answer(at: datetime, limit: int = 100) -> list[int]:
    """Ids of recoveries whose second asking stayed unanswered until `at`."""
    rows = Recovery.objects.filter(closed_at=None, heard_at=None, due_at__lte=at)
    rows = rows.filter(steps__kind=StepKind.ASKED_AGAIN, steps__round=F("round"))
    return list(rows.values_list("pk", flat=True)[:limit])


def is_about(messages: Iterable[Message]) -> bool:
    """Whether a rating of one of these replies has to do with a recovery."""
    of_them = {"triggers__rating__invite__message__in": list(messages)}
    return Recovery.objects.filter(**of_them).exists()


def _with_everything() -> QuerySet[Recovery]:
    of_rating = ("rating__invite__message__author", "rating__invite__author")
    return Recovery.objects.select_related(
        "owner",
        "cause",
        "conversation__customer",
        "conversation__identity",
        "conversation__inbox__hours",
        "conversation__assignee",
    ).prefetch_related(
        Prefetch("steps", Step.objects.select_related("done_by", "message", "promise")),
        Prefetch("triggers", Trigger.objects.select_related(*of_rating).order_by("id")),
    )


def causes(*, also: int | None = None) -> QuerySet[Cause]:
    """Those to choose from; `also` is one that was chosen before it was archived."""
    return Cause.objects.filter(Q(archived_at=None) | Q(pk=also))


# What the page of a recovery asks besides, so that it can be gathered.
CAUSES = Asked(lambda cause: causes(also=cause))
GOODWILL = Asked(lambda recovery: Goodwill.objects.filter(recovery=recovery).select_related("given_by", "decided_by"))
PREVENTIONS = Asked(
    lambda recovery: Prevention.objects.filter(concerns__recovery=recovery).select_related("owner").order_by("id")
)
FILES = Asked(
    lambda recovery: Attachment.objects.filter(
        message__in=Trigger.objects.filter(recovery=recovery).values("rating__invite__message")
    ).order_by("id")
)


def with_files(recovery: Recovery, files: Iterable[Attachment]) -> list[Rating]:
    """The ratings behind it; `files` are the rows of `FILES`, which lie beside the rated replies."""
    found = [trigger.rating for trigger in recovery.triggers.all()]
    attach([one.invite.message for one in found], "attachments", files, by="message_id")
    return found


def every_cause() -> list[Cause]:
    """With `used`, the number of recoveries for each."""
    return list(Cause.objects.annotate(used=Count("recoveries")).order_by("position", "id"))


BUDGET = "recovery.goodwill"


@dataclass(frozen=True)
class Budget:
    """The desk's currency, and how much each role gives one customer on their own; None: as much as they like."""

    currency: str
    limits: dict[str, int | None]

    def limit_of(self, user: User) -> int | None:
        return self.limits.get(user.role, 0)


def budget() -> Budget:
    return budget_of(platform.fact(BUDGET))


def budget_of(known: Mapping[str, Any]) -> Budget:
    """From the fact, which may be empty."""
    return Budget(known.get("currency", "EUR"), rules.LIMITS | known.get("limits", {}))


def given_alone(given: Iterable[Goodwill], user: User) -> int:
    """What of this the person gave without asking a lead."""
    return sum(one.amount for one in given if one.given_by_id == user.pk and one.is_allowed and one.decided_at is None)


def ledger(inbox_ids: Iterable[int] | None, *, before: tuple[datetime, int] | None, size: int) -> list[Goodwill]:
    """What was given or refused, the newest first, with the recovery it was for."""
    rows = Goodwill.objects.exclude(is_allowed=None)
    rows = rows.select_related("given_by", "decided_by", "recovery__conversation__customer")
    if inbox_ids is not None:
        rows = rows.filter(recovery__conversation__inbox_id__in=list(inbox_ids))
    if before is not None:
        rows = rows.filter(Q(given_at__lt=before[0]) | Q(given_at=before[0], pk__lt=before[1]))
    return list(rows.order_by("-given_at", "-pk")[:size])


def undecided(inbox_ids: Iterable[int] | None) -> list[Goodwill]:
    """What waits for a lead, the oldest first."""
    rows = Goodwill.objects.filter(is_allowed=None)
    if inbox_ids is not None:
        rows = rows.filter(recovery__conversation__inbox_id__in=list(inbox_ids))
    return list(rows.select_related("given_by", "recovery__conversation__customer").order_by("given_at")[:OPEN_SHOWN])


def goodwill(pk: int, inbox_ids: Iterable[int] | None) -> Goodwill | None:
    rows = Goodwill.objects.filter(pk=pk)
    if inbox_ids is not None:
        rows = rows.filter(recovery__conversation__inbox_id__in=list(inbox_ids))
    return rows.select_related("given_by", "recovery__conversation").first()


@dataclass(frozen=True)
class Given:
    """What was given to customers whose recovery ended so ("" for not yet), and to how many."""

    outcome: str
    currency: str
    customers: int
    amount: int


def given_since(since: datetime) -> list[Given]:
    rows = Goodwill.objects.filter(given_at__gte=since, is_allowed=True).order_by()
    found = rows.values_list("recovery__outcome", "currency").annotate(Count("recovery", distinct=True), Sum("amount"))
    return [Given(*row) for row in found.order_by("recovery__outcome", "currency")]


def _with_told() -> QuerySet[Prevention]:
    """With how many customers are concerned, and how many of them were told."""
    sent = Message.objects.filter(
        conversation=OuterRef("recovery__conversation"), compose_key=OuterRef("token"), kind=Message.Kind.REPLY
    )
    concerns = Concern.objects.annotate(is_told=Exists(sent)).select_related("recovery__conversation__inbox")
    return Prevention.objects.select_related("owner", "cause", "done_by").prefetch_related(
        Prefetch("concerns", concerns.order_by("id"))
    )


def register() -> tuple[list[Prevention], list[Prevention]]:
    """What is still to be done, what is due first, and what was done last; four queries."""
    rows = _with_told()
    opened = list(rows.filter(done_at=None).order_by("due_on", "id")[:OPEN_SHOWN])
    return opened, list(rows.exclude(done_at=None).order_by("-done_at", "-id")[:CLOSED_SHOWN])


def prevention(pk: int) -> Prevention | None:
    return _with_told().filter(pk=pk).first()


def preventions(pks: Iterable[int]) -> list[Prevention]:
    """In the given order, with whose they are and for whom."""
    rows = Prevention.objects.filter(pk__in=list(pks)).select_related("owner").prefetch_related("concerns")
    found = {one.pk: one for one in rows}
    return [found[pk] for pk in pks if pk in found]


def done_between(since: datetime, until: datetime, limit: int) -> list[int]:
    """The numbers of what was done to prevent something, the newest first."""
    rows = Prevention.objects.filter(done_at__gte=since, done_at__lt=until).order_by("-done_at", "-id")
    return list(rows.values_list("pk", flat=True)[:limit])


WON = (Outcome.RECOVERED, Outcome.PARTLY)


def won_between(since: datetime, until: datetime, limit: int) -> list[int]:
    """The numbers of recoveries of customers who were won back, at least partly, the newest first."""
    rows = Recovery.objects.filter(closed_at__gte=since, closed_at__lt=until, outcome__in=WON).order_by("-closed_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def named(pks: Iterable[int]) -> list[Recovery]:
    """In the given order, with their customers and steps."""
    rows = Recovery.objects.filter(pk__in=list(pks)).select_related("conversation__customer__organization")
    found = {one.pk: one for one in rows.prefetch_related("steps", "conversation__customer__identities")}
    return [found[pk] for pk in pks if pk in found]


def fixed_note(one: Recovery) -> str:
    """What was put right, in the words of whoever did it; uses what was prefetched."""
    notes = [step.note for step in one.current_steps if step.kind == StepKind.FIXED]
    return notes[-1] if notes else ""


def untold(prevention: Prevention) -> list[Concern]:
    """Customers for whom the letter that tells them was not begun."""
    rows = Concern.objects.filter(prevention=prevention, token="")
    return list(rows.select_related("recovery__owner", "recovery__conversation__customer").order_by("id"))


MOST_CASES = 5000


def in_order(pks: Sequence[int]) -> list[Recovery]:
    """With their customers, in the order given."""
    found = Recovery.objects.select_related("conversation__customer").in_bulk(list(pks))
    return [found[pk] for pk in pks if pk in found]


def cases(since: datetime, inbox_ids: Iterable[int] | None = None) -> list[Case]:
    """What the measures of recovery need to know of each one opened since, the newest first; three queries."""
    rows = Recovery.objects.filter(opened_at__gte=since).exclude(outcome=Outcome.WITHDRAWN)
    if inbox_ids is not None:
        rows = rows.filter(conversation__inbox_id__in=list(inbox_ids))
    contacted = Step.objects.filter(recovery=OuterRef("pk"), kind=StepKind.CONTACTED, round=1).values("done_at")
    first = Trigger.objects.filter(recovery=OuterRef("pk")).order_by("id")
    again = Reask.objects.filter(recovery=OuterRef("pk"), invite__rating__state__in=Rating.COUNTED).order_by("-id")
    natural = (
        Rating.objects.filter(
            conversation__customer=OuterRef("conversation__customer"),
            invite__about=RatingInvite.About.REPLY,
            state__in=Rating.COUNTED,
            first_at__gt=OuterRef("opened_at"),
        )
        .exclude(recovery_trigger__recovery=OuterRef("pk"))
        .order_by("first_at")
    )
    found = rows.annotate(
        contacted_at=Subquery(contacted[:1]),
        face=Subquery(first.values("score")[:1]),
        again=Subquery(again.values("invite__rating__score")[:1]),
        natural=Subquery(natural.values("score")[:1]),
        was_asked=Exists(Reask.objects.filter(recovery=OuterRef("pk"))),
        is_repeat=ExpressionWrapper(Q(previous__isnull=False) | Q(round__gt=1), BooleanField()),
        is_second_chance=ExpressionWrapper(Q(second_chance_at__isnull=False), BooleanField()),
    ).values_list(
        "opened_at",
        "contacted_at",
        "conversation__inbox__hours_id",
        "outcome",
        "is_repeat",
        "face",
        "again",
        "natural",
        "was_asked",
        "pk",
        "is_second_chance",
    )
    return [Case(*one) for one in found.order_by("-opened_at")[:MOST_CASES]]

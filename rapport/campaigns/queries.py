"""Reads of the campaigns room. The people of a segment are one query, for the count on the screen and for the draw."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import MD5, Cast, Coalesce, Concat, Lower, NullIf
from psycopg.errors import QueryCanceled

from rapport.campaigns.models import IN_CONTROL, WAITING_ELSEWHERE, Campaign, Outreach
from rapport.campaigns.rules import MIDDLE_FACES, MIDDLE_SCORES, Last, Segment, Who
from rapport.conversations.models import Conversation, Inbox, Message
from rapport.customers.models import Customer, Identity
from rapport.feedback.models import Rating, RatingInvite
from rapport.platform import sql
from rapport.platform.remembered import Remembered
from rapport.surveys import queries as surveys
from rapport.surveys.models import Answer, Asking, OptOut, Why
from rapport.team.models import User

CAP = 10_000
COUNT_MILLISECONDS = 2000
CONTROL_RESTS = timedelta(days=90)  # for so long nobody disturbs those who are left alone
_TIMEOUT = "SELECT set_config('statement_timeout', %s, true)"

People = Any  # a query of customers, with what is added to them on the way


class TooSlow(Exception):
    """The count was given up, so that it keeps nobody waiting."""


def people(segment: Segment, at: datetime) -> People:
    """Everybody of the segment, with their `stratum`. Who was merged into somebody else, or forgotten, is nobody."""
    since = at - timedelta(days=segment.days)
    rows = Customer.objects.filter(merged_into=None, erased_at=None)
    rows = _OF_WHO[Who(segment.who)](rows, since, at)
    return _narrowed(rows, segment, at)


def _with_scores(rows: People, since: datetime, _at: datetime) -> People:
    of_nps = Answer.objects.filter(asking__about="nps", state__in=Answer.COUNTED, changed_at__gte=since)
    newest = of_nps.filter(asking__customer=OuterRef("pk")).order_by("-changed_at", "-id").values("number")[:1]
    in_it = of_nps.filter(number__in=MIDDLE_SCORES).values("asking__customer")
    rows = rows.filter(pk__in=in_it).annotate(level=Subquery(newest)).filter(level__in=MIDDLE_SCORES)
    return rows.annotate(stratum=Cast("level", CharField()))


def _with_faces(rows: People, since: datetime, _at: datetime) -> People:
    counted = Rating.objects.filter(state__in=Rating.COUNTED, changed_at__gte=since)
    of_them = counted.filter(conversation__customer=OuterRef("pk"))
    newest = of_them.order_by("-changed_at", "-id").values("score")[:1]
    rows = rows.filter(Exists(of_them.filter(score__in=MIDDLE_FACES)))
    rows = rows.annotate(level=Subquery(newest)).filter(level__in=MIDDLE_FACES)
    return rows.annotate(stratum=Cast("level", CharField()))


def _silent(rows: People, since: datetime, at: datetime) -> People:
    return _by_last_word(_said_nothing(rows.filter(Exists(_wrote(since))), since), at)


def _unheard(rows: People, since: datetime, at: datetime) -> People:
    known = rows.filter(created_at__lte=since).exclude(Exists(_wrote(since)))
    return _by_last_word(_said_nothing(known, since), at)


_OF_WHO = {Who.SCORES: _with_scores, Who.FACES: _with_faces, Who.SILENT: _silent, Who.UNHEARD: _unheard}


def _wrote(since: datetime | None = None) -> QuerySet[Conversation]:
    """Conversations that the customer began, or answered us in: what we began by a campaign is no word of theirs."""
    own = Conversation.objects.filter(customer=OuterRef("pk"))
    own = own.filter(Q(outreach=None) | Q(outreach__answered_at__isnull=False))
    return own if since is None else own.filter(created_at__gte=since)


def _said_nothing(rows: People, since: datetime) -> People:
    rated = Rating.objects.filter(conversation__customer=OuterRef("pk"), state__in=Rating.COUNTED)
    answered = Answer.objects.filter(asking__customer=OuterRef("pk"), state__in=Answer.COUNTED)
    rows = rows.exclude(Exists(rated.filter(changed_at__gte=since)))
    return rows.exclude(Exists(answered.filter(changed_at__gte=since)))


def _by_last_word(rows: People, at: datetime) -> People:
    newest = _wrote().order_by("-created_at").values("created_at")[:1]
    return rows.annotate(wrote_at=Subquery(newest, output_field=DateTimeField())).annotate(
        stratum=Case(
            When(wrote_at__gte=at - timedelta(days=91), then=Value(Last.QUARTER.value)),
            When(wrote_at__gte=at - timedelta(days=365), then=Value(Last.YEAR.value)),
            When(wrote_at__isnull=False, then=Value(Last.OLDER.value)),
            default=Value(Last.NEVER.value),
            output_field=CharField(),
        )
    )


def _narrowed(rows: People, segment: Segment, at: datetime) -> People:
    own, wanted = _wrote(), Q()
    if segment.inbox is not None:
        wanted &= Q(inbox=segment.inbox)
    if segment.tag:
        wanted &= Q(tag_names__contains=[segment.tag])
    rows = rows.filter(Exists(own.filter(wanted))) if wanted else rows
    if segment.language or segment.channel:
        asked = RatingInvite.objects.filter(conversation__customer=OuterRef("pk"))
        asked = asked.filter(language=segment.language) if segment.language else asked
        rows = rows.filter(Exists(asked.filter(channel=segment.channel) if segment.channel else asked))
    if segment.wrote_within is not None:
        rows = rows.filter(Exists(_wrote(at - timedelta(days=segment.wrote_within))))
    if segment.not_within is not None:
        rows = rows.exclude(Exists(_wrote(at - timedelta(days=segment.not_within))))
    return rows


def judged(rows: People, unhappy: QuerySet[Conversation], at: datetime) -> People:
    """The same people with `out`: why they cannot be drawn, or empty. `unhappy`: customers who are not won back yet."""
    own = Identity.objects.filter(customer=OuterRef("pk"), kind=Identity.Kind.EMAIL)
    own = own.order_by(F("undeliverable_since").asc(nulls_first=True), "id")
    rows = rows.annotate(
        address=Subquery(own.values("value")[:1]),
        low_address=Subquery(own.values(low=Lower("value"))[:1]),
        comes_back=Subquery(own.values("undeliverable_since")[:1]),
    )
    # As values: of a million people each would else be looked for among the users.
    mails = Inbox.objects.order_by().values_list("address").union(User.objects.order_by().values_list("email"))
    ours = {address.lower() for (address,) in mails}
    asked = Asking.objects.filter(customer=OuterRef("pk"), state=Asking.State.ASKED)
    edge = at - timedelta(days=surveys.throttle_days())
    left_alone = Outreach.objects.filter(
        customer=OuterRef("pk"), arm=Outreach.Arm.CONTROL, campaign__started_at__gt=at - CONTROL_RESTS
    )
    will_be_asked = Outreach.objects.filter(
        customer=OuterRef("pk"),
        arm=Outreach.Arm.ASK,
        state=Outreach.State.DRAWN,
        campaign__state__in=(Campaign.State.RUNNING, Campaign.State.PAUSED),
    )
    opted_out = OptOut.objects.filter(ended_at=None)
    against = {
        Why.NO_ADDRESS.value: Q(address=None),
        Why.STAFF.value: Q(low_address__in=sorted(ours)),
        Why.BOUNCED.value: Q(comes_back__isnull=False),
        Why.OPTED_OUT.value: Q(Exists(opted_out.filter(customer=OuterRef("pk"))))
        | Q(Exists(opted_out.filter(customer__merged_into=OuterRef("pk")))),
        Why.IN_RECOVERY.value: Q(pk__in=unhappy),
        IN_CONTROL: Q(Exists(left_alone)),
        WAITING_ELSEWHERE: Q(Exists(will_be_asked)),
        Why.THROTTLED.value: Q(Exists(asked.filter(decided_at__gt=edge))),
    }
    whens = [When(holds, then=Value(why)) for why, holds in against.items()]
    return rows.annotate(out=Case(*whens, default=Value(""), output_field=CharField()))


@dataclass(frozen=True)
class Counted:
    """How many may be drawn of each stratum, and why others may not. `is_capped`: only some were looked at."""

    strata: dict[str, int] = field(default_factory=dict)
    excluded: dict[str, int] = field(default_factory=dict)
    is_capped: bool = False

    @property
    def may_be_drawn(self) -> int:
        return sum(self.strata.values())

    @property
    def total(self) -> int:
        return self.may_be_drawn + sum(self.excluded.values())


def counted(segment: Segment, unhappy: QuerySet[Conversation], at: datetime, *, cap: int = CAP) -> Counted:
    """The count ends at the cap, however many there are. Raises TooSlow."""
    some = people(segment, at).values("pk")[: cap + 1]
    rows = people(segment, at).filter(pk__in=some)
    sums = judged(rows, unhappy, at).order_by().values("out", "stratum").annotate(number=Count("pk"))
    with _in_time():
        found = list(sums.values_list("out", "stratum", "number"))
    strata: dict[str, int] = {}
    excluded: dict[str, int] = {}
    for out, stratum, number in found:
        place, key = (excluded, out) if out else (strata, stratum)
        place[key] = place.get(key, 0) + number
    total = sum(number for *_, number in found)
    return Counted(strata, excluded, is_capped=total > cap)


# One statement, so that how many there are and who is drawn of them are of one moment: the chance is exact whatever is
# written meanwhile. Of each stratum come only the first few in the order of chance.
_DRAWN = """
WITH judged AS MATERIALIZED (%(people)s), placed AS (
  SELECT id, stratum, place, row_number() OVER (PARTITION BY stratum ORDER BY place, id) AS serial
  FROM judged WHERE "out" = ''
)
SELECT "out", stratum, count(*), NULL::bigint, NULL FROM judged GROUP BY "out", stratum
UNION ALL SELECT '', stratum, serial, id, place FROM placed WHERE serial <= %%s
"""


@dataclass(frozen=True)
class Placed:
    """One person in the order of chance of their stratum."""

    place: str
    customer_id: int


def drawn_by(
    seed: str, segment: Segment, unhappy: QuerySet[Conversation], at: datetime, most: int
) -> tuple[Counted, dict[str, list[Placed]]]:
    """All of a segment, counted; and of each stratum up to `most` people in the order that the seed gives."""
    order = MD5(Concat(Value(seed), Cast("pk", CharField())))
    rows = judged(people(segment, at), unhappy, at).annotate(place=order).order_by()
    statement, values = rows.values("id", "stratum", "out", "place").query.sql_with_params()
    strata: dict[str, int] = {}
    excluded: dict[str, int] = {}
    placed: dict[str, list[tuple[int, Placed]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN % {"people": statement}, [*values, most])
        for out, stratum, number, pk, place in cursor.fetchall():
            if pk is not None:
                placed.setdefault(stratum, []).append((number, Placed(place, pk)))
            elif out:
                excluded[out] = excluded.get(out, 0) + number
            else:
                strata[stratum] = number
    order_of = {key: [one for _, one in sorted(found, key=itemgetter(0))] for key, found in placed.items()}
    return Counted(strata, excluded), order_of


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        with transaction.atomic():
            sql.row(_TIMEOUT, [str(COUNT_MILLISECONDS)])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise


def seen_by(inboxes: Collection[int] | None) -> QuerySet[Campaign]:
    """Those of the inboxes that somebody sees; None: all."""
    rows = Campaign.objects.select_related("inbox", "sender", "created_by")
    return rows if inboxes is None else rows.filter(inbox__in=inboxes)


def to_draw() -> list[int]:
    """Which were started and are not drawn yet, the oldest first."""
    return list(Campaign.objects.filter(state=Campaign.State.DRAWING).order_by("id").values_list("pk", flat=True))


def how_many(segment: Segment, at: datetime) -> int:
    """All of a segment, whether they may be drawn or not."""
    return int(people(segment, at).count())


def running() -> list[int]:
    return list(Campaign.objects.filter(state=Campaign.State.RUNNING).order_by("id").values_list("pk", flat=True))


def waiting(campaign: int, limit: int) -> list[int]:
    """Who is to be written to next."""
    rows = Outreach.objects.filter(campaign=campaign, arm=Outreach.Arm.ASK, state=Outreach.State.DRAWN)
    return list(rows.order_by("id").values_list("pk", flat=True)[:limit])


def written_since(campaign: int, *moments: datetime) -> list[int]:
    """How many were written to since each of these moments, of which the first is the earliest."""
    rows = Outreach.objects.filter(campaign=campaign, state=Outreach.State.ASKED, decided_at__gt=moments[0])
    counts = {f"since_{serial}": Count("pk", filter=Q(decided_at__gt=one)) for serial, one in enumerate(moments)}
    found = rows.aggregate(**counts)
    return [found[f"since_{serial}"] for serial in range(len(moments))]


_any_drawn: Remembered[bool] = Remembered(lambda: Outreach.objects.exists(), nothing=False)


def forget_whether_any() -> None:
    _any_drawn.forget()


def of_conversation(conversation_id: int) -> Outreach | None:
    """No query where nobody was ever drawn: every reply of a customer asks."""
    if not _any_drawn.get():
        return None
    rows = Outreach.objects.select_related("campaign__sender", "campaign__inbox")
    return rows.filter(conversation=conversation_id).first()


def of_asking(asking_id: int) -> Outreach | None:
    """The person behind the links of one mail."""
    rows = Outreach.objects.select_related(
        "campaign", "conversation__inbox", "conversation__customer", "asking__customer"
    )
    return rows.filter(asking=asking_id, conversation__isnull=False).first()


def of_answer(answer_id: int) -> Outreach | None:
    """The person who gave an answer, where it is a reason that they chose in the mail of a campaign."""
    return Outreach.objects.filter(asking__answer=answer_id).first() if _any_drawn.get() else None


# What a page shows ---------------------------------------------------------------------------------------------------
WRITTEN, SENT, BOUNCED, UNSUBSCRIBED, ANSWERED, SILENT, SKIPPED, WAITING, CONTROL = (
    "written", "sent", "bounced", "unsubscribed", "answered", "silent", "skipped", "waiting", "control"
)  # fmt: skip
_SPOKE_AT = Coalesce("answered_at", "chose_at")  # as Outreach.spoke_at
_ASKED = Q(arm=Outreach.Arm.ASK)
_WRITTEN = _ASKED & Q(state=Outreach.State.ASKED)
_SENT = _WRITTEN & Q(asking__delivered_at__isnull=False)
_LEFT = OptOut.objects.filter(customer=OuterRef("customer"), at__gte=OuterRef("decided_at"))  # though they came back
PARTS: dict[str, Q] = {
    WRITTEN: _WRITTEN,
    SENT: _SENT,
    BOUNCED: _WRITTEN & Q(conversation__identity__undeliverable_since__gte=F("decided_at")),
    UNSUBSCRIBED: _WRITTEN & Q(Exists(_LEFT)),
    ANSWERED: _WRITTEN & (Q(answered_at__isnull=False) | Q(chose_at__isnull=False)),
    SILENT: _SENT & Q(answered_at=None, chose_at=None),
    SKIPPED: _ASKED & Q(state=Outreach.State.SKIPPED),
    WAITING: _ASKED & Q(state=Outreach.State.DRAWN),
    CONTROL: Q(arm=Outreach.Arm.CONTROL),
}


def sums(pks: Collection[int]) -> dict[int, dict[str, int]]:
    """How many there are of each part, by campaign."""
    rows = Outreach.objects.filter(campaign__in=pks).order_by().values("campaign")
    counts = {name: Count("pk", filter=part) for name, part in PARTS.items()}
    counted: Any = rows.annotate(**counts)
    found = {row["campaign"]: {name: row[name] for name in PARTS} for row in counted}
    return {pk: found.get(pk, dict.fromkeys(PARTS, 0)) for pk in pks}


@dataclass(frozen=True)
class After:
    """What one person did after the campaign began, besides answering it. `skipped`: why somebody who was drawn was not
    written to, "" where they were asked as another record; None for all others. `tags`: those of an answer."""

    arm: str
    chance: float
    was_sent: bool
    has_answered: bool
    wrote: bool
    score: int | None
    skipped: str | None
    tags: frozenset[str] | None


def afterwards(campaign: Campaign) -> list[After]:
    """Of everybody who was drawn. What the campaign itself brought is left out: others had no such chance."""
    if campaign.started_at is None:
        return []
    wrote = Conversation.objects.filter(
        customer=OuterRef("customer"), created_at__gt=campaign.started_at, outreach=None
    )
    rated = Rating.objects.filter(
        conversation__customer=OuterRef("customer"),
        conversation__outreach=None,
        state__in=Rating.COUNTED,
        changed_at__gt=campaign.started_at,
    )
    rows = (
        Outreach.objects.filter(campaign=campaign)
        .order_by("id")
        .annotate(
            wrote=Exists(wrote),
            score=Subquery(rated.order_by("-changed_at").values("score")[:1]),
            skipped=Case(When(PARTS[SKIPPED], then=Coalesce("asking__skipped_because", Value("")))),
            tags=Case(When(PARTS[ANSWERED], then=F("conversation__tag_names"))),
        )
    )
    found = rows.values_list("arm", "chance", "asking__delivered_at", _SPOKE_AT, "wrote", "score", "skipped", "tags")
    return [
        After(
            arm,
            chance,
            sent_at is not None,
            spoke_at is not None,
            has_written,
            score,
            skipped,
            None if tags is None else frozenset(tags),
        )
        for arm, chance, sent_at, spoke_at, has_written, score, skipped, tags in found
    ]


def behind(
    campaign: Campaign,
    part: str,
    *,
    because: str | None = None,
    tag: str = "",
    stratum: str = "",
    after: int = 0,
    size: int = 50,
) -> list[Outreach]:
    """One keyset page of the people behind a number, in the order of the draw."""
    rows = Outreach.objects.filter(PARTS[part], campaign=campaign, pk__gt=after)
    rows = rows if because is None else rows.filter(asking__skipped_because=because)
    rows = rows.filter(conversation__tag_names__contains=[tag]) if tag else rows
    rows = rows.filter(stratum=stratum) if stratum else rows
    return list(_with_people(rows).order_by("id")[:size])


def said(
    campaign: Campaign, size: int, *, only: Collection[int] | None = None, before: tuple[datetime, int] | None = None
) -> list[Outreach]:
    """One keyset page of who answered, the last ones first, with `words`: what they wrote first, empty for who only
    chose a reason. `only`: of these."""
    theirs = Message.objects.filter(conversation=OuterRef("conversation"), kind=Message.Kind.INBOUND, held=False)
    theirs = theirs.filter(origin=Message.Origin.HUMAN).order_by("at", "id")
    words = Coalesce(NullIf("reply_text", Value("")), "text", output_field=TextField())
    rows = Outreach.objects.filter(PARTS[ANSWERED], campaign=campaign)
    rows = rows if only is None else rows.filter(pk__in=only)
    spoke = rows.annotate(last_at=_SPOKE_AT, words=Subquery(theirs.annotate(words=words).values("words")[:1]))
    if before is not None:
        at, pk = before
        spoke = spoke.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=pk))
    return list(_with_people(spoke.order_by("-last_at", "-id"))[:size])


def answered(campaign: Campaign, pk: int) -> Outreach | None:
    """One of those who answered."""
    return _with_people(Outreach.objects.filter(PARTS[ANSWERED], campaign=campaign, pk=pk)).first()


def _with_people(rows: QuerySet[Outreach]) -> QuerySet[Outreach]:
    return rows.select_related("campaign", "customer", "conversation__inbox", "conversation__customer", "asking")


def is_over(message_id: int | None) -> bool:
    """Whether the campaign of this message was stopped."""
    return Outreach.objects.filter(asking__message=message_id, campaign__state=Campaign.State.STOPPED).exists()


def is_paused(message_id: int | None) -> bool:
    return Outreach.objects.filter(asking__message=message_id, campaign__state=Campaign.State.PAUSED).exists()

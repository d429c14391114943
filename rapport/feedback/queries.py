"""Reads of the feedback room."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from rapport.conversations.models import Conversation, Inbox
from rapport.feedback import faces, rules
from rapport.feedback.faces import Point
from rapport.feedback.models import Fixed, Observation, Quote, Rating, RatingInvite, Scale, Score, State, Vote
from rapport.feedback.rules import Cast, Client, Evidence, Seen
from rapport.platform import signing, sql
from rapport.platform.gathered import Asked, gather

PURPOSE = "rating"
PAGE_PURPOSE = "rating-page"
TOKEN_CHARS = 22
PLACED = "feedback.placed"  # the fact that all invites are counted
TOP = 2**62


# A question of `sql.together`: how many chose which face since; `inboxes` is null for every inbox.
FACES_SINCE = """
SELECT jsonb_object_agg(score, number) FROM (
  SELECT score, count(*) AS number FROM feedback_rating r
  WHERE changed_at >= %(since)s AND state IN ('confirmed', 'probable') AND (%(inboxes)s::bigint[] IS NULL OR EXISTS (
    SELECT FROM conversations_conversation c WHERE c.id = r.conversation_id AND c.inbox_id = ANY(%(inboxes)s)))
  GROUP BY score
) counted
"""


@dataclass(frozen=True)
class FaceLink:
    point: Point
    url: str

    @property
    def word(self) -> str:
        return self.point.word


@dataclass(frozen=True)
class Links:
    """What a mail needs: faces best first, one page with all of them, whether it is fixed, and a link that no person
    ever sees."""

    faces: tuple[FaceLink, ...]
    page_url: str
    fixed_url: str
    not_fixed_url: str
    trap_url: str


@dataclass(frozen=True)
class BeforeAsking:
    was_unhappy: bool
    of_staff: bool
    scale_id: int | None


_BEFORE_ASKING = """
SELECT EXISTS (SELECT FROM feedback_rating WHERE conversation_id = %s AND score <= 2
    AND state IN ('confirmed', 'probable')),
  EXISTS (SELECT FROM team_user WHERE email = %s),
  (SELECT id FROM feedback_scale WHERE inbox_id = %s AND ended_at IS NULL AND language IN (%s, '')
    ORDER BY language DESC LIMIT 1)
"""


def before_asking(conversation_id: int, recipient: str, inbox_id: int, language: str) -> BeforeAsking:
    """What is known of a conversation, of whom we ask and how, at the moment of asking."""
    found = sql.row(_BEFORE_ASKING, [conversation_id, recipient, inbox_id, language])
    assert found is not None
    return BeforeAsking(*found)


_NOT_PLACED = """
SELECT id FROM feedback_ratinginvite WHERE id < %s AND inbox_id IS NULL ORDER BY id DESC LIMIT %s
"""


def not_placed(below: int, size: int) -> list[int]:
    """Invites of an earlier version that are not counted yet, the newest first."""
    return [pk for (pk,) in sql.rows(_NOT_PLACED, [below, size])]


def token_of(invite: RatingInvite) -> str:
    """The secret in the links; made again from the seed, stored nowhere."""
    return signing.derived_token(PURPOSE, invite.seed)


def links(invite: RatingInvite) -> Links:
    base = f"{settings.RAPPORT_URL}/r/{token_of(invite)}/"
    faces = tuple(FaceLink(point, f"{base}{point.number}") for point in points_of(invite, invite.language))
    return Links(faces, base, f"{base}fixed", f"{base}not-fixed", f"{base}{rules.TRAP}")


def points_of(invite: RatingInvite, language: str) -> tuple[Point, ...]:
    """The answers this customer can choose from, the best first; in words of the inbox, else in this language."""
    if invite.scale is None:
        return faces.points_of(language=language)
    scale = invite.scale
    return faces.points_of(scale.points, words=scale.words, colours=scale.colours, language=scale.language or language)


def point_of(invite: RatingInvite, number: int, language: str = "") -> Point:
    """One of them."""
    return next(point for point in points_of(invite, language) if point.number == number)


def scale_of(inbox_id: int, language: str) -> Scale | None:
    """How an inbox asks in exactly this language now; None for the four faces."""
    return Scale.objects.filter(inbox=inbox_id, language=language, ended_at=None).first()


def scales_of(inbox_id: int) -> list[Scale]:
    return list(Scale.objects.filter(inbox=inbox_id, ended_at=None).order_by("language"))


def invite_for(message_id: int, recipient: str) -> RatingInvite | None:
    """The invite that goes out with a message to one address."""
    rows = RatingInvite.objects.select_related("scale")
    return rows.filter(message_id=message_id, recipient=recipient.strip().lower()).first()


def invite_by_token(token: str, at: datetime) -> RatingInvite | None:
    """The open invite behind a token. Malformed, unknown and expired ones look the same."""
    if len(token) != TOKEN_CHARS or not token.isascii():
        return None
    found = next(iter(_BY_DIGEST.rows(digest=signing.digest(token))), None)
    return found if found and found.is_open(at) else None


_BY_DIGEST = Asked(
    lambda digest: RatingInvite.objects.filter(token_digest=digest).select_related(
        "author", "message", "conversation__inbox", "scale"
    ),
    texts=("digest",),
)


def quote_by_token(token: str) -> Quote | None:
    """What was allowed with this link, also long after it: whoever allowed it can always withdraw it."""
    if len(token) != TOKEN_CHARS or not token.isascii():
        return None
    rows = Quote.objects.filter(rating__invite__token_digest=signing.digest(token))
    return rows.select_related("rating__conversation__inbox", "rating__invite").first()


QUOTED = Asked(lambda invite: Quote.objects.filter(rating__invite=invite))


def quote_of(rating: Rating) -> Quote | None:
    return Quote.objects.filter(rating=rating).first()


def _quotes() -> QuerySet[Quote]:
    """Those that still stand: of an answer that counts and says the same."""
    rows = Quote.objects.filter(rating__state__in=Rating.COUNTED, rating__passed_on=False)
    return rows.filter(words=F("rating__comment"), score=F("rating__score"))


def quotes(
    known: "QuerySet[Conversation] | None", *, before: tuple[datetime, int] | None = None, size: int = 30
) -> list[Quote]:
    """One keyset page of all that may be quoted, the newest first; `known` are the conversations that whoever looks
    may know of, None for all."""
    rows = _quotes().select_related("rating__conversation__inbox", "rating__conversation__customer", "shown_by")
    if known is not None:
        rows = rows.filter(rating__conversation__in=known)
    if before is not None:
        rows = rows.filter(Q(allowed_at__lt=before[0]) | Q(allowed_at=before[0], pk__lt=before[1]))
    return list(rows.order_by("-allowed_at", "-pk")[:size])


def quote(pk: int) -> Quote | None:
    return _quotes().filter(pk=pk).select_related("rating__conversation").first()


def quotes_shown(inbox_id: int, size: int) -> list[Quote]:
    """What stands on the public page of an inbox, the newest first."""
    rows = _quotes().filter(shown_at__isnull=False, rating__conversation__inbox=inbox_id)
    return list(rows.order_by("-shown_at", "-pk")[:size])


def place_of_quotes(inbox_id: int) -> Inbox | None:
    return Inbox.objects.filter(pk=inbox_id, is_active=True).first()


def places_of_quotes() -> list[Inbox]:
    """The inboxes that have a public page: at least one quote stands there."""
    shown = _quotes().filter(shown_at__isnull=False).values("rating__conversation__inbox")
    return list(Inbox.objects.filter(pk__in=shown, is_active=True).order_by("name", "pk"))


def page_key(observation: Observation) -> str:
    """What a page carries so that a vote names the fetch that showed it."""
    return f"{observation.pk}.{_page_mac(observation.invite_id, observation.pk)}"


def page_of_key(invite: RatingInvite, key: str) -> Observation | None:
    """The fetch behind a page's key; None unless we made it for this invite."""
    number, _, given = key.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not signing.same(given, _page_mac(invite.pk, int(number))):
        return None
    return next(iter(_PAGE.rows(page=int(number), invite=invite.pk)), None)


_PAGE = Asked(lambda page, invite: Observation.objects.filter(pk=page, invite=invite))


def _page_mac(invite_id: int, observation_id: int) -> str:
    return signing.base32(signing.mac(PAGE_PURPOSE, f"{invite_id}:{observation_id}"))


def rating_of(invite: RatingInvite) -> Rating | None:
    return next(iter(OF_INVITE.rows(invite=invite.pk)), None)


OF_INVITE = Asked(lambda invite: Rating.objects.filter(invite=invite))


def rating(pk: int, known: "QuerySet[Conversation] | None") -> Rating | None:
    """With its reply; `known` are the conversations that whoever asks may know of, None for all."""
    rows = Rating.objects.filter(pk=pk) if known is None else Rating.objects.filter(pk=pk, conversation__in=known)
    return rows.select_related("invite__message", "conversation").first()


@dataclass(frozen=True)
class Known:
    """All that was ever sent about an invite, in order, what its links saw of others than our people, and what that
    adds up to so far."""

    votes: list[Vote]
    seen: list[Observation]
    rating: Rating | None


_KNOWN: dict[str, Asked[Any]] = {
    "votes": Asked(lambda invite: Vote.objects.filter(invite=invite)),
    "seen": Asked(lambda invite: Observation.objects.filter(invite=invite, is_staff=False).order_by("at", "id")),
    "ratings": OF_INVITE,
}


def known_of(invite: RatingInvite) -> Known:
    """In one query."""
    found = gather(_KNOWN, {"invite": invite.pk})
    return Known(found["votes"], found["seen"], next(iter(found["ratings"]), None))


def evidence(invite: RatingInvite, votes: Iterable[Vote], seen: Iterable[Observation]) -> Evidence:
    """What a vote is judged by. Mails in the local postbox passed no server, so nothing there is ever too quick."""
    handed_over_at = invite.delivered_at if invite.passed_a_server else None
    return Evidence(tuple(map(_seen, seen)), tuple(map(_cast, votes)), handed_over_at)


def _seen(row: Observation) -> Seen:
    client = Client(row.network, row.client)
    return Seen(row.pk, row.at, row.method, row.score, row.is_trap, row.is_prefetch, client)


def _cast(vote: Vote) -> Cast:
    return Cast(vote.at, vote.choice or vote.score, vote.how, vote.page_id, Client(vote.network, vote.client))


def stands_of(conversation_id: int) -> Fixed | None:
    """What was said last, and counts, of whether a matter is settled."""
    return next(iter(STANDS.rows(conversation=conversation_id)), None)


STANDS = Asked(
    lambda conversation: Fixed.objects.filter(conversation=conversation, state=State.CONFIRMED).order_by("-at", "-id")[
        :1
    ]
)


def answers_by(rows: QuerySet[Any], group: str) -> dict[Any, tuple[int, int]]:
    """How many answered about the replies that these rows name as their `message`, and how many of them were happy, by
    a column of the rows. Only what counts is counted."""
    rating = "message__invites__rating"
    counted = {f"{rating}__state__in": Rating.COUNTED, "message__invites__about": RatingInvite.About.REPLY}
    happy = Count(rating, filter=Q(**{f"{rating}__score__gte": Score.GOOD}))
    found = rows.filter(**counted).values_list(group).annotate(answered=Count(rating), happy=happy).order_by()
    return {key: (answered, glad) for key, answered, glad in found}


# Every rating in a conversation with its reply and author, newest first; suspect ones included.
OF_CONVERSATION = Asked(
    lambda conversation: (
        Rating.objects.filter(conversation=conversation)
        .select_related("invite__message", "invite__author", "invite__scale")
        .order_by("-changed_at")
    )
)


# `newest_scores` as part of another question (`gather`), of %(conversations)s.
SCORES = """
SELECT ARRAY(SELECT r FROM (SELECT DISTINCT ON (conversation_id) conversation_id, score FROM feedback_rating
  WHERE conversation_id = ANY(%(conversations)s::bigint[]) AND state IN ('confirmed', 'probable')
  ORDER BY conversation_id, changed_at DESC) r)
"""


def newest_scores(conversation_ids: Collection[int]) -> dict[int, int]:
    """The newest score that counts, by conversation; one query."""
    rows = Rating.objects.filter(conversation__in=conversation_ids, state__in=Rating.COUNTED)
    newest = rows.order_by("conversation", "-changed_at").distinct("conversation")
    return dict(newest.values_list("conversation_id", "score"))


def poor_of(customer_id: int, inbox_ids: Sequence[int] | None, *, since: datetime) -> int:
    """How many poor ratings of this customer count; `inbox_ids` None: in every inbox."""
    rows = Rating.objects.filter(conversation__customer=customer_id, score__lte=Score.NOT_QUITE, changed_at__gte=since)
    rows = rows.filter(state__in=Rating.COUNTED, invite__of_staff=False)
    return (rows if inbox_ids is None else rows.filter(conversation__inbox__in=inbox_ids)).count()


def before(rating: Rating, limit: int) -> list[Rating]:
    """What else the same customer gave us that counts, newest first."""
    rows = Rating.objects.filter(conversation__customer=rating.conversation.customer_id, state__in=Rating.COUNTED)
    return list(rows.exclude(pk=rating.pk).order_by("-changed_at", "-pk")[:limit])


def visible_in(inbox_ids: Iterable[int] | None) -> QuerySet[Rating]:
    """Ratings of conversations in these inboxes, None for all, with what a screen shows of them."""
    return _whole() if inbox_ids is None else _whole().filter(conversation__inbox_id__in=list(inbox_ids))


def page(inbox_ids: Iterable[int], *, before: tuple[datetime, int] | None = None, size: int = 50) -> list[Rating]:
    """One keyset page of all ratings, newest first; `before` is the last row's (changed_at, id)."""
    rows = visible_in(inbox_ids)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    return list(rows.order_by("-changed_at", "-id")[:size])


def suspects(inbox_ids: Iterable[int]) -> QuerySet[Rating]:
    """Held votes, for review."""
    return visible_in(inbox_ids).filter(state="suspect").order_by("-changed_at", "-id")


def with_invite(pk: int) -> Rating:
    """Raises Rating.DoesNotExist."""
    for found in _WITH_INVITE.rows(rating=pk):
        return found
    raise Rating.DoesNotExist(f"rating {pk}")


_WITH_INVITE = Asked(lambda rating: Rating.objects.filter(pk=rating).select_related("invite"))


def to_settle(at: datetime, limit: int = 2000) -> list[int]:
    """Ids of ratings whose minute without contradiction is over."""
    rows = Rating.objects.filter(settle_at__lte=at).order_by("settle_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def _whole() -> QuerySet[Rating]:
    return Rating.objects.select_related(
        "conversation__customer", "conversation__inbox", "invite__message", "invite__author", "invite__scale"
    ).prefetch_related("invite__votes")

"""Writes of the snippets room."""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.customers.models import Identity
from rapport.feedback import rules as judging
from rapport.feedback.models import How, State
from rapport.platform import events, signing
from rapport.snippets import queries
from rapport.snippets.models import Click, Outside, Seen, Snippet
from rapport.team.models import User

COMMENT_CHARS = 5000
SAYS_CHARS = 320


class SnippetError(ValueError):
    """It cannot be taken; the text says what to do."""


@dataclass(frozen=True)
class Chosen:
    """What somebody sent from the page. `says` is an address that nothing proves."""

    score: int
    how: str
    comment: str = ""
    says: str = ""
    of_staff: bool = False


@transaction.atomic
def make(user: User, *, at: datetime) -> Snippet:
    """One's own faces; made anew, the old ones answer nobody any more."""
    Snippet.objects.select_for_update().filter(user=user, ended_at=None).update(ended_at=at)
    seed = signing.random_token()
    digest = signing.digest(signing.derived_token(queries.PURPOSE, seed))
    made = Snippet.objects.create(user=user, seed=seed, token_digest=digest, made_at=at)
    events.record("snippets.made", at=at, actor_id=user.pk, data={"snippet": made.pk})
    return made


def observe(
    snippet: Snippet,
    visitor: str,
    *,
    method: str,
    score: int | None,
    at: datetime,
    is_trap: bool = False,
    is_prefetch: bool = False,
    is_staff: bool = False,
) -> Seen:
    """Remember that a face was fetched. This is never a rating."""
    return Seen.objects.create(
        snippet=snippet,
        visitor=visitor,
        at=at,
        method=method[:8],
        score=score,
        is_trap=is_trap,
        is_prefetch=is_prefetch,
        is_staff=is_staff,
    )


def choose(snippet: Snippet, page: Seen, identity: Identity | None, chosen: Chosen, *, at: datetime) -> Outside:
    """Keep what was sent; one visitor has one rating a day, however often it is sent.

    Call it in a transaction. Raises SnippetError.
    """
    if chosen.score not in judging.SCORES:
        raise SnippetError(gettext("Choose one of the faces."))
    Snippet.objects.select_for_update(no_key=True).get(pk=snippet.pk)
    comment = chosen.comment.replace("\0", "").strip()[:COMMENT_CHARS]
    how = How.COMMENT if comment and chosen.how == How.BUTTON else How(chosen.how)
    before = queries.rating_of(snippet, page.visitor)
    rating = copy(before) if before else Outside(snippet=snippet, user=snippet.user, visitor=page.visitor, first_at=at)
    if before is None:
        rating.score, rating.state, rating.changed_at = chosen.score, State.SUSPECT, at
        rating.save()
    last = rating.clicks.order_by("-at", "-id").first()
    if last is None or (last.score, last.how, last.page_id) != (chosen.score, how, page.pk):
        Click.objects.create(rating=rating, at=at, score=chosen.score, how=how, page=page)
    rating.customer = identity.customer if identity is not None else rating.customer
    rating.says = chosen.says.replace("\0", "").strip().lower()[:SAYS_CHARS] or rating.says
    rating.of_staff = rating.of_staff or chosen.of_staff
    rating.comment = comment or rating.comment
    _judge(rating, before, at)
    rating.settle_at = at + judging.NEAR
    rating.save()
    data = {"rating": rating.pk, "user": rating.user_id, "score": rating.score, "state": rating.state}
    events.record("snippets.rated", at=at, data=data)
    return rating


def settle(pk: int, *, at: datetime) -> Outside | None:
    """Judge once more when the minute around the last click is over; None when it is not, or this was done."""
    rating = Outside.objects.select_for_update(of=("self",)).select_related("user", "customer").get(pk=pk)
    if rating.settle_at is None or rating.settle_at > at:
        return None
    _judge(rating, copy(rating), at)
    rating.settle_at = None
    rating.save()
    return rating


def mark_told(rating: Outside, *, at: datetime) -> None:
    rating.told_at = at
    rating.save(update_fields=["told_at"])


def _judge(rating: Outside, before: Outside | None, at: datetime) -> None:
    evidence = queries.evidence(rating)
    standing = judging.standing(evidence)
    assert standing is not None
    rating.score, rating.state = evidence.cast[standing.index].score, standing.state
    if before is None or (before.score, before.state) != (rating.score, rating.state):
        rating.changed_at = at


def erase_words(people: Collection[int]) -> None:
    """Faces stay, words and names go."""
    Outside.objects.filter(customer__in=people).update(comment="", says="", customer=None)


def forget_seen(*, before: datetime) -> int:
    """Delete what was fetched earlier; answers how many rows."""
    return Seen.objects.filter(at__lt=before, is_staff=False).delete()[0]

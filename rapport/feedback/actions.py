"""Writes of the feedback room."""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext

from rapport.conversations.models import Message
from rapport.feedback import queries, rules
from rapport.feedback.models import How, Observation, Rating, RatingInvite, State, Vote
from rapport.feedback.rules import Client, Standing
from rapport.platform import events, signing

LINK_LIVES = timedelta(days=90)
COMMENT_CHARS = 5000
PHONE_CHARS = 40


class FeedbackError(ValueError):
    """The vote cannot be taken; the text says what to do."""


@dataclass(frozen=True)
class Choice:
    """What somebody sent from a rating page. `page` is the fetch that showed it; chips not answered are left out."""

    score: int
    how: str
    comment: str = ""
    chips: dict[str, bool] = field(default_factory=dict)
    call_me: bool = False
    phone: str = ""
    page: Observation | None = None
    client: Client = field(default_factory=Client)


def invite(message: Message, *, recipient: str, at: datetime, about: str = "reply") -> RatingInvite:
    """Ask one recipient about one reply; bound now to the reply and its author. Asking twice is asking once."""
    if message.author is None:
        raise FeedbackError(gettext("Only a reply that a person wrote can be rated."))
    seed = signing.random_token()
    made, is_new = RatingInvite.objects.get_or_create(
        message=message,
        recipient=recipient.strip().lower()[:320],
        defaults={
            "conversation_id": message.conversation_id,
            "author": message.author,
            "about": about,
            "seed": seed,
            "token_digest": signing.digest(signing.derived_token(queries.PURPOSE, seed)),
            "created_at": at,
            "expires_at": at + LINK_LIVES,
        },
    )
    if is_new:
        data = {"invite": made.pk, "message": message.pk, "about": about}
        events.record(
            "feedback.asked", at=at, actor_id=message.author.pk, conversation_id=message.conversation_id, data=data
        )
    return made


def mark_delivered(message: Message, recipient: str, *, at: datetime, by_server: bool = True) -> None:
    """Note when the mail with this invite was first handed over; its links live from then on.

    `by_server` is False when the mail only went into the local postbox.
    """
    RatingInvite.objects.filter(message=message, recipient=recipient.strip().lower(), delivered_at=None).update(
        delivered_at=at, passed_a_server=by_server, expires_at=at + LINK_LIVES
    )


def observe(
    invited: RatingInvite,
    *,
    method: str,
    score: int | None,
    client: Client,
    at: datetime,
    is_trap: bool = False,
    is_prefetch: bool = False,
) -> Observation:
    """Remember that a link was fetched. This is never a vote, and no rating changes by it."""
    return Observation.objects.create(
        invite=invited,
        at=at,
        method=method[:8],
        score=score,
        is_trap=is_trap,
        is_prefetch=is_prefetch,
        network=client.network,
        client=client.agent,
    )


def locked(invited: RatingInvite) -> RatingInvite:
    """The invite anew, locked until the transaction ends: votes on it come one after the other."""
    return RatingInvite.objects.select_for_update(no_key=True).get(pk=invited.pk)


def rate(invited: RatingInvite, choice: Choice, *, at: datetime) -> tuple[Rating, Rating | None]:
    """Keep the vote; answer what all votes add up to now and what they did before. The same vote sent twice is one.

    The caller holds the lock of the invite. Raises FeedbackError when the answer can no longer be changed.
    """
    before = queries.rating_of(invited)
    if before is not None and before.counts and not rules.may_change(before.first_at, at):
        raise FeedbackError(gettext("This answer can no longer be changed. Reply to the mail, and a person reads it."))
    choice = _clean(choice)
    votes = queries.votes_of(invited)
    if before is None or not _is_repeated(choice, votes, before, at):
        votes.append(_keep(invited, choice, at))
    found = _found(invited, votes)
    rating = _judged(invited, votes, found, before, at)
    if found.index == len(votes) - 1:
        _add_words(rating, choice)
    rating.settle_at = at + rules.NEAR
    rating.save()
    _tell(rating, before, at)
    return rating, before


def settle(invited: RatingInvite, *, at: datetime) -> tuple[Rating, Rating] | None:
    """Judge once more when the minute around the last vote is over; None when it is not, or this was done.

    Answers the rating and what it was before. The caller holds the lock of the invite.
    """
    before = Rating.objects.get(invite=invited)
    if before.settle_at is None or before.settle_at > at:
        return None
    votes = queries.votes_of(invited)
    rating = _judged(invited, votes, _found(invited, votes), before, at)
    rating.settle_at = None
    rating.save()
    _tell(rating, before, at)
    return rating, before


def says_more(rating: Rating, before: Rating) -> bool:
    """Whether anything that people act on differs between the two."""
    fields = ("score", "state", "comment", "chips", "call_me", "phone")
    return any(getattr(rating, name) != getattr(before, name) for name in fields)


def mark_acted_on(rating: Rating, *, at: datetime) -> None:
    """Its consequences were drawn."""
    if rating.acted_on_at is None:
        rating.acted_on_at = at
        rating.save(update_fields=["acted_on_at"])


def mark_withdrawn(rating: Rating) -> None:
    """Its consequences were taken back."""
    rating.acted_on_at = None
    rating.save(update_fields=["acted_on_at"])


def _clean(choice: Choice) -> Choice:
    if choice.score not in rules.SCORES:
        raise FeedbackError(gettext("Choose one of the four faces."))
    comment = choice.comment.replace("\0", "").strip()[:COMMENT_CHARS]
    chips = {name: bool(choice.chips[name]) for name in rules.CHIPS if name in choice.chips}
    phone = choice.phone.replace("\0", "").strip()[:PHONE_CHARS]
    how = How.COMMENT if comment and choice.how == How.BUTTON else How(choice.how)
    return replace(choice, comment=comment, chips=chips, phone=phone, how=how)


def _is_repeated(choice: Choice, votes: list[Vote], rating: Rating, at: datetime) -> bool:
    """The same from the same page again: a double click, a reload, a retry. A doubted one may be said again later."""
    key = choice.page.pk if choice.page else None
    last = next((vote for vote in reversed(votes) if vote.page_id == key), None)
    if last is None or last is not votes[-1]:
        return False
    same = (last.score, last.how, last.comment) == (choice.score, choice.how, choice.comment)
    return same and (rating.state == State.CONFIRMED or at <= last.at + rules.HASTE)


def _keep(invited: RatingInvite, choice: Choice, at: datetime) -> Vote:
    return Vote.objects.create(
        invite=invited,
        at=at,
        score=choice.score,
        how=choice.how,
        page=choice.page,
        comment=choice.comment,
        network=choice.client.network,
        client=choice.client.agent,
    )


def _found(invited: RatingInvite, votes: list[Vote]) -> Standing:
    found = rules.standing(queries.evidence(invited, votes))
    if found is None:
        raise FeedbackError(gettext("Nobody has chosen a face yet."))
    return found


def _judged(invited: RatingInvite, votes: list[Vote], found: Standing, before: Rating | None, at: datetime) -> Rating:
    vote = votes[found.index]
    rating = copy(before) if before else Rating(conversation_id=invited.conversation_id, first_at=at)
    rating.invite = invited
    if before is None or (before.score, before.state) != (vote.score, found.state):
        rating.changed_at = at
    if before is not None and not before.counts and found.state in Rating.COUNTED:
        rating.first_at = at
    rating.score, rating.state = vote.score, found.state
    return rating


def _add_words(rating: Rating, choice: Choice) -> None:
    rating.comment = choice.comment or rating.comment
    rating.chips = {**rating.chips, **choice.chips}
    if choice.how in {How.BUTTON, How.COMMENT}:
        rating.call_me, rating.phone = choice.call_me, choice.phone


def _tell(rating: Rating, before: Rating | None, at: datetime) -> None:
    name = _event_name(rating, before)
    if name is None:
        return
    data = {
        "invite": rating.invite_id,
        "rating": rating.pk,
        "score": rating.score,
        "state": rating.state,
        "before": {"score": before.score, "state": before.state} if before else None,
    }
    events.record(name, at=at, conversation_id=rating.conversation_id, data=data)


def _event_name(rating: Rating, before: Rating | None) -> str | None:
    if before is None:
        return "feedback.rated"
    if rating.state == State.SUSPECT and before.state != State.SUSPECT:
        return "feedback.doubted"
    if rating.score != before.score:
        return "feedback.changed"
    if rating.state == State.CONFIRMED and before.state != State.CONFIRMED:
        return "feedback.confirmed"
    if rating.comment != before.comment or rating.call_me != before.call_me or rating.chips != before.chips:
        return "feedback.explained"
    return None if rating.state == before.state else "feedback.changed"


def forget_observations(*, expired_before: datetime) -> int:
    """Delete what was seen on links that expired earlier, but for pages that a vote came from; answers how many."""
    return Observation.objects.filter(invite__expires_at__lt=expired_before, votes=None).delete()[0]


def erase_words(conversations: Collection[int], *, at: datetime) -> None:
    """Faces stay, words and traces go; links in old mails answer nobody any more."""
    RatingInvite.objects.filter(conversation__in=conversations).update(recipient="", expires_at=at)
    Rating.objects.filter(conversation__in=conversations).update(comment="", phone="", call_me=False)
    Vote.objects.filter(invite__conversation__in=conversations).update(comment="", network="", client="")
    Observation.objects.filter(invite__conversation__in=conversations).update(network="", client="")

"""Writes of the feedback room."""

from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from rapport.conversations.models import Inbox, Message
from rapport.feedback import faces, queries, rules
from rapport.feedback.models import Channel, Fixed, How, Observation, Quote, Rating, RatingInvite, Scale, State, Vote
from rapport.feedback.rules import Client, Evidence, Standing
from rapport.language.tongue import tongue_of
from rapport.platform import events, signing, sql
from rapport.platform.actions import remember_fact
from rapport.platform.gathered import Asked
from rapport.platform.queries import fact
from rapport.team.models import User

LINK_LIVES = timedelta(days=90)
COMMENT_CHARS = 5000
PHONE_CHARS = 40
NAME_CHARS = 80
WORD_CHARS = 24
BATCH = 500


class FeedbackError(ValueError):
    """The vote cannot be taken; the text says what to do."""


@dataclass(frozen=True)
class Choice:
    """What somebody sent from a rating page. `score` is the answer's number on the scale they were asked with; `page`
    is the fetch that showed it; chips not answered are left out."""

    score: int
    how: str
    comment: str = ""
    chips: dict[str, bool] = field(default_factory=dict)
    call_me: bool = False
    phone: str = ""
    page: Observation | None = None
    client: Client = field(default_factory=Client)


def invite(
    message: Message, *, recipient: str, at: datetime, about: str = "reply", channel: str = Channel.EMAIL
) -> RatingInvite:
    """Ask one recipient about one reply; bound now to the reply and its author, and to what it is counted under. Asking
    twice is asking once."""
    if message.author is None:
        raise FeedbackError(gettext("Only a reply that a person wrote can be rated."))
    seed, recipient, about_what = signing.random_token(), recipient.strip().lower()[:320], message.conversation
    language = tongue_of(message.text)
    before = queries.before_asking(about_what.pk, recipient, about_what.inbox_id, language)
    made, is_new = RatingInvite.objects.get_or_create(
        message=message,
        recipient=recipient,
        defaults={
            "conversation_id": message.conversation_id,
            "author": message.author,
            "about": about,
            "seed": seed,
            "token_digest": signing.digest(signing.derived_token(queries.PURPOSE, seed)),
            "created_at": at,
            "expires_at": at + LINK_LIVES,
            "inbox_id": about_what.inbox_id,
            "language": language,
            "channel": channel,
            "topic": about_what.type,
            "was_unhappy": about_what.is_complaint or before.was_unhappy,
            "of_staff": before.of_staff,
            "scale_id": before.scale_id,
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
    is_staff: bool = False,
) -> Observation:
    """Remember that a link was fetched. This is never a vote, and no rating changes by it. What our own people open is
    counted apart and judges nobody's vote."""
    return Observation.objects.create(
        invite=invited,
        at=at,
        method=method[:8],
        score=score,
        is_trap=is_trap,
        is_prefetch=is_prefetch,
        is_staff=is_staff,
        network=client.network,
        client=client.agent,
    )


def locked(invited: RatingInvite) -> RatingInvite:
    """The invite anew, locked until the transaction ends: votes on it come one after the other."""
    for found in _LOCKED.rows(invite=invited.pk):
        return found
    raise RatingInvite.DoesNotExist(f"invite {invited.pk}")


_LOCKED = Asked(
    lambda invite: (
        RatingInvite.objects.filter(pk=invite).select_for_update(of=("self",), no_key=True).select_related("scale")
    )
)


def rate(invited: RatingInvite, choice: Choice, *, at: datetime) -> tuple[Rating, Rating | None]:
    """Keep the vote; answer what all votes add up to now and what they did before. The same vote sent twice is one.

    The caller holds the lock of the invite. Raises FeedbackError when the answer can no longer be changed.
    """
    known = queries.known_of(invited)
    before, votes = known.rating, known.votes
    if before is not None and before.counts and not rules.may_change(before.first_at, at):
        raise FeedbackError(gettext("This answer can no longer be changed. Reply to the mail, and a person reads it."))
    choice = _clean(choice, invited.points)
    if before is None or not _is_repeated(choice, votes, before, at):
        votes.append(_keep(invited, choice, at))
    evidence = queries.evidence(invited, votes, known.seen)
    found = _found(evidence)
    rating = _judged(invited, votes, found, before, at)
    rating.passed_on = _is_passed_on(found, evidence)
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
    known = queries.known_of(invited)
    before = known.rating
    if before is None or before.settle_at is None or before.settle_at > at:
        return None
    evidence = queries.evidence(invited, known.votes, known.seen)
    found = _found(evidence)
    rating = _judged(invited, known.votes, found, before, at)
    rating.passed_on = _is_passed_on(found, evidence)
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


def _clean(choice: Choice, points: int) -> Choice:
    if not 1 <= choice.score <= points:
        raise FeedbackError(gettext("Choose one of the faces."))
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
    same = (last.choice or last.score, last.how, last.comment) == (choice.score, choice.how, choice.comment)
    return same and (rating.state == State.CONFIRMED or at <= last.at + rules.HASTE)


def _keep(invited: RatingInvite, choice: Choice, at: datetime) -> Vote:
    return Vote.objects.create(
        invite=invited,
        at=at,
        score=rules.level_of(choice.score, invited.points),
        choice=choice.score if invited.scale is not None else None,
        how=choice.how,
        page=choice.page,
        comment=choice.comment,
        network=choice.client.network,
        client=choice.client.agent,
    )


def _found(evidence: Evidence) -> Standing:
    found = rules.standing(evidence)
    if found is None:
        raise FeedbackError(gettext("Nobody has chosen a face yet."))
    return found


def _is_passed_on(found: Standing, evidence: Evidence) -> bool:
    return found.state == State.SUSPECT.value and rules.was_passed_on(evidence.cast[found.index], evidence)


def _judged(invited: RatingInvite, votes: list[Vote], found: Standing, before: Rating | None, at: datetime) -> Rating:
    vote = votes[found.index]
    rating = copy(before) if before else Rating(conversation_id=invited.conversation_id, first_at=at)
    rating.invite = invited
    if before is None or (before.score, before.state) != (vote.score, found.state):
        rating.changed_at = at
    if before is not None and not before.counts and found.state in Rating.COUNTED:
        rating.first_at = at
    rating.score, rating.choice, rating.state = vote.score, vote.choice, found.state
    return rating


def say_fixed(
    invited: RatingInvite, *, is_fixed: bool, page: Observation | None, client: Client, at: datetime
) -> tuple[Fixed, Fixed | None]:
    """Keep whether the matter is settled; answers it, and what stood before. The same said twice is said once.

    Only a button says it, so it is judged as one. The caller holds the locks of the conversation and the invite.
    """
    before = queries.stands_of(invited.conversation_id)
    if before is not None and before.invite_id == invited.pk and before.is_fixed == is_fixed:
        return before, before
    cast = rules.Cast(at, int(is_fixed) + 1, How.BUTTON, page.pk if page else None, client)
    known = queries.known_of(invited)
    evidence = queries.evidence(invited, known.votes, known.seen)
    made = Fixed.objects.create(
        invite=invited,
        conversation_id=invited.conversation_id,
        is_fixed=is_fixed,
        state=rules.judge(cast, evidence),
        at=at,
        page=page,
        network=client.network,
        client=client.agent,
    )
    data = {"invite": invited.pk, "fixed": is_fixed, "state": made.state}
    events.record("feedback.said_fixed", at=at, conversation_id=invited.conversation_id, data=data)
    return made, before


@transaction.atomic
def set_scale(
    inbox: Inbox,
    language: str,
    *,
    points: int,
    words: Sequence[str],
    colours: Sequence[str],
    actor: User,
    at: datetime,
) -> Scale | None:
    """How an inbox asks from now on in one language; what was asked before keeps its scale. Four points with no words
    and colours of their own are the four faces: then none is kept.

    Raises FeedbackError for what cannot be asked.
    """
    if points not in rules.POINTS:
        raise FeedbackError(gettext("Choose two, three, four or five answers."))
    words = [word.replace("\0", "").strip()[:WORD_CHARS] for word in words][:points]
    colours = [colour.strip().lower() for colour in colours][:points]
    if any(colour and not faces.COLOUR.fullmatch(colour) for colour in colours):
        raise FeedbackError(gettext("Give colours as # and six digits, such as #2f7d4f."))
    shown = [word.casefold() for word in (point.word for point in faces.points_of(points, words=words))]
    if len(set(shown)) < points:
        raise FeedbackError(gettext("Two answers have the same word. Give each its own."))
    now_is = Scale.objects.select_for_update().filter(inbox=inbox, language=language, ended_at=None).first()
    if now_is is not None and (now_is.points, now_is.words, now_is.colours) == (points, words, colours):
        return now_is
    if now_is is not None:
        now_is.ended_at = at
        now_is.save(update_fields=["ended_at"])
    is_usual = points == rules.USUAL_POINTS and not any(words) and not any(colours)
    made = None
    if not is_usual:
        made = Scale.objects.create(
            inbox=inbox, language=language, points=points, words=words, colours=colours, made_at=at, made_by=actor
        )
    data = {"inbox": inbox.pk, "language": language, "points": points}
    events.record("feedback.scale_set", at=at, actor_id=actor.pk, data=data)
    return made


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
    """Delete what was seen on links that expired earlier, but for pages that a vote came from and what our own people
    opened, which is counted; answers how many."""
    gone = Observation.objects.filter(invite__expires_at__lt=expired_before, votes=None, is_staff=False)
    return gone.delete()[0]


# What the contact form brought has a Message-ID of this form (channels/form/letters.py).
_PLACE = """
UPDATE feedback_ratinginvite i SET inbox_id = c.inbox_id, topic = c.type,
    of_staff = EXISTS (SELECT FROM team_user u WHERE u.email = i.recipient),
    was_unhappy = c.is_complaint OR EXISTS (SELECT FROM feedback_rating r WHERE r.conversation_id = c.id
      AND r.score <= 2 AND r.state IN ('confirmed', 'probable') AND r.first_at < i.created_at),
    channel = CASE WHEN EXISTS (SELECT FROM conversations_message m WHERE m.conversation_id = c.id
      AND m.kind = 'inbound' AND m.message_id LIKE '<form-%%') THEN 'form' ELSE 'email' END
  FROM conversations_conversation c
  WHERE c.id = i.conversation_id AND i.id = ANY(%s) AND i.inbox_id IS NULL
"""


def place_older(*, at: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Write down what invites of an earlier version are counted under, the newest first, batch by batch, so that they
    are counted; answers how many. Can be broken off and begun anew; once all are, nothing is looked for any more."""
    if fact(queries.PLACED):
        return 0
    below, done = queries.TOP, 0
    while go_on() and (pks := queries.not_placed(below, BATCH)):
        with transaction.atomic():
            sql.run(_PLACE, [pks])
        below, done = pks[-1], done + len(pks)
    if go_on():
        remember_fact(queries.PLACED, {"done": True}, at=at)
    return done


def allow_quote(rating: Rating, name: str, *, at: datetime) -> Quote:
    """Said anew, with another name or of other words, it has to be chosen anew for the public page. Raises
    FeedbackError where there is nothing to quote."""
    if not rating.may_be_quoted:
        raise FeedbackError(gettext("There are no words of yours that could be quoted."))
    name = " ".join(name.replace("\0", "").split())[:NAME_CHARS]
    given = {"words": rating.comment, "score": rating.score, "name": name}
    known = queries.quote_of(rating)
    if known is not None and all(getattr(known, field) == value for field, value in given.items()):
        return known
    anew = {**given, "allowed_at": at, "shown_at": None, "shown_by": None}
    made, _ = Quote.objects.update_or_create(rating=rating, defaults=anew)
    _tell_of_quote("feedback.quote_allowed", made, at)
    return made


def withdraw_quote(quote: Quote, *, at: datetime) -> None:
    """Gone at once, wherever it stood."""
    _tell_of_quote("feedback.quote_withdrawn", quote, at)
    quote.delete()


def show_quote(quote: Quote, shown: bool, *, by: User, at: datetime) -> None:
    """On the public page of its inbox, or not any more."""
    if shown == (quote.shown_at is not None):
        return
    quote.shown_at, quote.shown_by = (at, by) if shown else (None, None)
    quote.save(update_fields=["shown_at", "shown_by"])
    _tell_of_quote("feedback.quote_shown" if shown else "feedback.quote_hidden", quote, at, by)


def _tell_of_quote(name: str, quote: Quote, at: datetime, by: User | None = None) -> None:
    data = {"quote": quote.pk, "rating": quote.rating_id}
    events.record(name, at=at, actor_id=by.pk if by else None, conversation_id=quote.rating.conversation_id, data=data)


def erase_words(conversations: Collection[int], *, at: datetime) -> None:
    """Faces stay, words and traces go; links in old mails answer nobody any more."""
    RatingInvite.objects.filter(conversation__in=conversations).update(recipient="", expires_at=at)
    Rating.objects.filter(conversation__in=conversations).update(comment="", phone="", call_me=False)
    Vote.objects.filter(invite__conversation__in=conversations).update(comment="", network="", client="")
    Observation.objects.filter(invite__conversation__in=conversations).update(network="", client="")
    Fixed.objects.filter(conversation__in=conversations).update(network="", client="")
    Quote.objects.filter(rating__conversation__in=conversations).delete()

"""A customer answers the question under a reply: the vote is kept, and somebody acts on an unhappy one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations.models import Conversation
from rapport.feedback import actions as feedback
from rapport.feedback import queries as ratings
from rapport.feedback.actions import Choice
from rapport.feedback.models import Rating, RatingInvite, Score, State
from rapport.flows import climb
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.flows.recover import alert_key
from rapport.language.complaint import read_complaint
from rapport.learning import actions as learning
from rapport.learning import queries as lessons
from rapport.learning.models import Source
from rapport.platform import events, live
from rapport.platform.jobs import Job, enqueue
from rapport.platform.said import Words, joined, worded
from rapport.recovery import actions as recoveries
from rapport.recovery import queries as recovery_queries
from rapport.recovery.models import Recovery
from rapport.team import queries as team
from rapport.team.models import User
from rapport.triage import actions as triage

CONTEXT_CHARS = 4000
HISTORY = 5
MISSED = {
    "heard": _("Not heard"),
    "respected": _("Not respected"),
    "solved": _("Not solved"),
    "quick": _("Not quick"),
}


@transaction.atomic
def customer_rates(invite: RatingInvite, choice: Choice, *, at: datetime, reason: int | None = None) -> Rating:
    """Keep the vote, and the customer's `reason` when it is a poor one. A confirmed one is acted on at once, a probable
    one after a minute without contradiction.

    Raises FeedbackError when the answer cannot be taken; the text is for the customer.
    """
    conversation = conversations.locked(invite.conversation_id)
    invited = feedback.locked(invite)
    rating, before = feedback.rate(invited, choice, at=at)
    _keep_reason(rating, reason, at)
    _draw_consequences(conversation, rating, before, is_final=False, at=at)
    if rating.settle_at is not None and rating.state != State.CONFIRMED:  # the sweep looks at those again
        enqueue(Job.SETTLE_VOTE, not_before=rating.settle_at, rating_id=rating.pk)
    return rating


def _keep_reason(rating: Rating, reason: int | None, at: datetime) -> None:
    """One that left the list while the page was open is no reason to lose the vote."""
    chosen = lessons.reason(reason) if reason is not None and rating.score <= Score.NOT_QUITE else None
    if chosen is not None and chosen.archived_at is None and not rating.passed_on:
        learning.give(rating, chosen, Source.CUSTOMER, by=None, at=at)


@transaction.atomic
def settle_vote(rating_id: int, *, at: datetime) -> bool:
    """Judge a rating again when the minute around its last vote is over; False when it is not, or was judged."""
    found = ratings.with_invite(rating_id)
    conversation = conversations.locked(found.conversation_id)
    invited = feedback.locked(found.invite)
    settled = feedback.settle(invited, at=at)
    if settled is None:
        return False
    rating, before = settled
    _draw_consequences(conversation, rating, before, is_final=True, at=at)
    return True


def settle_due(*, at: datetime) -> int:
    """Settle every vote whose minute is over; answers how many there were."""
    return sum(settle_vote(pk, at=at) for pk in ratings.to_settle(at))


def _draw_consequences(
    conversation: Conversation, rating: Rating, before: Rating | None, *, is_final: bool, at: datetime
) -> None:
    rating.conversation = conversation
    acted_on = before if before is not None and before.acted_on_at is not None else None
    is_ripe = rating.state == State.CONFIRMED or is_final
    if rating.state == State.SUSPECT:
        if acted_on is not None:
            _take_back(rating, at)
    elif is_ripe and (acted_on is None or feedback.says_more(rating, acted_on)):
        _act(rating, acted_on, at)
    if not is_final or before is None or feedback.says_more(rating, before):
        live.changed([f"message-{rating.invite.message_id}", "ratings"], inbox_id=conversation.inbox_id)


def _act(rating: Rating, before: Rating | None, at: datetime) -> None:
    """`before` is what was acted on last; None when nothing was."""
    feedback.mark_acted_on(rating, at=at)
    learning.put(rating, at=at)
    if rating.invite.about == RatingInvite.About.RECOVERY:
        _answer_reask(rating, at)
    if rating.is_unhappy:
        _tell_unhappy(rating, before, at)
    elif before is not None and before.is_unhappy:
        _tell_better(rating, before, at)
    if rating.call_me and not rating.is_unhappy:
        raise_alert(_wants_call(rating), [*_author(rating), *_owner(rating)] or team.leads_on_duty(), at=at)
    if _matters_to_the_pile(rating, before):
        triage.place(rating.conversation, at=at)
    happened("rating.received", rating.conversation, at=at, about=rating)


def _matters_to_the_pile(rating: Rating, before: Rating | None) -> bool:
    is_answer = rating.invite.about == RatingInvite.About.RECOVERY
    return is_answer or rating.is_unhappy or (before is not None and before.is_unhappy)


def _answer_reask(rating: Rating, at: datetime) -> None:
    """A recovery with open steps does not end, however happy the answer: its owner finishes it."""
    known = recoveries.answer_reask(rating.invite, rating, at=at)
    if known is not None and not known.is_open:
        alerts.settle(alert_key(known), at=at)
        happened("recovery.closed", rating.conversation, at=at, about=known)


def _tell_unhappy(rating: Rating, before: Rating | None, at: datetime) -> None:
    recovery = _recovery_for(rating, before, at) if _needs_recovery(rating) else None
    news = _unhappy(rating, recovery)
    # A second failure climbs: every lead hears of it, on duty or not.
    leads = team.leads() if recovery is not None and recovery.is_second_failure else team.leads_on_duty()
    told = [*leads, *_author(rating), *_owner(rating)]
    raise_alert(news, told, at=at)
    climb.begin(news.key, rating.conversation, told, at=at)
    if before is not None:
        alerts.amend(news)


def _needs_recovery(rating: Rating) -> bool:
    return (
        rating.score == Score.BAD
        or rating.invite.about == RatingInvite.About.RECOVERY
        or rating.conversation.is_complaint
        or rating.call_me
        or read_complaint("", rating.comment).is_complaint
    )


def _recovery_for(rating: Rating, before: Rating | None, at: datetime) -> Recovery:
    """More words about an answer whose recovery is over do not begin another one."""
    known = Recovery.objects.filter(triggers__rating=rating).first()
    if known is not None and not known.is_open and before is not None and before.score == rating.score:
        return known
    leads = team.leads_on_duty()
    recovery, is_new = recoveries.open_recovery(rating.conversation, rating, at=at, leads=leads)
    if is_new:
        conversations.reopen(rating.conversation, actor=None, at=at)
        alerts.settle(_own_key(rating), at=at)
        happened("recovery.opened", rating.conversation, at=at, about=recovery)
    return recovery


def _unhappy(rating: Rating, recovery: Recovery | None) -> News:
    is_sure, is_second = rating.state == State.CONFIRMED, recovery is not None and recovery.is_second_failure
    sure = _("{customer} rated {author}'s reply “{face}”")
    if is_second:
        sure = _("Second failure: {customer} rated {author}'s reply “{face}”")
    unsure = _("Likely unhappy, not yet confirmed: {customer} rated {author}'s reply “{face}”")
    first = recovery is not None and recovery.triggers.order_by("pk").values_list("rating", flat=True).first()
    return News(
        kind=Alert.Kind.UNHAPPY,
        key=alert_key(recovery) if recovery and first in (None, rating.pk) else _own_key(rating),
        headline=worded(
            sure if is_sure else unsure,
            customer=rating.conversation.customer,
            author=rating.invite.author.first_name,
            face=_face(rating.score),
        ),
        body=_details(rating),
        quote=rating.comment,
        context=rating.invite.message.shown_text[:CONTEXT_CHARS],
        path=f"/recoveries/{recovery.pk}" if recovery else _path(rating),
        conversation_id=rating.conversation_id,
        level=rating.score,
        history=_history(rating),
        is_sure=is_sure,
    )


def _history(rating: Rating) -> Words:
    """How the customer rated us before: "Great (2026-03-01), Bad (2026-02-11)"."""
    earlier = ratings.before(rating, HISTORY)
    told = [worded("{face} ({day})", face=_face(one.score), day=one.changed_at.date()) for one in earlier]
    return joined(", ", *told)


def _face(score: int) -> Words:
    return _(Score(score).label)


def _details(rating: Rating) -> Words:
    missed = [MISSED[name] for name, was_so in rating.chips.items() if not was_so and name in MISSED]
    lines: list[Words] = [f"{rating.conversation.reference} {rating.conversation.subject}"]
    if missed:
        lines.append(joined("", joined(". ", *missed), "."))
    if rating.call_me:
        lines.append(
            worded(_("Asks for a call: {number}."), number=rating.phone)
            if rating.phone
            else _("Asks for a call: no number given.")
        )
    return joined("\n", *lines)


def _tell_better(rating: Rating, before: Rating, at: datetime) -> None:
    """An unhappy customer who chooses a better face is still owed what was begun."""
    recovery = recovery_queries.open_of(rating.conversation)
    alerts.settle(_own_key(rating), at=at)
    data = {"rating": rating.pk, "score": rating.score, "recovery": recovery.pk if recovery else None}
    events.record("feedback.improved", at=at, conversation_id=rating.conversation_id, data=data)
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key=_better_key(rating),
        headline=worded(
            _("{customer} changed “{face}” to “{better}”"),
            customer=rating.conversation.customer,
            face=_face(before.score),
            better=_face(rating.score),
        ),
        body=_("The recovery stays open: what was promised is still owed.") if recovery else "",
        quote=rating.comment,
        context=rating.invite.message.shown_text[:CONTEXT_CHARS],
        path=f"/recoveries/{recovery.pk}" if recovery else _path(rating),
        conversation_id=rating.conversation_id,
        level=rating.score,
        history=_history(rating),
        is_sure=rating.state == State.CONFIRMED,
    )
    told = [recovery.owner] if recovery is not None and recovery.owner is not None else _author(rating)
    raise_alert(news, told, at=at, by_mail=False)
    alerts.amend(news)


def _wants_call(rating: Rating) -> News:
    return News(
        kind=Alert.Kind.HANDOVER,
        key=_call_key(rating),
        headline=worded(_("{customer} asks for a call"), customer=rating.conversation.customer),
        body=_details(rating),
        quote=rating.comment,
        path=_path(rating),
        conversation_id=rating.conversation_id,
        level=rating.score,
    )


def _take_back(rating: Rating, at: datetime) -> None:
    """What was done on a vote that turns out to be a machine's is undone, as far as nobody has worked on it."""
    feedback.mark_withdrawn(rating)
    learning.withdraw(rating, at=at)
    for key in (_own_key(rating), _better_key(rating), _call_key(rating)):
        alerts.settle(key, at=at)
    recovery = recovery_queries.open_of(rating.conversation)
    if recovery is not None and not recovery.triggers.filter(rating__state__in=Rating.COUNTED).exists():
        recoveries.withdraw(recovery, at=at)
        alerts.settle(alert_key(recovery), at=at)
    triage.place(rating.conversation, at=at)


def _author(rating: Rating) -> list[User]:
    return [rating.invite.author] if rating.invite.author.is_active else []


def _owner(rating: Rating) -> list[User]:
    owner = rating.conversation.assignee
    return [owner] if owner is not None and owner.is_active else []


def _own_key(rating: Rating) -> str:
    return f"rating:{rating.pk}"


def _better_key(rating: Rating) -> str:
    return f"rating-better:{rating.pk}"


def _call_key(rating: Rating) -> str:
    return f"call:{rating.pk}"


def _path(rating: Rating) -> str:
    return f"/conversations/{rating.conversation.reference}"

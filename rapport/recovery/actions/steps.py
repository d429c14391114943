"""A recovery from its opening to its end, step by step."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, gettext_noop

from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating, RatingInvite, Score
from rapport.platform import events
from rapport.promises import actions as promises
from rapport.promises.models import Promise
from rapport.recovery import rules
from rapport.recovery.models import Cause, Complaint, Goodwill, Outcome, Reask, Recovery, Step, StepKind, Trigger
from rapport.team import opening
from rapport.team.models import User
from rapport.team.queries import plain_hours

SECOND_FAILURE_WITHIN = timedelta(days=180)
ENDS = frozenset({Outcome.RECOVERED, Outcome.PARTLY, Outcome.NOT_RECOVERED, Outcome.SILENT})


class RecoveryError(ValueError):
    """The step cannot be done; the text says what is missing."""


@dataclass(frozen=True)
class Agreement:
    """What we owe and offer, how we will go about it, how the customer was treated; and how grave it was."""

    offered: str
    procedure: str = ""
    treatment: str = ""
    harm: str = ""
    money: int | None = None
    is_unsafe: bool = False
    is_public: bool = False


def open_recovery(
    conversation: Conversation, rating: Rating, *, at: datetime, leads: Iterable[User] = ()
) -> tuple[Recovery, bool]:
    """The open recovery of the conversation with this rating among its reasons, and whether it was opened now.

    It is owned by who has the conversation, else by who wrote the rated reply, until somebody takes it; a second
    failure by a lead, if there is one among `leads`.
    """
    recovery = Recovery.objects.filter(conversation=conversation, closed_at=None).first()
    is_new = recovery is None
    if recovery is None:
        recovery = _open(conversation, rating, at, list(leads))
    Trigger.objects.update_or_create(
        rating=rating,
        defaults={"recovery": recovery},
        create_defaults={"recovery": recovery, "score": rating.score},
    )
    if recovery.is_likely and rating.state == "confirmed":
        recovery.is_likely = False
        recovery.save(update_fields=["is_likely"])
    return recovery, is_new


def _open(conversation: Conversation, rating: Rating, at: datetime, leads: list[User]) -> Recovery:
    earlier = Recovery.objects.filter(
        conversation__customer=conversation.customer_id, closed_at__gt=at - SECOND_FAILURE_WITHIN
    ).exclude(outcome=Outcome.WITHDRAWN)
    previous = earlier.order_by("-closed_at").first()
    owner = conversation.assignee or rating.invite.author
    if previous is not None and leads and not owner.is_lead:
        owner = leads[0]
    recovery = Recovery.objects.create(
        conversation=conversation,
        owner=owner,
        previous=previous,
        is_likely=rating.state != "confirmed",
        opened_at=at,
        due_at=first_word_due(conversation, at),
        harm=rating.comment,
    )
    _promise_first_word(recovery, at)
    data = {"recovery": recovery.pk, "rating": rating.pk, "second_failure": recovery.previous_id is not None}
    events.record("recovery.opened", at=at, conversation_id=conversation.pk, data=data)
    return recovery


def first_word_due(conversation: Conversation, at: datetime) -> datetime:
    """An hour later, of those in which somebody is there."""
    hours = conversation.inbox.hours
    return opening.add(plain_hours(hours), at, rules.FIRST_WORD) if hours else at + rules.FIRST_WORD


def _promise_first_word(recovery: Recovery, at: datetime) -> None:
    promises.make(
        recovery.conversation,
        text=gettext_noop("A person writes or calls"),
        due_at=recovery.due_at,
        owner=recovery.owner,
        at=at,
        kind=Promise.Kind.FIRST_WORD,
    )


def do_step(
    recovery: Recovery,
    kind: str,
    *,
    actor: User,
    at: datetime,
    message: Message | None = None,
    note: str = "",
    promise: Promise | None = None,
    parts: Collection[str] = (),
) -> Step:
    """Record that a step was done. Raises RecoveryError when it cannot be, saying what comes first."""
    must_be_possible(recovery, kind, at=at)
    if kind in Step.IN_WRITING and message is None:
        raise RecoveryError(gettext("This step is a written message to the customer. Write it, and it is recorded."))
    if kind == StepKind.FIXED and not note.strip():
        raise RecoveryError(gettext("Say in a few words what was fixed."))
    if kind == StepKind.LEARNED and not note.strip():
        raise RecoveryError(gettext("Say in a few words what was learned."))
    step = Step.objects.create(
        recovery=recovery,
        kind=kind,
        round=recovery.round,
        done_at=at,
        done_by=actor,
        message=message,
        promise=promise,
        parts=list(parts),
        note=note.strip(),
    )
    set_due(recovery)
    data = {"recovery": recovery.pk, "step": kind}
    events.record("recovery.step_done", at=at, actor_id=actor.pk, conversation_id=recovery.conversation_id, data=data)
    return step


def must_be_possible(recovery: Recovery, kind: str, *, at: datetime) -> None:
    """Raises RecoveryError when this step cannot be done now, saying what comes first."""
    _must_be_open(recovery)
    reason = rules.why_not_yet(kind, done_at(recovery), at)
    if reason is not None:
        raise RecoveryError(NOT_YET[reason]())


NOT_YET: dict[rules.NotYet, Callable[[], str]] = {
    rules.NotYet.DONE: lambda: gettext("This step is done already."),
    rules.NotYet.FIX_FIRST: lambda: gettext("Fix it first: asking again before anything changed makes it worse."),
    rules.NotYet.TOO_EARLY: lambda: gettext(
        "Ask three days after the fix, not before: until then nobody can tell whether it lasts."
    ),
}


def set_due(recovery: Recovery) -> None:
    """When the next open step is due: at the time that was promised, else as long after the step before as usual."""
    done = done_at(recovery)
    following = rules.next_step(done, recovery.required)
    if StepKind.ASKED_AGAIN in done:
        heard_at = recovery.heard_at
        due_at = heard_at + rules.TO_FINISH if heard_at else rules.due_after("asked_again", done["asked_again"])
    elif following is not None:
        promised = _promised_fix(recovery) if following == StepKind.FIXED else None
        due_at = promised or rules.due(done, following, recovery.due_at)
    else:
        return
    if due_at != recovery.due_at:
        recovery.due_at = due_at
        recovery.save(update_fields=["due_at"])


def _promised_fix(recovery: Recovery) -> datetime | None:
    agreed = Step.objects.filter(recovery=recovery, kind=StepKind.AGREED, round=recovery.round)
    return agreed.values_list("promise__due_at", flat=True).first()


def contacted_by_reply(recovery: Recovery, message: Message, *, at: datetime) -> None:
    """A person wrote to the customer: that is the first human word, if there was none."""
    if message.author is not None and StepKind.CONTACTED not in done_kinds(recovery):
        do_step(recovery, StepKind.CONTACTED, actor=message.author, at=at, message=message)


def name_cause(recovery: Recovery, cause: Cause, *, actor: User, at: datetime) -> None:
    """Why it happened; another one may be named while it is open."""
    _must_be_open(recovery)
    if cause.archived_at is not None and recovery.cause_id != cause.pk:
        raise RecoveryError(gettext("This cause is no longer in use. Choose another one."))
    recovery.cause = cause
    recovery.save(update_fields=["cause"])
    if StepKind.CAUSED not in done_kinds(recovery):
        do_step(recovery, StepKind.CAUSED, actor=actor, at=at)
    else:
        data = {"recovery": recovery.pk, "cause": cause.pk}
        conversation_id = recovery.conversation_id
        events.record("recovery.cause_changed", at=at, actor_id=actor.pk, conversation_id=conversation_id, data=data)


def agree(
    recovery: Recovery, given: Agreement, *, actor: User, at: datetime, promised_at: datetime | None = None
) -> None:
    """What we owe; with a date it is a promise to the customer. It can be said better while the recovery is open."""
    _must_be_open(recovery)
    if not given.offered.strip():
        raise RecoveryError(gettext("Say what we owe this customer and what we offer."))
    for name in ("offered", "procedure", "treatment", "harm"):
        setattr(recovery, name, getattr(given, name).strip())
    recovery.money, recovery.is_unsafe, recovery.is_public = given.money, given.is_unsafe, given.is_public
    recovery.save(update_fields=["offered", "procedure", "treatment", "harm", "money", "is_unsafe", "is_public"])
    step = Step.objects.filter(recovery=recovery, kind=StepKind.AGREED, round=recovery.round).first()
    promise = _promise_fix(recovery, step, actor, at, promised_at)
    if step is None:
        do_step(recovery, StepKind.AGREED, actor=actor, at=at, promise=promise)
        return
    if promise is not None:
        step.promise = promise
        step.save(update_fields=["promise"])
    set_due(recovery)
    data = {"recovery": recovery.pk}
    events.record("recovery.agreed", at=at, actor_id=actor.pk, conversation_id=recovery.conversation_id, data=data)


def _promise_fix(
    recovery: Recovery, step: Step | None, actor: User, at: datetime, promised_at: datetime | None
) -> Promise | None:
    """A new date is a new promise, and what was promised before is over."""
    before = step.promise if step is not None else None
    if promised_at is None or (before is not None and before.due_at == promised_at):
        return before
    if StepKind.FIXED in done_kinds(recovery):
        raise RecoveryError(gettext("It is fixed already; nothing is left to be promised."))
    if before is not None and before.is_open:
        promises.withdraw(before, at=at)
    try:
        return promises.make(
            recovery.conversation,
            text=recovery.offered,
            due_at=promised_at,
            owner=recovery.owner or actor,
            at=at,
            kind=Promise.Kind.FIX,
        )
    except promises.PromiseError as error:
        raise RecoveryError(str(error)) from error


def publish(recovery: Recovery, url: str, *, actor: User, at: datetime) -> None:
    """It was said in public, there."""
    _must_be_open(recovery)
    if not url:
        raise RecoveryError(gettext("Give the address where it was said in public."))
    recovery.public_url, recovery.is_public = url, True
    recovery.save(update_fields=["public_url", "is_public"])
    if StepKind.PUBLISHED not in done_kinds(recovery):
        do_step(recovery, StepKind.PUBLISHED, actor=actor, at=at)


def take_second_chance(recovery: Recovery, *, actor: User, at: datetime) -> None:
    """It was not our fault, and we asked for a second chance all the same. What the customer answers when asked again
    is the rating of it."""
    _must_be_open(recovery)
    if recovery.is_our_fault:
        raise RecoveryError(gettext("A second chance is asked for where it was not our fault. Put this one right."))
    if recovery.second_chance_at is not None:
        raise RecoveryError(gettext("This customer was asked for a second chance already."))
    recovery.second_chance_at = at
    recovery.save(update_fields=["second_chance_at"])
    data = {"recovery": recovery.pk}
    events.record(
        "recovery.second_chance", at=at, actor_id=actor.pk, conversation_id=recovery.conversation_id, data=data
    )


def ask_again(recovery: Recovery, invite: RatingInvite, message: Message, *, actor: User, at: datetime) -> None:
    """The customer was asked again; the recovery waits for the answer."""
    do_step(recovery, StepKind.ASKED_AGAIN, actor=actor, at=at, message=message)
    Reask.objects.create(recovery=recovery, invite=invite)


def answer_reask(invite: RatingInvite, rating: Rating, *, at: datetime) -> Recovery | None:
    """The answer to the second asking. None when its recovery was over before.

    It closes the recovery if nothing else is missing. Otherwise a good answer waits for what is missing, and a bad one
    begins another round.
    """
    reask = Reask.objects.select_related("recovery__conversation__inbox__hours").filter(invite=invite).first()
    if reask is None or not reask.recovery.is_open or StepKind.ASKED_AGAIN not in done_kinds(reask.recovery):
        return None
    recovery = reask.recovery
    recovery.heard_at = at
    recovery.save(update_fields=["heard_at"])
    if close_if_complete(recovery, at=at):
        return recovery
    if rating.score <= Score.NOT_QUITE:
        _another_round(recovery, actor=None, at=at)
    set_due(recovery)
    return recovery


def nobody_answered(recovery: Recovery, *, at: datetime) -> bool:
    """Two weeks have passed since the second asking; False when that was known, or something else happened."""
    if not recovery.is_open or recovery.heard_at is not None or StepKind.ASKED_AGAIN not in done_kinds(recovery):
        return False
    recovery.heard_at = at
    recovery.save(update_fields=["heard_at"])
    if not close_if_complete(recovery, at=at):
        set_due(recovery)
    return True


def close_if_complete(recovery: Recovery, *, at: datetime) -> bool:
    """Close when the answer, or that there is none, is known and no step is open."""
    if not recovery.is_open or recovery.heard_at is None:
        return False
    if rules.missing(done_kinds(recovery), recovery.required):
        return False
    newest = Reask.objects.filter(recovery=recovery).order_by("-pk").first()
    answer = Rating.objects.filter(invite=newest.invite_id, state__in=Rating.COUNTED).first() if newest else None
    close(recovery, rules.outcome_of(answer.score) if answer else Outcome.SILENT, actor=None, at=at)
    return True


def close(recovery: Recovery, outcome: str, *, actor: User | None, at: datetime) -> None:
    """Close with an outcome. Raises RecoveryError while a step is open."""
    if not recovery.is_open:
        raise RecoveryError(gettext("This recovery is closed already."))
    open_steps = rules.missing(done_kinds(recovery), recovery.required)
    if open_steps:
        names = ", ".join(gettext(StepKind(kind).label).lower() for kind in open_steps)
        raise RecoveryError(
            gettext("Not yet: %(steps)s still open. Nobody is let go before every step is done.") % {"steps": names}
        )
    if outcome not in ENDS:
        raise RecoveryError(gettext("Say how it ended: won back, partly, not won back, or no answer."))
    _close(recovery, outcome, actor, at)


def reopen(recovery: Recovery, reason: str, *, actor: User, at: datetime) -> None:
    """It was no end: the customer is let down again, or the fix did not last. The caller holds the lock."""
    if recovery.is_open:
        raise RecoveryError(gettext("This recovery is open."))
    if not reason.strip():
        raise RecoveryError(gettext("Say in a few words why it is open again."))
    if recovery.outcome == Outcome.WITHDRAWN:
        raise RecoveryError(gettext("A machine opened this. The customer’s next rating opens another one."))
    if Recovery.objects.filter(conversation=recovery.conversation_id, closed_at=None).exists():
        raise RecoveryError(gettext("Another recovery is open in this conversation. Go on there."))
    _another_round(recovery, actor=actor, at=at, reason=reason.strip()[:300])


def _another_round(recovery: Recovery, *, actor: User | None, at: datetime, reason: str = "") -> None:
    before = recovery.outcome
    recovery.round += 1
    recovery.closed_at, recovery.outcome, recovery.heard_at = None, "", None
    recovery.reopened_at, recovery.reopened_for = at, reason
    recovery.shared_at, recovery.shared_by = None, None
    recovery.due_at = first_word_due(recovery.conversation, at)
    recovery.save(
        update_fields=[
            "round",
            "closed_at",
            "outcome",
            "heard_at",
            "reopened_at",
            "reopened_for",
            "shared_at",
            "shared_by",
            "due_at",
        ]
    )
    _promise_first_word(recovery, at)
    data = {"recovery": recovery.pk, "was": before}
    actor_id = actor.pk if actor else None
    events.record("recovery.reopened", at=at, actor_id=actor_id, conversation_id=recovery.conversation_id, data=data)


def withdraw(recovery: Recovery, *, at: datetime) -> None:
    """End a recovery that only a machine's vote opened and nobody has worked on."""
    if not recovery.is_open or done_kinds(recovery):
        return
    promises.withdraw_first_word(recovery.conversation, at=at)
    _close(recovery, Outcome.WITHDRAWN, None, at)


def _close(recovery: Recovery, outcome: str, actor: User | None, at: datetime) -> None:
    recovery.outcome = outcome
    recovery.closed_at = at
    recovery.save(update_fields=["outcome", "closed_at"])
    data = {"recovery": recovery.pk, "outcome": outcome}
    actor_id = actor.pk if actor else None
    events.record("recovery.closed", at=at, actor_id=actor_id, conversation_id=recovery.conversation_id, data=data)


def hand_over(recovery: Recovery, owner: User, *, actor: User, at: datetime) -> None:
    """Make somebody the owner: oneself (take it) or another."""
    _must_be_open(recovery)
    recovery.owner = owner
    recovery.save(update_fields=["owner"])
    data = {"recovery": recovery.pk, "to": owner.pk}
    events.record("recovery.handed_over", at=at, actor_id=actor.pk, conversation_id=recovery.conversation_id, data=data)


def _must_be_open(recovery: Recovery) -> None:
    if not recovery.is_open:
        raise RecoveryError(gettext("This recovery is closed. A new unhappy rating opens a new one."))


def done_at(recovery: Recovery) -> dict[str, datetime]:
    """Which steps of this round are done, and when."""
    rows = Step.objects.filter(recovery=recovery).values_list("kind", "round", "done_at")
    return {kind: at for kind, of, at in rows if of == recovery.round or kind in rules.KEPT}


def done_kinds(recovery: Recovery) -> set[str]:
    """Which steps of this round are done."""
    return set(done_at(recovery))


def erase_words(conversations: Collection[int], *, at: datetime) -> None:
    """Of somebody who is to be forgotten: notes go, and what is open ends."""
    Step.objects.filter(recovery__conversation__in=conversations).update(note="")
    Goodwill.objects.filter(recovery__conversation__in=conversations).update(reason="")
    mine = Recovery.objects.filter(conversation__in=conversations)
    mine.update(harm="", offered="", procedure="", treatment="", public_url="", reopened_for="", shared_words="")
    mine.update(shared_at=None, shared_by=None)
    Complaint.objects.filter(conversation__in=conversations, closed_at=None).update(lesson="")
    Complaint.objects.filter(conversation__in=conversations).exclude(lesson="").update(lesson="…")
    Complaint.objects.filter(conversation__in=conversations).exclude(why_none="").update(why_none="…")
    for recovery in mine.filter(closed_at=None):
        _close(recovery, Outcome.WITHDRAWN, None, at)

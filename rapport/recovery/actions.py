"""Writes of the recovery room."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext, gettext_noop

from rapport.conversations.models import Conversation, Message
from rapport.feedback.models import Rating, RatingInvite
from rapport.platform import events
from rapport.promises import actions as promises
from rapport.promises.models import Promise
from rapport.recovery import rules
from rapport.recovery.models import Outcome, Reask, Recovery, Step, StepKind, Trigger
from rapport.team.models import User

SECOND_FAILURE_WITHIN = timedelta(days=180)


class RecoveryError(ValueError):
    """The step cannot be done; the text says what is missing."""


def open_recovery(conversation: Conversation, rating: Rating, *, at: datetime) -> tuple[Recovery, bool]:
    """The open recovery of the conversation with this rating among its reasons, and whether it was opened now.

    It is owned by who has the conversation, else by who wrote the rated reply, until somebody takes it.
    """
    recovery = Recovery.objects.filter(conversation=conversation, closed_at=None).first()
    is_new = recovery is None
    if recovery is None:
        recovery = _open(conversation, rating, at)
    Trigger.objects.update_or_create(rating=rating, defaults={"recovery": recovery})
    if recovery.is_likely and rating.state == "confirmed":
        recovery.is_likely = False
        recovery.save(update_fields=["is_likely"])
    return recovery, is_new


def _open(conversation: Conversation, rating: Rating, at: datetime) -> Recovery:
    previous = Recovery.objects.filter(
        conversation__customer=conversation.customer_id, closed_at__gt=at - SECOND_FAILURE_WITHIN
    ).exclude(outcome=Outcome.WITHDRAWN)
    owner = conversation.assignee or rating.invite.author
    recovery = Recovery.objects.create(
        conversation=conversation,
        owner=owner,
        previous=previous.order_by("-closed_at").first(),
        is_likely=rating.state != "confirmed",
        opened_at=at,
        due_at=at + rules.FIRST_WORD,
    )
    promises.make(
        conversation,
        text=gettext_noop("A person writes or calls"),
        due_at=recovery.due_at,
        owner=owner,
        at=at,
        kind=Promise.Kind.FIRST_WORD,
    )
    data = {"recovery": recovery.pk, "rating": rating.pk, "second_failure": recovery.previous_id is not None}
    events.record("recovery.opened", at=at, conversation_id=conversation.pk, data=data)
    return recovery


def do_step(
    recovery: Recovery, kind: str, *, actor: User, at: datetime, message: Message | None = None, note: str = ""
) -> Step:
    """Record that a step was done. Raises RecoveryError when it cannot be, saying what comes first."""
    if not recovery.is_open:
        raise RecoveryError(gettext("This recovery is closed. A new unhappy rating opens a new one."))
    done = done_kinds(recovery)
    reason = rules.why_not_yet(kind, done)
    if reason:
        raise RecoveryError(reason)
    if kind in Step.IN_WRITING and message is None:
        raise RecoveryError(gettext("This step is a written message to the customer. Write it, and it is recorded."))
    if kind == StepKind.FIXED and not note.strip():
        raise RecoveryError(gettext("Say in a few words what was fixed."))
    step = Step.objects.create(
        recovery=recovery, kind=kind, done_at=at, done_by=actor, message=message, note=note.strip()
    )
    following = rules.next_step({*done, kind})
    if following:
        before = rules.ORDER[max(rules.ORDER.index(following) - 1, 0)]
        recovery.due_at = rules.due_after(before, at)
        recovery.save(update_fields=["due_at"])
    data = {"recovery": recovery.pk, "step": kind}
    events.record("recovery.step_done", at=at, actor_id=actor.pk, conversation_id=recovery.conversation_id, data=data)
    return step


def contacted_by_reply(recovery: Recovery, message: Message, *, at: datetime) -> None:
    """A person wrote to the customer: that is the first human word, if there was none."""
    if message.author is not None and StepKind.CONTACTED not in done_kinds(recovery):
        do_step(recovery, StepKind.CONTACTED, actor=message.author, at=at, message=message)


def ask_again(recovery: Recovery, invite: RatingInvite, message: Message, *, actor: User, at: datetime) -> None:
    """The customer was asked again; the recovery waits for the answer."""
    do_step(recovery, StepKind.ASKED_AGAIN, actor=actor, at=at, message=message)
    Reask.objects.create(recovery=recovery, invite=invite)
    recovery.due_at = rules.due_after(StepKind.ASKED_AGAIN, at)
    recovery.save(update_fields=["due_at"])


def answer_reask(invite: RatingInvite, rating: Rating, *, at: datetime) -> Recovery | None:
    """The answer to the second asking closes its recovery with that outcome; None when it was closed before."""
    reask = Reask.objects.select_related("recovery__conversation").filter(invite=invite).first()
    if reask is None or not reask.recovery.is_open:
        return None
    close(reask.recovery, rules.outcome_of(rating.score), actor=None, at=at)
    return reask.recovery


def close(recovery: Recovery, outcome: str, *, actor: User | None, at: datetime) -> None:
    """Close with an outcome. Raises RecoveryError while a step is open."""
    if not recovery.is_open:
        raise RecoveryError(gettext("This recovery is closed already."))
    open_steps = rules.missing(done_kinds(recovery))
    if open_steps:
        names = ", ".join(StepKind(kind).label.lower() for kind in open_steps)
        raise RecoveryError(f"Not yet: {names} still open. Nobody is let go before all four steps are done.")
    if outcome not in {Outcome.RECOVERED, Outcome.NOT_RECOVERED, Outcome.SILENT}:
        raise RecoveryError(gettext("Say how it ended: won back, not won back, or no answer."))
    _close(recovery, outcome, actor, at)


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
    if not recovery.is_open:
        raise RecoveryError(gettext("This recovery is closed."))
    recovery.owner = owner
    recovery.save(update_fields=["owner"])
    data = {"recovery": recovery.pk, "to": owner.pk}
    events.record("recovery.handed_over", at=at, actor_id=actor.pk, conversation_id=recovery.conversation_id, data=data)


def done_kinds(recovery: Recovery) -> set[str]:
    """Which steps are done."""
    return set(Step.objects.filter(recovery=recovery).values_list("kind", flat=True))


def erase_words(conversations: Collection[int], *, at: datetime) -> None:
    """Of somebody who is to be forgotten: notes go, and what is open ends."""
    Step.objects.filter(recovery__conversation__in=conversations).update(note="")
    for recovery in Recovery.objects.filter(conversation__in=conversations, closed_at=None):
        _close(recovery, Outcome.WITHDRAWN, None, at)

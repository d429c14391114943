"""Working a recovery: contact, apologise in writing, fix, ask again; and its end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.conversations import actions as conversations
from rapport.conversations.letters import Reply
from rapport.conversations.models import Message
from rapport.feedback import queries as feedback
from rapport.flows.agent_replies import agent_replies
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.platform.said import worded
from rapport.promises import actions as promises
from rapport.recovery import actions, queries
from rapport.recovery.models import Outcome, Recovery, StepKind
from rapport.recovery.rules import why_not_yet
from rapport.team.models import User
from rapport.triage import actions as triage


def alert_key(recovery: Recovery) -> str:
    """The key under which the alerts about this recovery were sent."""
    return f"recovery:{recovery.pk}"


@transaction.atomic
def contacted(recovery: Recovery, *, actor: User, note: str, at: datetime) -> None:
    """The customer was spoken to otherwise than by a reply: by telephone, at the counter."""
    if not note.strip():
        raise actions.RecoveryError(gettext("Say in a few words what you and the customer said."))
    recovery = _locked(recovery)
    actions.do_step(recovery, StepKind.CONTACTED, actor=actor, at=at, note=note)
    promises.keep_by_word(recovery.conversation, actor=actor, at=at)
    _settle(recovery, at)


@transaction.atomic
def apologise(recovery: Recovery, draft: Reply, *, actor: User, at: datetime) -> Message:
    """Send the apology as a reply to the customer and record the step."""
    recovery = _locked(recovery)
    _must_be_possible(recovery, StepKind.APOLOGISED)
    message = agent_replies(recovery.conversation, actor, draft, at=at)
    actions.do_step(recovery, StepKind.APOLOGISED, actor=actor, at=at, message=message)
    _settle(recovery, at)
    return message


@transaction.atomic
def fixed(recovery: Recovery, *, actor: User, note: str, at: datetime) -> None:
    recovery = _locked(recovery)
    actions.do_step(recovery, StepKind.FIXED, actor=actor, at=at, note=note)
    _settle(recovery, at)


@transaction.atomic
def ask_again(recovery: Recovery, draft: Reply, *, actor: User, at: datetime) -> Message:
    """Write to the customer with faces that ask about the recovery, not about this mail."""
    recovery = _locked(recovery)
    _must_be_possible(recovery, StepKind.ASKED_AGAIN)
    message = agent_replies(recovery.conversation, actor, draft, at=at, about="recovery")
    invite = feedback.invite_for(message.pk, recovery.conversation.identity.address)
    if invite is None:
        raise actions.RecoveryError(gettext("The customer could not be asked again: the reply carries no faces."))
    actions.ask_again(recovery, invite, message, actor=actor, at=at)
    _settle(recovery, at)
    return message


@transaction.atomic
def hand_over(recovery: Recovery, owner: User, *, actor: User, at: datetime) -> None:
    """Take it, or give it to somebody, who is told."""
    recovery = _locked(recovery)
    actions.hand_over(recovery, owner, actor=actor, at=at)
    if conversations.assign(recovery.conversation, owner, actor=actor, at=at):
        happened("conversation.assigned", recovery.conversation, at=at)
    _settle(recovery, at)
    if owner.pk != actor.pk:
        raise_alert(_handed(recovery, actor, at), [owner], at=at)


def _handed(recovery: Recovery, actor: User, at: datetime) -> News:
    return News(
        kind=Alert.Kind.HANDOVER,
        key=f"recovery-handed:{recovery.pk}:{at.isoformat()}",
        headline=worded(
            gettext_lazy("{who} asks you to win back {customer}"),
            who=actor.first_name,
            customer=recovery.conversation.customer,
        ),
        body=recovery.conversation.subject,
        path=f"/recoveries/{recovery.pk}",
        conversation_id=recovery.conversation_id,
    )


@transaction.atomic
def close(recovery: Recovery, outcome: str, *, actor: User, at: datetime) -> None:
    """Close by hand. Raises RecoveryError while a step is open."""
    recovery = _locked(recovery)
    actions.close(recovery, outcome, actor=actor, at=at)
    happened("recovery.closed", recovery.conversation, at=at, about=recovery)
    _settle(recovery, at)


def close_silent(*, at: datetime) -> int:
    """Close recoveries whose second asking nobody answered within two weeks; answers how many."""
    closed = 0
    for pk in queries.awaiting_answer(at):
        with transaction.atomic():
            recovery = _locked(Recovery(pk=pk))
            if recovery.is_open:
                actions.close(recovery, Outcome.SILENT, actor=None, at=at)
                happened("recovery.closed", recovery.conversation, at=at, about=recovery)
                _settle(recovery, at)
                closed += 1
    return closed


def _locked(recovery: Recovery) -> Recovery:
    """The recovery anew, after its conversation was locked."""
    conversation_id = Recovery.objects.values_list("conversation_id", flat=True).get(pk=recovery.pk)
    conversation = conversations.locked(conversation_id)
    fresh = Recovery.objects.get(pk=recovery.pk)
    fresh.conversation = conversation
    return fresh


def _must_be_possible(recovery: Recovery, kind: str) -> None:
    if not recovery.is_open:
        raise actions.RecoveryError(gettext("This recovery is closed. A new unhappy rating opens a new one."))
    reason = why_not_yet(kind, actions.done_kinds(recovery))
    if reason:
        raise actions.RecoveryError(reason)


def _settle(recovery: Recovery, at: datetime) -> None:
    """Somebody works on it, or it is over: the alerts are settled and the pile is put in order."""
    alerts.settle(alert_key(recovery), at=at)
    triage.place(recovery.conversation, at=at)

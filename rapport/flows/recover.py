"""Working a recovery: contact, apologise in writing, agree what we owe, fix, ask again, learn; and its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy, gettext_noop

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
from rapport.language.tone import apology
from rapport.platform.said import worded
from rapport.promises import actions as promises
from rapport.recovery import actions, queries
from rapport.recovery.actions import Agreement
from rapport.recovery.models import Cause, Goodwill, Prevention, Recovery, StepKind
from rapport.recovery.rules import money_words
from rapport.team import queries as team
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
    """Send the apology as a reply to the customer and record the step.

    Raises RecoveryError for words that are no apology, or that nobody in person stands for.
    """
    recovery = _locked(recovery)
    actions.must_be_possible(recovery, StepKind.APOLOGISED, at=at)
    must_be_an_apology(draft.text, actor)
    message = agent_replies(recovery.conversation, actor, draft, at=at)
    _apologised(recovery, message, actor, at)
    return message


@transaction.atomic
def apologised_by(recovery: Recovery, message: Message, *, actor: User, at: datetime) -> None:
    """A reply that was sent already is the apology: nobody has to hear it twice."""
    recovery = _locked(recovery)
    actions.must_be_possible(recovery, StepKind.APOLOGISED, at=at)
    is_ours = message.kind == Message.Kind.REPLY and message.author_id is not None
    if message.conversation_id != recovery.conversation_id or not is_ours or message.at < recovery.opened_at:
        raise actions.RecoveryError(gettext("Choose a reply that one of us sent since the customer was unhappy."))
    must_be_an_apology(message.shown_text, message.author or actor)
    _apologised(recovery, message, actor, at)


def must_be_an_apology(text: str, author: User) -> None:
    """Raises RecoveryError with the words to change."""
    found = apology.refusals(text, teams=[one.name for one in team.teams()], author=author.name)
    if found:
        raise actions.RecoveryError(REFUSED[found[0].why]() % {"words": found[0].quote})


REFUSED: dict[apology.Why, Callable[[], str]] = {
    apology.Why.EMPTY: lambda: gettext("Write the apology first."),
    apology.Why.NON_APOLOGY: lambda: gettext(
        "“%(words)s” is no apology: it regrets the customer’s feelings, not what we did. Say what we did."
    ),
    apology.Why.CANNED: lambda: gettext(
        "“%(words)s” alone is no apology. Say what went wrong and that it was ours, and what you do about it."
    ),
    apology.Why.NOBODY: lambda: gettext("Sign with your own name. “%(words)s” is nobody who can be sorry."),
}


def _apologised(recovery: Recovery, message: Message, actor: User, at: datetime) -> None:
    parts = [part.value for part in apology.parts_of(message.shown_text)]
    actions.do_step(recovery, StepKind.APOLOGISED, actor=actor, at=at, message=message, parts=parts)
    _finish(recovery, at)


@transaction.atomic
def agree(
    recovery: Recovery,
    cause: Cause,
    given: Agreement,
    *,
    actor: User,
    at: datetime,
    promised_at: datetime | None = None,
) -> None:
    """Why it happened, what we owe and, with `promised_at`, by when: that is a promise on the pile."""
    recovery = _locked(recovery)
    is_news = recovery.cause_id != cause.pk
    actions.name_cause(recovery, cause, actor=actor, at=at)
    actions.agree(recovery, given, actor=actor, at=at, promised_at=promised_at)
    if is_news:
        for one in actions.repeat(recovery, at=at):
            _tell_of_repeat(one, at)
    _finish(recovery, at)


def _tell_of_repeat(one: Prevention, at: datetime) -> None:
    owners = [one.owner] if one.owner is not None and one.owner.is_active else []
    news = News(
        kind=Alert.Kind.HANDOVER,
        key=f"prevention:{one.pk}:{one.repeats}",
        headline=worded(gettext_lazy("It happened again: {text}"), text=one.text),
        body=worded(gettext_lazy("“{text}” was done, and is open again."), text=one.text),
        path="/prevention/",
    )
    raise_alert(news, [*owners, *team.leads_on_duty()], at=at)


@transaction.atomic
def fixed(recovery: Recovery, *, actor: User, note: str, at: datetime) -> None:
    recovery = _locked(recovery)
    actions.do_step(recovery, StepKind.FIXED, actor=actor, at=at, note=note)
    promises.keep_fix(recovery.conversation, actor=actor, at=at)
    _finish(recovery, at)


@transaction.atomic
def second_chance(recovery: Recovery, draft: Reply, *, follow_up: datetime, actor: User, at: datetime) -> Message:
    """Ask for one where it was not our fault, with a day on which we write again: that is a promise on the pile."""
    recovery = _locked(recovery)
    actions.take_second_chance(recovery, actor=actor, at=at)
    text = gettext_noop("How the second chance went")
    promised = replace(draft, promise_text=text, promise_due_at=follow_up)
    message = agent_replies(recovery.conversation, actor, promised, at=at)
    _settle(recovery, at)
    return message


@transaction.atomic
def ask_again(recovery: Recovery, draft: Reply, *, actor: User, at: datetime) -> Message:
    """Write to the customer with faces that ask about the recovery, not about this mail; three days after the fix."""
    recovery = _locked(recovery)
    actions.must_be_possible(recovery, StepKind.ASKED_AGAIN, at=at)
    message = agent_replies(recovery.conversation, actor, draft, at=at, about="recovery")
    invite = feedback.invite_for(message.pk, recovery.conversation.identity.address)
    if invite is None:
        raise actions.RecoveryError(gettext("The customer could not be asked again: the reply carries no faces."))
    actions.ask_again(recovery, invite, message, actor=actor, at=at)
    _settle(recovery, at)
    return message


@transaction.atomic
def publish(recovery: Recovery, url: str, *, actor: User, at: datetime) -> None:
    """It was said in public, there."""
    recovery = _locked(recovery)
    actions.publish(recovery, url, actor=actor, at=at)
    _finish(recovery, at)


@transaction.atomic
def learn(recovery: Recovery, lesson: str, *, actor: User, at: datetime) -> None:
    """Write down what we learned: the last thing that is missing when the customer has answered."""
    recovery = _locked(recovery)
    actions.do_step(recovery, StepKind.LEARNED, actor=actor, at=at, note=lesson)
    _finish(recovery, at)


@transaction.atomic
def reopen(recovery: Recovery, reason: str, *, actor: User, at: datetime) -> None:
    """It did not last: everything but the cause is done anew, and the leads hear of it."""
    recovery = _locked(recovery)
    actions.reopen(recovery, reason, actor=actor, at=at)
    conversations.reopen(recovery.conversation, actor=actor, at=at)
    happened("recovery.opened", recovery.conversation, at=at, about=recovery)
    triage.place(recovery.conversation, at=at)
    news = News(
        kind=Alert.Kind.UNHAPPY,
        key=f"{alert_key(recovery)}:{recovery.round}",
        headline=worded(gettext_lazy("Reopened: win back {customer}"), customer=recovery.conversation.customer),
        body=reason.strip()[:300],
        path=f"/recoveries/{recovery.pk}",
        conversation_id=recovery.conversation_id,
    )
    owners = [recovery.owner] if recovery.owner is not None and recovery.owner.is_active else []
    raise_alert(news, [user for user in [*owners, *team.leads()] if user.pk != actor.pk], at=at)


@transaction.atomic
def give(recovery: Recovery, kind: str, amount: int, reason: str, *, actor: User, at: datetime) -> Goodwill:
    """Give the customer something; what is over the actor's limit the leads are asked to allow."""
    recovery = _locked(recovery)
    given = actions.give(recovery, kind, amount, reason, actor=actor, at=at)
    if given.is_allowed is None:
        news = News(
            kind=Alert.Kind.HANDOVER,
            key=f"goodwill:{given.pk}",
            headline=worded(
                gettext_lazy("{who} asks to give {customer} {worth}"),
                who=actor.first_name,
                customer=recovery.conversation.customer,
                worth=worth(given),
            ),
            body=given.reason,
            path="/goodwill/",
            conversation_id=recovery.conversation_id,
        )
        raise_alert(news, [lead for lead in team.leads_on_duty() if lead.pk != actor.pk] or team.leads(), at=at)
    return given


@transaction.atomic
def decide(given: Goodwill, *, is_allowed: bool, actor: User, at: datetime) -> None:
    """A lead allows or refuses it; whoever asked is told."""
    row = actions.decide(given, is_allowed=is_allowed, actor=actor, at=at)
    alerts.settle(f"goodwill:{row.pk}", at=at)
    if row.given_by is None or not row.given_by.is_active or row.given_by.pk == actor.pk:
        return
    news = News(
        kind=Alert.Kind.HANDOVER,
        key=f"goodwill-decided:{row.pk}",
        headline=worded(
            gettext_lazy("{who} allows {worth}") if is_allowed else gettext_lazy("{who} does not allow {worth}"),
            who=actor.first_name,
            worth=worth(row),
        ),
        body=row.reason,
        path=f"/recoveries/{row.recovery_id}",
        conversation_id=row.recovery.conversation_id,
    )
    raise_alert(news, [row.given_by], at=at, by_mail=False)


def worth(given: Goodwill) -> str:
    return money_words(given.amount, given.currency)


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
    """Close recoveries whose second asking nobody answered within two weeks; answers how many. What still has an open
    step stays open, and is on the pile until its owner has done it."""
    closed = 0
    for pk in queries.awaiting_answer(at):
        with transaction.atomic():
            recovery = _locked(Recovery(pk=pk))
            if actions.nobody_answered(recovery, at=at):
                _tell_if_closed(recovery, at)
                _settle(recovery, at)
                closed += not recovery.is_open
    return closed


def _locked(recovery: Recovery) -> Recovery:
    """The recovery anew, after its conversation was locked."""
    conversation_id = Recovery.objects.values_list("conversation_id", flat=True).get(pk=recovery.pk)
    conversation = conversations.locked(conversation_id)
    fresh = Recovery.objects.get(pk=recovery.pk)
    fresh.conversation = conversation
    return fresh


def _finish(recovery: Recovery, at: datetime) -> None:
    """After a step: if the customer has answered and nothing is missing any more, that was the end."""
    actions.close_if_complete(recovery, at=at)
    _tell_if_closed(recovery, at)
    _settle(recovery, at)


def _tell_if_closed(recovery: Recovery, at: datetime) -> None:
    if not recovery.is_open:
        happened("recovery.closed", recovery.conversation, at=at, about=recovery)


def _settle(recovery: Recovery, at: datetime) -> None:
    """Somebody works on it, or it is over: the alerts are settled and the pile is put in order."""
    alerts.settle(alert_key(recovery), at=at)
    triage.place(recovery.conversation, at=at)


@transaction.atomic
def share(recovery: Recovery, words: str, *, actor: User, at: datetime) -> None:
    """Show the whole company how a customer was won back. Raises RecoveryError for what was not turned round."""
    recovery = _locked(recovery)
    actions.share(recovery, words, by=actor, at=at)


@transaction.atomic
def unshare(recovery: Recovery, *, actor: User, at: datetime) -> None:
    recovery = _locked(recovery)
    actions.unshare(recovery, by=actor, at=at)

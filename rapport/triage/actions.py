"""Writes of the triage room."""

import json
from datetime import datetime, timedelta

from rapport.conversations.models import Conversation
from rapport.feedback import queries as feedback
from rapport.feedback.models import Rating, Score
from rapport.platform import live, sql
from rapport.promises import queries as promises
from rapport.promises.models import Promise
from rapport.recovery import queries as recoveries
from rapport.recovery import rules as recovery_rules
from rapport.recovery.models import Recovery, StepKind
from rapport.triage import queries, rules
from rapport.triage.models import Placement
from rapport.triage.rules import Boost, Obligation

_PLACE = """
INSERT INTO triage_placement (conversation_id, inbox_id, assignee_id, waiting, rank_key, why, placed_at)
SELECT id, inbox_id, assignee_id, true, %s, %s, %s FROM conversations_conversation WHERE id = %s
ON CONFLICT (conversation_id) DO UPDATE SET inbox_id = EXCLUDED.inbox_id, assignee_id = EXCLUDED.assignee_id,
  waiting = true, rank_key = EXCLUDED.rank_key, why = EXCLUDED.why, placed_at = EXCLUDED.placed_at
"""


def place(conversation: Conversation, *, at: datetime, is_new: bool = False) -> Placement | None:
    """Put the conversation where it belongs on the pile, or take it off; None when it never was on it.

    A new conversation cannot have promises, ratings or a recovery yet, so these are not looked up.
    """
    target = timedelta(minutes=conversation.inbox.reply_target_minutes)
    obligations = _reply_owed(conversation, target)
    boosts = _own_boosts(conversation)
    is_owed, handovers = (False, 0) if is_new else queries.more_is_owed(conversation.pk)
    if handed := rules.handover_boost(handovers):
        boosts.append(handed)
    if is_owed:
        _add_promises(conversation, obligations, boosts)
        _add_unhappiness(conversation, target, obligations, boosts)
        _add_not_fixed(conversation, target, obligations)
    return _store(conversation, rules.rank(obligations, boosts), at)


def _reply_owed(conversation: Conversation, target: timedelta) -> list[Obligation]:
    """Nothing while it is put off: what we owe an unhappy customer, or have promised, is added all the same."""
    if conversation.is_later:
        return []
    owed = []
    if conversation.waiting_since is not None:
        owed.append(Obligation("Reply due", conversation.waiting_since + target))
    if conversation.woke_at is not None:
        owed.append(Obligation("Woke: to be looked at again", conversation.woke_at))
    return owed


def _own_boosts(conversation: Conversation) -> list[Boost]:
    boosts = []
    if conversation.is_complaint:
        boosts.append(Boost("Complaint", rules.COMPLAINT_HOURS))
    if conversation.reopened_at is not None:
        boosts.append(Boost("Reopened", rules.REOPENED_HOURS))
    own = [rules.priority_boost(conversation.priority), rules.repeat_boost(conversation.nth_contact)]
    return [*boosts, *(boost for boost in own if boost is not None)]


def _add_promises(conversation: Conversation, obligations: list[Obligation], boosts: list[Boost]) -> None:
    for promise in promises.open_of(conversation):
        is_far = conversation.is_later and promise.nearing_at is None and promise.broken_at is None
        if promise.kind != Promise.Kind.FIRST_WORD and not is_far:
            near = rules.NEAR_PROMISE_HOURS if promise.nearing_at is not None else 0
            obligations.append(Obligation("Promise due", promise.due_at, near))
        if promise.broken_at is not None:
            boosts.append(Boost("Broken promise", rules.BROKEN_PROMISE_HOURS))


def _add_unhappiness(
    conversation: Conversation, target: timedelta, obligations: list[Obligation], boosts: list[Boost]
) -> None:
    recovery = recoveries.open_of(conversation)
    if recovery is not None:
        boosts.append(Boost("Likely unhappy" if recovery.is_likely else "Unhappy", rules.BAD_HOURS))
        step = _step_owed(recovery)
        if step is not None:
            # The first human word is promised within the hour, so it goes before every complaint from the start.
            near = rules.NEAR_PROMISE_HOURS if step == StepKind.CONTACTED else 0
            obligations.append(Obligation(recovery_rules.WORDS[step], recovery.due_at, near))
        return
    rating = _unanswered_not_quite(conversation)
    if rating is not None:
        obligations.append(Obligation("Answer to “Not quite” due", rating.changed_at + target))
        boosts.append(Boost("Not quite happy", rules.NOT_QUITE_HOURS))


def _add_not_fixed(conversation: Conversation, target: timedelta, obligations: list[Obligation]) -> None:
    """Until somebody has written to the customer since."""
    said = feedback.stands_of(conversation.pk)
    if said is None or said.is_fixed or conversation.is_done:
        return
    if not conversation.messages.filter(kind="reply", at__gt=said.at).exists():
        due = said.at + target
        obligations.append(Obligation("Not fixed, says the customer", due, rules.NEAR_PROMISE_HOURS))


def _step_owed(recovery: Recovery) -> str | None:
    """Nothing while the customer has to answer."""
    done = {step.kind for step in recovery.current_steps}
    if StepKind.ASKED_AGAIN in done and recovery.heard_at is None:
        return None
    return recovery_rules.next_step(done, recovery.required)


def _unanswered_not_quite(conversation: Conversation) -> Rating | None:
    """The newest rating, if it says "Not quite" and nobody has written to the customer since."""
    newest = (
        Rating.objects.filter(conversation=conversation, state__in=Rating.COUNTED, acted_on_at__isnull=False)
        .order_by("-changed_at")
        .first()
    )
    if newest is None or newest.score != Score.NOT_QUITE:
        return None
    answered = conversation.messages.filter(kind="reply", at__gt=newest.changed_at).exists()
    return None if answered or conversation.is_done else newest


def _store(conversation: Conversation, ranked: rules.Rank | None, at: datetime) -> Placement | None:
    if ranked is None:
        Placement.objects.filter(pk=conversation.pk, waiting=True).update(waiting=False, placed_at=at)
        placement = None
    else:
        placement = Placement(
            conversation=conversation,
            inbox_id=conversation.inbox_id,
            assignee_id=conversation.assignee_id,
            waiting=True,
            rank_key=ranked.key,
            why=ranked.why,
            placed_at=at,
        )
        sql.run(_PLACE, [ranked.key, json.dumps(ranked.why), at, conversation.pk])
    live.changed(["pile", f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)
    return placement

"""Something that was done to conversations is taken back."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from rapport.changes import actions as changes
from rapport.changes import queries as journal
from rapport.changes.actions import ChangeError
from rapport.changes.models import Change, Step
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.flows import join
from rapport.flows.act import Outcome, are_too_many, tell
from rapport.flows.deeds import Verb
from rapport.team.models import User
from rapport.triage import actions as triage

WHOLE: dict[str, Callable[..., None]] = {
    Verb.MERGE: join.unmerge,
    Verb.SPLIT: join.unsplit,
    Verb.LINK: join.relink,
    Verb.UNLINK: join.relink,
}
CHANGED_SINCE = "It has been changed since, so it stays as it is now."


@transaction.atomic
def undo(pk: int, *, actor: User, at: datetime) -> Outcome:
    """Give every conversation back what the change took, where its state is still what the change left; the others
    are told. Itself a change. Raises ChangeError when it is too late or was done before."""
    change = changes.locked(pk)
    steps = journal.steps_of(change)
    _must_be_allowed(change, steps, actor)
    changes.mark_undone(change, actor=actor, at=at)
    outcome = Outcome(changes.begin(Verb.UNDO, actor=actor, at=at, data={"change": change.pk}))
    if change.verb in WHOLE:
        _take_back_whole(change, outcome, actor, at)
        return outcome
    seen = set(queries.visible_inbox_ids(actor))
    for step in steps:
        one = conversations.locked_exactly(step.conversation_id)
        if one.inbox_id not in seen:
            continue
        if not _is_as_left(one, step):
            outcome.refused.append((one, CHANGED_SINCE))
        else:
            _put_back(one, step, change, outcome, actor, at)
    return outcome


def _take_back_whole(change: Change, outcome: Outcome, actor: User, at: datetime) -> None:
    """What moved more than values goes back as a whole, or not at all."""
    try:
        WHOLE[change.verb](change, outcome, actor=actor, at=at)
    except ConversationError as problem:
        raise ChangeError(str(problem)) from None
    for one in outcome.done:
        changes.tell_undone(change, one, actor=actor, at=at)


def _must_be_allowed(change: Change, steps: list[Step], actor: User) -> None:
    """People of other companies take back what they did themselves, and little at a time."""
    if actor.is_partner and (change.actor_id != actor.pk or are_too_many(steps, actor)):
        raise ChangeError(gettext("You may only undo what you did yourself."))


def _is_as_left(one: Conversation, step: Step) -> bool:
    """Nobody has changed it since, nor made it part of another one."""
    now = conversations.state_of(one)
    is_stub = one.merged_into_id is not None and "merged_into_id" not in step.after
    return not is_stub and all(now[name] == value for name, value in step.after.items())


def _put_back(one: Conversation, step: Step, change: Change, outcome: Outcome, actor: User, at: datetime) -> None:
    inbox_id = one.inbox_id
    conversations.put_back(one, step.before)
    if "inbox_id" in step.before:
        one = conversations.locked_exactly(one.pk)
    if outcome.change is not None:
        changes.add_step(outcome.change, one, step.after, step.before)
    changes.tell_undone(change, one, actor=actor, at=at)
    triage.place(one, at=at)
    tell(one, also=[inbox_id])
    outcome.done.append(one)

"""Somebody does something to one conversation or to many, and it can be undone."""

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from rapport.alerts import actions as alerts
from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.changes import actions as changes
from rapport.changes.models import Change
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.flows.deeds import PLACED, Deed, Doer, Hand, Verb, doer
from rapport.flows.happened import happened
from rapport.flows.raise_alert import raise_alert
from rapport.labels.actions import LabelError
from rapport.labels.rules import FieldProblem
from rapport.platform import live
from rapport.platform.said import worded
from rapport.team.models import User
from rapport.team.rules import most_at_once
from rapport.triage import actions as triage

REFUSALS = (ConversationError, LabelError, FieldProblem)
MOST_AT_ONCE = 200


@dataclass
class Outcome:
    """What came of it: `change` None when nothing changed; `refused` with the reason for each."""

    change: Change | None = None
    done: list[Conversation] = field(default_factory=list)
    refused: list[tuple[Conversation, str]] = field(default_factory=list)


@transaction.atomic
def act(deed: Deed, on: Sequence[int], *, actor: User, at: datetime, change: Change | None = None) -> Outcome:
    """Do the deed to each of these conversations that the actor sees and that allows it; the others are told.

    `change` goes on with one that was begun before. Raises one of REFUSALS when it cannot be done to any.
    """
    must_be_few(on, actor)
    do = doer(deed, Hand(actor, at))
    seen = set(queries.visible_inbox_ids(actor))
    begun = change or changes.begin(deed.verb, actor=actor, at=at, data={"value": deed.value})
    outcome = Outcome(begun)
    for pk in sorted(set(on)):
        one = _found(pk, seen)
        if one is None:
            continue
        try:
            with transaction.atomic():
                _do(do, one, begun, deed, at, outcome)
        except REFUSALS as problem:
            outcome.refused.append((one, str(problem)))
    if not outcome.done and change is None:
        changes.drop(begun)
        outcome.change = None
    if deed.verb == Verb.ASSIGN and outcome.done:
        tell_who_got_it(outcome.done, actor, at)
    return outcome


def must_be_few(on: Sequence[int], actor: User) -> None:
    """Raises ConversationError: people of other companies change few conversations at a time (S15)."""
    if are_too_many(on, actor):
        raise ConversationError(
            gettext("You may change %(most)s conversations at a time.") % {"most": most_at_once(actor.role)}
        )


def are_too_many(on: Sized, actor: User) -> bool:
    """Whether these are more than the actor's role may change at once."""
    most = most_at_once(actor.role)
    return most is not None and len(on) > most


def _found(pk: int, seen: set[int]) -> Conversation | None:
    """Locked, and of an inbox that is seen now that it is locked: what was moved away meanwhile is not there."""
    try:
        one = conversations.locked(pk)
    except Conversation.DoesNotExist:
        return None
    return one if one.inbox_id in seen else None


def _do(do: Doer, one: Conversation, change: Change, deed: Deed, at: datetime, outcome: Outcome) -> None:
    before, inbox_id = conversations.state_of(one), one.inbox_id
    do(one)
    was, now = conversations.difference(before, conversations.state_of(one))
    if not was:
        return
    changes.add_step(change, one, was, now)
    for event in events_of(was, now):
        happened(event, one, at=at)
    if deed.verb == Verb.ASSIGN and one.assignee_id is not None:
        alerts.climbs_no_further(one.pk, at=at)
    if deed.verb in PLACED:
        triage.place(one, at=at)
    tell(one, also=[inbox_id])
    outcome.done.append(one)


def events_of(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What has happened when these values changed, for rules and other systems."""
    found = []
    if "done" in (was.get("status"), now.get("status")):
        found.append("conversation.closed" if now["status"] == "done" else "conversation.reopened")
    elif now.get("custom_status"):
        found.append("conversation.status")
    if "assignee_id" in now:
        found.append("conversation.assigned")
    if "tag_names" in now:
        found.append("conversation.tagged")
    return found


def tell(one: Conversation, also: Iterable[int] = ()) -> None:
    """Whoever looks at it, or at a list of its inbox, sees it anew; those who lost it too."""
    for inbox_id in {one.inbox_id, *also}:
        live.changed(["pile", f"conversation-{one.pk}"], inbox_id=inbox_id)


def tell_who_got_it(done: list[Conversation], actor: User, at: datetime) -> None:
    """Whoever was given these by somebody else."""
    agent, first = done[0].assignee, done[0]
    if agent is None or agent.pk == actor.pk:
        return
    is_one = len(done) == 1
    news = News(
        kind=Alert.Kind.HANDOVER,
        key=f"assigned:{first.pk}:{at.isoformat()}",
        headline=worded(gettext_lazy("{who} gave you {reference}"), who=actor.first_name, reference=first.reference)
        if is_one
        else worded(gettext_lazy("{who} gave you {count} conversations"), who=actor.first_name, count=len(done)),
        body=first.subject if is_one else gettext_lazy("They stand under Mine."),
        path=f"/conversations/{first.reference}" if is_one else "/mine/",
        conversation_id=first.pk,
    )
    raise_alert(news, [agent], at=at, by_mail=False)

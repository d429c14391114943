"""Two conversations of one customer become one, one becomes two, or two are linked; all of it can be taken back."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from rapport.changes import actions as changes
from rapport.changes.models import Change
from rapport.channels.email.models import OutboundMail
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError, join
from rapport.conversations.models import Conversation, Message, Participant
from rapport.feedback.models import Rating, RatingInvite
from rapport.flows.act import Outcome, tell
from rapport.flows.deeds import Verb
from rapport.promises.models import Promise
from rapport.recovery import queries as recoveries
from rapport.recovery.models import Recovery
from rapport.retention import actions as retention
from rapport.team.models import User
from rapport.triage import actions as triage
from rapport.writing.models import Draft

# All that hangs on a conversation and goes along, and what of it goes along with single messages.
CARRIED: dict[str, type[models.Model]] = {
    "messages": Message,
    "invites": RatingInvite,
    "ratings": Rating,
    "promises": Promise,
    "recoveries": Recovery,
    "mails": OutboundMail,
    "drafts": Draft,
    "participants": Participant,
}
OF_MESSAGES = {"invites": "message__in", "ratings": "invite__message__in", "mails": "message__in"}


@transaction.atomic
def merge(gone_pks: Sequence[int], kept_pk: int, *, actor: User, at: datetime) -> Outcome:
    """These conversations become part of the one that is kept, each with everything; those that cannot are told.

    Raises ConversationError when it cannot be at all.
    """
    found = _locked([*gone_pks, kept_pk], actor)
    kept = found.pop(kept_pk, None)
    if kept is None or kept.merged_into_id is not None:
        raise ConversationError(gettext("There is no such conversation to merge into."))
    change = changes.begin(Verb.MERGE, actor=actor, at=at, data={"into": kept.pk})
    outcome = Outcome(change)
    before, moved = conversations.state_of(kept), {}
    for gone in found.values():
        if reason := _hindrance(gone, kept):
            outcome.refused.append((gone, reason))
            continue
        was = conversations.state_of(gone)
        moved[str(gone.pk)] = _carry_all(gone, kept)
        retention.keep_along(gone, kept)
        join.absorb(gone, kept, actor=actor, at=at)
        changes.add_step(change, gone, *conversations.difference(was, conversations.state_of(gone)))
        outcome.done.append(gone)
    if not outcome.done:
        changes.drop(change)
        return Outcome(None, [], outcome.refused)
    changes.add_step(change, kept, *conversations.difference(before, conversations.state_of(kept)))
    changes.note(change, {"moved": moved})
    _place([*outcome.done, kept], at)
    return outcome


def _locked(pks: Iterable[int], actor: User) -> dict[int, Conversation]:
    """In the order of their ids, whoever asks, so that nobody waits for each other; only what the actor sees."""
    seen = set(queries.visible_inbox_ids(actor))
    rows: dict[int, Conversation] = {}
    for pk in sorted(set(pks)):
        with suppress(Conversation.DoesNotExist):  # as one that is not seen: nobody is told which there are
            rows[pk] = conversations.locked_exactly(pk)
    return {pk: one for pk, one in rows.items() if one.inbox_id in seen}


def _hindrance(gone: Conversation, kept: Conversation) -> str:
    """Why the two cannot become one; '' when they can."""
    if gone.merged_into_id is not None:
        return "It is part of another conversation already."
    if gone.customer_id != kept.customer_id:
        return "It is another customer’s. If both are one person, merge the customers first."
    if recoveries.open_of(gone) and recoveries.open_of(kept):
        return "In both an unhappy customer is being won back. Finish one of the two first."
    return ""


def _carry_all(gone: Conversation, kept: Conversation) -> dict[str, list[int]]:
    """Everything but what the other one has already: the same participant, a draft of the same person and kind."""
    moved = {"participants": join.carry_participants(gone, kept)}
    clashing = _clashing(gone, kept)
    for name, model in CARRIED.items():
        if name != "participants":
            where = Q(conversation=gone) & (~Q(pk__in=clashing) if name == "drafts" else Q())
            moved[name] = join.carry(model, where, kept)
    return moved


def _clashing(gone: Conversation, kept: Conversation) -> list[int]:
    """Unsent drafts whose author has one of the same kind where it would go; they wait with the other for an undo."""
    there = Draft.objects.filter(conversation=kept, author=OuterRef("author"), kind=OuterRef("kind"), send_at=None)
    rows = Draft.objects.filter(Exists(there), conversation=gone, send_at=None)
    return list(rows.values_list("pk", flat=True))


def unmerge(change: Change, outcome: Outcome, *, actor: User, at: datetime) -> None:
    """Exactly what moved goes back, at any time; what came later stays. Raises ConversationError."""
    moved: dict[str, Any] = change.data.get("moved", {})
    kept_pk = int(change.data["into"])
    steps = {step.conversation_id: step for step in change.steps.all()}
    found = _locked([*map(int, moved), kept_pk], actor)
    kept = found.pop(kept_pk, None)
    if kept is None or len(found) != len(moved):
        raise ConversationError(gettext("You do not see all of these conversations, so ask somebody who does."))
    if kept.merged_into_id is not None:
        raise ConversationError(gettext("It became part of another conversation since. Take that apart first."))
    for pk, gone in found.items():
        for name, ids in moved[str(pk)].items():
            join.carry(CARRIED[name], Q(pk__in=ids, conversation=kept), gone)
        retention.keep_along(kept, gone)
        conversations.put_back(gone, steps[pk].before)
        join.take_turn_anew(gone)
        join.separate(gone, kept, actor=actor, at=at)
        outcome.done.append(gone)
    _put_back_where_untouched(kept, steps[kept.pk].before, steps[kept.pk].after)
    join.take_turn_anew(kept)
    _place([*outcome.done, kept], at)


def _put_back_where_untouched(one: Conversation, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What somebody decided since stays; the rest is as it was."""
    now = conversations.state_of(one)
    same = {name: value for name, value in before.items() if now[name] == after[name]}
    if same:
        conversations.put_back(one, same)


@transaction.atomic
def split(pk: int, ids: Sequence[int], *, subject: str, actor: User, at: datetime) -> Outcome:
    """These messages become a conversation of their own, with their mails and ratings. Raises ConversationError."""
    source = _locked([pk], actor).get(pk)
    if source is None or source.merged_into_id is not None:
        raise ConversationError(gettext("There is no such conversation."))
    chosen = join.messages_named(source, ids)
    _must_be_splittable(source, chosen)
    before = conversations.state_of(source)
    own = join.split_off(source, chosen[0], subject, actor=actor, at=at)
    moved = {"messages": join.carry(Message, Q(pk__in=[one.pk for one in chosen]), own)}
    for name, of_message in OF_MESSAGES.items():
        moved[name] = join.carry(CARRIED[name], Q(conversation=source, **{of_message: chosen}), own)
    for one in (own, source):
        join.take_turn_anew(one)
    retention.keep_along(source, own)
    change = changes.begin(Verb.SPLIT, actor=actor, at=at, data={"from": source.pk, "to": own.pk, "moved": moved})
    changes.add_step(change, source, *conversations.difference(before, conversations.state_of(source)))
    changes.add_step(change, own, {}, {})
    _place([own, source], at)
    return Outcome(change, [own])


def _must_be_splittable(source: Conversation, chosen: Sequence[Message]) -> None:
    if not chosen:
        raise ConversationError(gettext("Choose the messages that are about something else."))
    if len(chosen) == source.messages.count():
        raise ConversationError(gettext("Leave at least one message here."))
    if any(one.held for one in chosen):
        raise ConversationError(
            gettext("A held message is made a conversation of its own where it stands, with its button.")
        )
    if recoveries.is_about(chosen):
        raise ConversationError(
            gettext("An unhappy rating of one of these replies is being worked on here, so it stays here.")
        )


def unsplit(change: Change, outcome: Outcome, *, actor: User, at: datetime) -> None:
    """All of the younger one goes back, with what came since; it lives on in the older. Raises ConversationError."""
    own_pk, source_pk = int(change.data["to"]), int(change.data["from"])
    found = _locked([own_pk, source_pk], actor)
    own, source = found.get(own_pk), found.get(source_pk)
    if own is None or source is None or own.merged_into_id or source.merged_into_id:
        raise ConversationError(
            gettext("One of the two became part of another conversation since. Take that apart first.")
        )
    if reason := _hindrance(own, source):
        raise ConversationError(reason)
    _carry_all(own, source)
    retention.keep_along(own, source)
    join.absorb(own, source, actor=actor, at=at)
    join.take_turn_anew(source)
    _place([own, source], at)
    outcome.done.append(source)


@transaction.atomic
def link(pk: int, other_pk: int, *, actor: User, at: datetime, is_on: bool = True) -> Outcome:
    """Each shows the other from now on, or no more. Raises ConversationError."""
    found = _locked([pk, other_pk], actor)
    one, other = found.get(pk), found.get(other_pk)
    if one is None or other is None:
        raise ConversationError(gettext("There is no such conversation."))
    done = (join.link if is_on else join.unlink)(one, other, actor=actor, at=at)
    if not done:
        return Outcome()
    change = changes.begin(Verb.LINK if is_on else Verb.UNLINK, actor=actor, at=at, data={"pair": [pk, other_pk]})
    for each in (one, other):
        changes.add_step(change, each, {}, {})
        tell(each)
    return Outcome(change, [other])


def relink(change: Change, outcome: Outcome, *, actor: User, at: datetime) -> None:
    """The link of before, or none. Raises ConversationError."""
    found = _locked(change.data["pair"], actor)
    if len(found) < 2:
        raise ConversationError(gettext("You do not see both of these conversations."))
    one, other = found.values()
    (join.unlink if change.verb == Verb.LINK else join.link)(one, other, actor=actor, at=at)
    for each in (one, other):
        tell(each)
        outcome.done.append(each)


def _place(found: Iterable[Conversation], at: datetime) -> None:
    for one in found:
        triage.place(one, at=at)
        tell(one)

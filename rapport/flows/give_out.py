"""Conversations find somebody: who asks for the next one gets it, and an inbox may give its new ones out by itself."""

from datetime import datetime

from django.db import transaction

from rapport.alerts import actions as alerts
from rapport.changes import actions as changes
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation, Inbox
from rapport.flows.act import MOST_AT_ONCE, tell
from rapport.flows.deeds import Verb
from rapport.labels import queries as labels
from rapport.team.models import User
from rapport.triage import queries as triage

LOOKED_AT, NEAR_THE_TOP = 2000, 50


@transaction.atomic
def take_next(user: User, *, at: datetime) -> Conversation | None:
    """The top unassigned conversation that the user sees becomes theirs; two who ask at once get two.

    Near the top, one that asks for what the user does not know is left to others, unless there is nothing else. The
    rows of others who ask are skipped, not waited for. None when nothing waits.
    """
    ids = None if user.is_lead else queries.visible_inbox_ids(user)
    suited = queries.suited(user, triage.ids(ids, limit=NEAR_THE_TOP, unassigned=True), labels.labels())
    pk = triage.top_unassigned(ids, among=suited) or triage.top_unassigned(ids)
    if pk is None:
        return None
    found = conversations.locked(pk)
    before = conversations.state_of(found)
    conversations.assign(found, user, actor=user, at=at)
    alerts.climbs_no_further(found.pk, at=at)
    change = changes.begin(Verb.ASSIGN, actor=user, at=at, data={"value": user.pk})
    changes.add_step(change, found, *conversations.difference(before, conversations.state_of(found)))
    tell(found)
    return found


def give_out(conversation: Conversation, *, at: datetime) -> User | None:
    """Give a conversation that nobody has to somebody, if its inbox wants that: on duty, seeing the inbox, knowing what
    it, type, tags and rules ask for, and with room. The caller holds the lock. Who gave and why stands in the timeline.

    One at a time per inbox: its row is locked, so that two mails at once are not both given to the same person.
    """
    if conversation.assignee_id is not None or conversation.inbox.giving == Inbox.Giving.OFF:
        return None
    conversations.lock_giving(conversation.inbox_id)
    choice = conversations.choose(conversation)
    if choice is None:
        return None
    why = {"how": conversation.inbox.giving, "waiting": choice.waiting, "skills": choice.skills}
    try:
        conversations.assign(conversation, choice.user, actor=None, at=at, why=why)
    except ConversationError:
        return None  # lost the inbox between the choice and now
    conversations.note_turn(conversation.inbox, choice.user, at=at)
    return choice.user


@transaction.atomic
def take_back(user: User, *, at: datetime) -> int:
    """Somebody goes off duty: what waits in inboxes that want it so is nobody's again, and given out anew."""
    taken = 0
    for pk in queries.waiting_to_take_back(user):
        one = conversations.locked(pk)
        if one.assignee_id != user.pk or one.waiting_since is None:
            continue
        conversations.assign(one, None, actor=None, at=at, why={"how": "off_duty", "from": user.pk})
        give_out(one, at=at)
        tell(one)
        taken += 1
    return taken


def sweep(*, at: datetime) -> int:
    """What came while nobody was there or had room is given out as soon as somebody is and has."""
    inboxes = queries.giving_inbox_ids()
    waiting = triage.ids(inboxes, limit=LOOKED_AT, unassigned=True) if inboxes else []
    # What nobody there knows does not keep others from being given out.
    return sum(_give_out_alone(pk, at) for pk in queries.somebody_is_able(waiting, labels.labels())[:MOST_AT_ONCE])


@transaction.atomic
def _give_out_alone(pk: int, at: datetime) -> bool:
    one = conversations.locked(pk)
    if one.waiting_since is None or one.is_later or give_out(one, at=at) is None:
        return False
    tell(one)
    return True

"""Somebody acts on an alert by a link in its mail, without a sign-in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext

from rapport.alerts import actions as alerts
from rapport.alerts import one_touch
from rapport.alerts.models import Alert, Touch
from rapport.conversations import actions as conversations
from rapport.conversations import queries
from rapport.conversations.actions import ConversationError
from rapport.conversations.models import Conversation
from rapport.feedback.models import Rating
from rapport.flows import recover
from rapport.flows.act import act
from rapport.flows.deeds import Deed, Verb
from rapport.flows.note_is_written import note_is_written
from rapport.platform import events
from rapport.platform.said import in_language_of
from rapport.recovery import queries as recoveries
from rapport.team.models import User
from rapport.team.rules import May
from rapport.triage import actions as triage


class State(StrEnum):
    """What a link can still do."""

    READY = "ready"
    USED = "used"
    OVER = "over"
    TAKEN = "taken"


@dataclass(frozen=True)
class Seen:
    """What stands behind a link: it acts in the name of `user`. `holder` has the matter now."""

    alert: Alert
    deed: Touch.Deed
    conversation: Conversation
    state: State
    holder: User | None

    @property
    def user(self) -> User:
        return self.alert.user


def look(token: str, *, at: datetime) -> Seen | None:
    """Changes nothing. None for a link that we never made, and for people who may no longer act on this: they left,
    have another role or password, or do not see the inbox any more."""
    found = one_touch.read(token)
    if found is None or not one_touch.may_carry(found[0]):
        return None
    alert, deed = found
    conversation = _about(alert)
    if conversation is None or not _may_act(alert.user, conversation):
        return None
    return _seen(alert, deed, conversation, at)


def _about(alert: Alert) -> Conversation | None:
    """The conversation, or the one it became part of."""
    rows = Conversation.objects.select_related("inbox", "customer", "assignee")
    found = rows.filter(pk=alert.conversation_id or 0).first()
    while found is not None and found.merged_into_id is not None:
        found = rows.filter(pk=found.merged_into_id).first()
    return found


def _may_act(user: User, conversation: Conversation) -> bool:
    able = user.is_active and user.may(May.WORK) and user.may(May.WRITE)
    return able and queries.visible_to(user).filter(pk=conversation.pk).exists()


def _seen(alert: Alert, deed: Touch.Deed, conversation: Conversation, at: datetime) -> Seen:
    holder = _holder(conversation)
    if one_touch.is_over(alert, at):
        state = State.OVER
    elif alerts.was_used(alert, deed):
        state = State.USED
    elif alert.settled_at is not None and (holder is None or holder.pk != alert.user_id):
        state = State.TAKEN
    else:
        state = State.READY
    return Seen(alert, deed, conversation, state, holder)


def _holder(conversation: Conversation) -> User | None:
    recovery = recoveries.open_of(conversation)
    return (recovery.owner if recovery is not None else None) or conversation.assignee


@transaction.atomic
def touch(token: str, *, to: int | None = None, at: datetime) -> tuple[Seen, bool] | None:
    """Do what the link is for, once, in the name of its reader; whether it was done. `to`: whom it is assigned to.

    Raises ConversationError when that person cannot have it; then the link is as good as before.
    """
    before = look(token, at=at)
    if before is None:
        return None
    conversation = conversations.locked(before.conversation.pk)
    alert = Alert.objects.select_related("user").get(pk=before.alert.pk)
    seen = _seen(alert, before.deed, conversation, at)
    if not _may_act(alert.user, conversation):
        return None
    if seen.state != State.READY:
        return seen, False
    owner = _chosen(conversation, to) if seen.deed == Touch.Deed.ASSIGN else alert.user
    if not alerts.use(alert, seen.deed, at=at):
        return seen, False
    data = {"alert": alert.pk, "deed": seen.deed, "to": owner.pk}
    events.record("alerts.acted_by_mail", at=at, actor_id=alert.user_id, conversation_id=conversation.pk, data=data)
    with in_language_of(alert.user.language):
        _give(conversation, owner, alert.user, at)
        if seen.deed == Touch.Deed.CALL:
            words = gettext("I call %(customer)s.") % {"customer": conversation.customer}
            note_is_written(conversation, alert.user, words.replace("@", "(at)"), at=at)
    alerts.settle(alert.key, at=at)
    return _seen(alert, seen.deed, conversations.locked(conversation.pk), at), True


def numbers(conversation: Conversation) -> list[str]:
    """Where the customer can be called: first the number that was left with a rating, the newest first."""
    left = Rating.objects.filter(conversation=conversation).exclude(phone="").order_by("-pk")
    known = [*left.values_list("phone", flat=True)[:3], conversation.customer.phone]
    return list(dict.fromkeys(filter(None, known)))


def _chosen(conversation: Conversation, to: int | None) -> User:
    found = next((user for user in queries.who_answer(conversation.inbox) if user.pk == to), None)
    if found is None:
        raise ConversationError(gettext("This person is no longer here. Choose somebody else."))
    return found


def _give(conversation: Conversation, owner: User, actor: User, at: datetime) -> None:
    recovery = recoveries.open_of(conversation)
    if recovery is not None:
        recover.hand_over(recovery, owner, actor=actor, at=at)
        return
    outcome = act(Deed(Verb.ASSIGN, owner.pk), [conversation.pk], actor=actor, at=at)
    if outcome.refused:
        raise ConversationError(outcome.refused[0][1])
    triage.place(conversation, at=at)

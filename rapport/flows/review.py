"""What answers teach: somebody says why one was poor, reads it, decides what we do, shares praise."""

from datetime import date, datetime

from django.db import transaction

from rapport.campaigns.models import Outreach
from rapport.conversations import actions as conversations
from rapport.feedback.models import Rating
from rapport.flows import prevent
from rapport.learning import actions as learning
from rapport.learning.models import Item, Reason, Source
from rapport.platform import live
from rapport.recovery import queries as recoveries
from rapport.recovery.models import Prevention
from rapport.team.models import User

PAGE = "feedback-review"


@transaction.atomic
def name_reason(rating: Rating, reason: Reason | None, source: Source, *, actor: User, at: datetime) -> None:
    """Somebody of us says why it was poor, or no reason any more."""
    conversation = conversations.locked(rating.conversation_id)
    if reason is None:
        learning.take_back(rating, source, by=actor, at=at)
    else:
        learning.give(rating, reason, source, by=actor, at=at)
    live.changed([f"message-{rating.invite.message_id}", PAGE], inbox_id=conversation.inbox_id)


@transaction.atomic
def name_what_was_heard(
    outreach: Outreach, reason: Reason | None, source: Source, *, actor: User, at: datetime
) -> None:
    """Somebody of us says what an answer to a campaign is about, or nothing any more."""
    if outreach.conversation_id is None:
        return
    conversation = conversations.locked(outreach.conversation_id)
    if reason is None:
        learning.unhear(outreach, source, by=actor, at=at)
    else:
        learning.hear(outreach, reason, source, by=actor, at=at)
    live.changed([f"conversation-{conversation.pk}"], inbox_id=conversation.inbox_id)


@transaction.atomic
def read(item: Item, *, actor: User, at: datetime) -> None:
    conversation = conversations.locked(item.rating.conversation_id)
    learning.read(item, by=actor, at=at)
    live.changed([PAGE, "folders"], inbox_id=conversation.inbox_id)


@transaction.atomic
def commit(item: Item, text: str, *, owner: User, due_on: date, actor: User, at: datetime) -> Prevention:
    """What we do stands in the register of the whole company; a customer who is being won back is told when it is
    done."""
    conversation = conversations.locked(item.rating.conversation_id)
    known = recoveries.open_of(conversation)
    made = prevent.commit(text, owner=owner, due_on=due_on, actor=actor, at=at, recovery=known)
    learning.decide(learning.locked(item), prevention=made, why_nothing="", by=actor, at=at)
    live.changed([PAGE, "folders"], inbox_id=conversation.inbox_id)
    return made


@transaction.atomic
def join(item: Item, prevention: Prevention, *, actor: User, at: datetime) -> None:
    """What is promised already covers this one, too."""
    conversation = conversations.locked(item.rating.conversation_id)
    known = recoveries.open_of(conversation)
    prevent.concern(prevention, known)
    learning.decide(learning.locked(item), prevention=prevention, why_nothing="", by=actor, at=at)
    live.changed([PAGE, "folders"], inbox_id=conversation.inbox_id)


@transaction.atomic
def do_nothing(item: Item, why: str, *, actor: User, at: datetime) -> None:
    conversation = conversations.locked(item.rating.conversation_id)
    learning.decide(learning.locked(item), prevention=None, why_nothing=why, by=actor, at=at)
    live.changed([PAGE, "folders"], inbox_id=conversation.inbox_id)


@transaction.atomic
def share(item: Item, shared: bool, *, actor: User, at: datetime) -> None:
    conversation = conversations.locked(item.rating.conversation_id)
    learning.share(learning.locked(item), shared, by=actor, at=at)
    live.changed([PAGE], inbox_id=conversation.inbox_id)

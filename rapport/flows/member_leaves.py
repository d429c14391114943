"""Somebody leaves: the account is closed, and what they had in hand goes back to everybody."""

from datetime import datetime

from django.db import transaction

from rapport.alerts import actions as alerts
from rapport.conversations import actions as conversations
from rapport.conversations.queries import in_hand_of
from rapport.platform import live
from rapport.team import actions as team
from rapport.team.models import User
from rapport.triage import actions as triage


@transaction.atomic
def member_leaves(user: User, *, actor: User | None, at: datetime) -> int:
    """Close the account; answers how many conversations were handed back. Raises TeamError for the last owner."""
    team.deactivate(user, actor=actor, at=at)
    alerts.forget_devices(user)
    mine = in_hand_of(user)
    for pk in mine:
        conversation = conversations.locked(pk)
        conversations.assign(conversation, None, actor=actor, at=at)
        triage.place(conversation, at=at)
    if mine:
        live.changed(["pile"])
    return len(mine)

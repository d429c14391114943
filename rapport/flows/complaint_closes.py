"""A complaint is closed: with what was learned, and with somebody who sees to it that it does not happen again."""

from datetime import date, datetime

from django.db import transaction

from rapport.conversations import actions as conversations
from rapport.flows import prevent
from rapport.recovery import actions as recoveries
from rapport.recovery import queries
from rapport.recovery.models import Complaint, Prevention
from rapport.team.models import User


@transaction.atomic
def commit(
    complaint: Complaint, lesson: str, text: str, *, owner: User, due_on: date, actor: User, at: datetime
) -> Prevention:
    """With a new commitment, of which a customer who is being won back is told when it is done. Raises
    RecoveryError."""
    one, lesson = _locked(complaint), recoveries.checked_lesson(lesson)
    recoveries.must_be_open(one)
    known = queries.open_of(one.conversation)
    made = prevent.commit(text, owner=owner, due_on=due_on, actor=actor, at=at, recovery=known)
    recoveries.close_complaint(one, lesson, made, by=actor, at=at)
    return made


@transaction.atomic
def join(complaint: Complaint, lesson: str, prevention: Prevention, *, actor: User, at: datetime) -> None:
    """What is promised already covers this one, too. Raises RecoveryError."""
    one = _locked(complaint)
    recoveries.close_complaint(one, lesson, prevention, by=actor, at=at)
    prevent.concern(prevention, queries.open_of(one.conversation))


@transaction.atomic
def take_out(complaint: Complaint, why: str, *, actor: User, at: datetime) -> None:
    recoveries.take_out(_locked(complaint), why, by=actor, at=at)


@transaction.atomic
def reopen(complaint: Complaint, *, actor: User, at: datetime) -> None:
    recoveries.reopen_complaint(_locked(complaint), by=actor, at=at)


def _locked(complaint: Complaint) -> Complaint:
    conversations.locked(complaint.conversation_id)
    return recoveries.locked_complaint(complaint)

"""The register of complaints: what came in, what was learned of it, and who sees to it that never happens again."""

from datetime import datetime

from django.utils.translation import gettext

from rapport.conversations.models import Conversation
from rapport.platform import events
from rapport.recovery.actions.steps import RecoveryError
from rapport.recovery.models import Complaint, Prevention
from rapport.team.models import User

LESSON, WHY = 600, 300


def register(conversation: Conversation, *, at: datetime) -> None:
    """Once a conversation; the caller holds its lock, or has just made it."""
    row = Complaint(conversation_id=conversation.pk, way=Complaint.Way.WORDS, came_at=at)
    Complaint.objects.bulk_create([row], ignore_conflicts=True)
    data = {"conversation": conversation.pk}
    events.record("recovery.complaint_registered", at=at, conversation_id=conversation.pk, data=data)


def came_through(conversation: Conversation, way: str, about: Conversation | None) -> None:
    """Which door it came through, and which conversation it is about."""
    Complaint.objects.filter(conversation=conversation).update(way=way, about=about)


def locked_complaint(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=complaint.pk)


def must_be_open(complaint: Complaint) -> None:
    """Raises RecoveryError when somebody was quicker."""
    if complaint.closed_at is not None:
        raise RecoveryError(gettext("Somebody has closed this complaint meanwhile. Look again."))


def checked_lesson(lesson: str) -> str:
    """On one line. Raises RecoveryError for none, or one that is too long."""
    lesson = " ".join(lesson.replace("\0", "").split())
    if not lesson:
        raise RecoveryError(gettext("Say in a few words what was learned."))
    if len(lesson) > LESSON:
        raise RecoveryError(gettext("Say it in fewer than %(most)s characters.") % {"most": LESSON})
    return lesson


def close_complaint(complaint: Complaint, lesson: str, prevention: Prevention, *, by: User, at: datetime) -> None:
    """With a lesson, and something that is done by somebody. The caller holds the lock. Raises RecoveryError."""
    must_be_open(complaint)
    lesson = checked_lesson(lesson)
    if prevention.owner_id is None:
        raise RecoveryError(gettext("Nobody sees to this any more. Choose something that has an owner."))
    complaint.lesson, complaint.prevention = lesson, prevention
    complaint.closed_at, complaint.closed_by, complaint.why_none = at, by, ""
    complaint.save(update_fields=["lesson", "prevention", "closed_at", "closed_by", "why_none"])
    _tell("recovery.complaint_closed", complaint, by, at)


def take_out(complaint: Complaint, why: str, *, by: User, at: datetime) -> None:
    """It is none, and why. The caller holds the lock. Raises RecoveryError."""
    must_be_open(complaint)
    why = " ".join(why.replace("\0", "").split())
    if not why or len(why) > WHY:
        raise RecoveryError(gettext("Say in a few words why this is no complaint."))
    complaint.why_none, complaint.closed_at, complaint.closed_by = why, at, by
    complaint.save(update_fields=["why_none", "closed_at", "closed_by"])
    _tell("recovery.complaint_taken_out", complaint, by, at)


def reopen_complaint(complaint: Complaint, *, by: User, at: datetime) -> None:
    """It was no end. What was learned stays to be said better. The caller holds the lock."""
    if complaint.closed_at is None:
        return
    complaint.closed_at, complaint.closed_by, complaint.why_none = None, None, ""
    complaint.save(update_fields=["closed_at", "closed_by", "why_none"])
    _tell("recovery.complaint_reopened", complaint, by, at)


def _tell(name: str, complaint: Complaint, by: User, at: datetime) -> None:
    data = {"complaint": complaint.pk, "prevention": complaint.prevention_id}
    events.record(name, at=at, actor_id=by.pk, conversation_id=complaint.conversation_id, data=data)

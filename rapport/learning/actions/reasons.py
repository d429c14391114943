"""The list of reasons, and who gives which for a rating."""

from datetime import UTC, datetime

from django.db.models import Max
from django.utils.translation import gettext

from rapport.campaigns.models import Outreach
from rapport.feedback.models import Rating
from rapport.learning.models import Given, Heard, Reason, Source
from rapport.platform import events
from rapport.team.models import User

FEW = 20


class LearningError(ValueError):
    """It cannot be kept; the text says what to do."""


def save_reason(reason: Reason | None, *, name: str, actor: User, at: datetime) -> Reason:
    """A new word, or another one for it. Raises LearningError when there is such a word, or the list is long."""
    name = " ".join(name.split())
    if not name:
        raise LearningError(gettext("Give the reason a name."))
    row = reason or Reason(position=(Reason.objects.aggregate(last=Max("position"))["last"] or 0) + 1)
    if Reason.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise LearningError(gettext("There is a reason of this name already."))
    if reason is None and Reason.objects.filter(archived_at=None).count() >= FEW:
        raise LearningError(gettext("Twenty reasons are enough: nobody reads a longer list. Archive one first."))
    row.name = name
    row.save()
    events.record("learning.reason_saved", at=at, actor_id=actor.pk, data={"reason": row.pk})
    return row


def set_archived(reason: Reason, archived: bool, *, actor: User, at: datetime) -> None:
    """No longer to choose, and kept where it was given; or to choose again."""
    reason.archived_at = at if archived else None
    reason.save(update_fields=["archived_at"])
    events.record("learning.reason_saved", at=at, actor_id=actor.pk, data={"reason": reason.pk})


def give(rating: Rating, reason: Reason, source: Source, *, by: User | None, at: datetime) -> Given:
    """The source's reason for this rating, or another one than before. The caller holds the lock of the conversation.

    Saying the same again changes nothing. Raises LearningError for a reason that is not to choose.
    """
    before = Given.objects.filter(rating=rating, source=source).first()
    if before is not None and before.reason_id == reason.pk:
        return before
    if reason.archived_at is not None:
        raise LearningError(gettext("This reason is not used any more. Choose another one."))
    invite = rating.invite
    row = before or Given(
        rating=rating, source=source, day=invite.created_at.astimezone(UTC).date(), inbox_id=invite.inbox_id
    )
    was = row.reason_id
    row.reason, row.by, row.at = reason, by, at
    row.save(update_fields=["reason", "by", "at"] if before else None)  # whether it counts is the database's
    _tell(row, was, by, at)
    return row


def take_back(rating: Rating, source: Source, *, by: User | None, at: datetime) -> bool:
    """The source says no reason any more; False when it said none."""
    row = Given.objects.filter(rating=rating, source=source).select_related("rating").first()
    if row is None:
        return False
    was = row.reason_id
    row.delete()
    data = {"rating": rating.pk, "source": source, "reason": None, "before": was, "word": ""}
    actor = by.pk if by else None
    events.record("learning.reason_given", at=at, actor_id=actor, conversation_id=rating.conversation_id, data=data)
    return True


def choose(outreach: Outreach, reason: Reason | None, *, at: datetime) -> None:
    """The customer chose this reason of those in the mail, or none that counts. It stands above what one of us noted as
    theirs; also a reason that has been archived since, as they were offered it. The caller holds the lock of the
    conversation, and keeps on the outreach afterwards that they chose."""
    row = Heard.objects.filter(outreach=outreach, source=Source.CUSTOMER).first()
    was = row.reason_id if row else None
    if reason is None:
        if row is None:
            return
        row.delete()
    elif row is not None and was == reason.pk and outreach.chose_at is not None:
        return
    else:
        row = row or Heard(outreach=outreach, source=Source.CUSTOMER)
        row.reason, row.by, row.at = reason, None, at
        row.save()
    _tell_heard(outreach, Source.CUSTOMER, reason, was, None, at)


def hear(outreach: Outreach, reason: Reason, source: Source, *, by: User, at: datetime) -> Heard:
    """The source's reason for what was answered to a campaign, or another one than before. The caller holds the lock of
    the conversation. Saying the same again changes nothing. Raises LearningError for a reason that is not to choose,
    where nobody answered, and for another word than what the customer chose themselves."""
    if outreach.spoke_at is None:
        raise LearningError(gettext("Nobody has answered this yet."))
    _must_not_be_theirs(outreach, source)
    before = Heard.objects.filter(outreach=outreach, source=source).first()
    if before is not None and before.reason_id == reason.pk:
        return before
    if reason.archived_at is not None:
        raise LearningError(gettext("This reason is not used any more. Choose another one."))
    row = before or Heard(outreach=outreach, source=source)
    was = row.reason_id
    row.reason, row.by, row.at = reason, by, at
    row.save()
    _tell_heard(outreach, source, reason, was, by, at)
    return row


def unhear(outreach: Outreach, source: Source, *, by: User, at: datetime) -> bool:
    """The source says no reason any more; False when it said none. Raises LearningError for what the customer chose
    themselves."""
    _must_not_be_theirs(outreach, source)
    row = Heard.objects.filter(outreach=outreach, source=source).first()
    if row is None:
        return False
    was = row.reason_id
    row.delete()
    _tell_heard(outreach, source, None, was, by, at)
    return True


def _must_not_be_theirs(outreach: Outreach, source: Source) -> None:
    if source == Source.CUSTOMER and outreach.chose_at is not None:
        raise LearningError(gettext("The customer chose this themselves, and only they change it."))


def _tell_heard(
    outreach: Outreach, source: Source, reason: Reason | None, was: int | None, by: User | None, at: datetime
) -> None:
    data = {"campaign": outreach.campaign_id, "outreach": outreach.pk, "source": source, "before": was}
    data |= {"reason": reason.pk if reason else None, "word": reason.name if reason else ""}
    name = "learning.campaign_reason_given"
    actor = by.pk if by else None
    events.record(name, at=at, actor_id=actor, conversation_id=outreach.conversation_id, data=data)


def _tell(row: Given, was: int | None, by: User | None, at: datetime) -> None:
    data = {"rating": row.rating_id, "source": row.source, "reason": row.reason_id, "before": was}
    data["word"] = row.reason.name
    events.record(
        "learning.reason_given",
        at=at,
        actor_id=by.pk if by else None,
        conversation_id=row.rating.conversation_id,
        data=data,
    )

"""The agenda of the review: what came in, what was read, what was decided."""

from datetime import datetime

from django.utils.translation import gettext

from rapport.feedback.models import Rating
from rapport.learning import rules
from rapport.learning.actions.reasons import LearningError
from rapport.learning.models import Item
from rapport.platform import events
from rapport.platform.gathered import Asked
from rapport.recovery.models import Prevention
from rapport.team.models import User


def put(rating: Rating, *, at: datetime) -> Item | None:
    """A poor answer must be read, one with more words once more; a great one with words is praise. None: neither.

    The caller holds the lock of the conversation. What was poor stays on the agenda though it became better.
    """
    kind = _kind_of(rating)
    row = next(iter(_OF_RATING.rows(rating=rating.pk)), None)
    if row is None:
        if kind is None:
            return None
        return Item.objects.create(rating=rating, kind=kind, put_at=at)
    if row.kind == Item.Kind.PRAISE and kind is None:
        row.withdrawn_at = at
    elif row.kind == Item.Kind.PRAISE and kind == Item.Kind.POOR:
        row.kind, row.put_at, row.withdrawn_at, row.shared_at = Item.Kind.POOR, at, None, None
    else:
        row.withdrawn_at = None
    if row.decided_at is None:
        row.read_at = None
    row.save()
    return row


_OF_RATING = Asked(lambda rating: Item.objects.filter(rating=rating))


def _kind_of(rating: Rating) -> Item.Kind | None:
    if rating.is_unhappy:
        return Item.Kind.POOR
    return Item.Kind.PRAISE if rating.counts and rating.score == rules.GREAT and rating.comment else None


def withdraw(rating: Rating, *, at: datetime) -> None:
    """It was no person's answer: nobody has to read it."""
    Item.objects.filter(rating=rating, withdrawn_at=None).update(withdrawn_at=at)


def read(item: Item, *, by: User, at: datetime) -> None:
    """Somebody read it. Reading twice is reading once."""
    if not Item.objects.filter(pk=item.pk, read_at=None).update(read_at=at, read_by=by):
        return
    item.read_at, item.read_by = at, by
    _tell("learning.read", item, by, at)


def decide(item: Item, *, prevention: Prevention | None, why_nothing: str, by: User, at: datetime) -> None:
    """What we do about it: a commitment, or nothing and why. Whoever decides has read it. Raises LearningError."""
    why_nothing = " ".join(why_nothing.split())[:300]
    if item.kind != Item.Kind.POOR:
        raise LearningError(gettext("Praise needs no decision. Share it."))
    if (prevention is None) == (why_nothing == ""):
        raise LearningError(gettext("Say what we do, by whom and when; or why nothing is to be done."))
    if item.decided_at is not None:
        raise LearningError(gettext("Somebody has decided this meanwhile. Look again."))
    read(item, by=by, at=at)
    item.prevention, item.why_nothing, item.decided_at, item.decided_by = prevention, why_nothing, at, by
    item.save(update_fields=["prevention", "why_nothing", "decided_at", "decided_by"])
    _tell("learning.decided", item, by, at)


def share(item: Item, shared: bool, *, by: User, at: datetime) -> None:
    """Praise that everybody shall read in the digest, or not after all. Raises LearningError for anything else."""
    if item.kind != Item.Kind.PRAISE:
        raise LearningError(gettext("Only praise is shared."))
    item.shared_at, item.shared_by = (at, by) if shared else (None, None)
    item.save(update_fields=["shared_at", "shared_by"])
    _tell("learning.praise_shared", item, by, at)


def locked(item: Item) -> Item:
    return Item.objects.select_for_update(of=("self",)).select_related("rating").get(pk=item.pk)


def _tell(name: str, item: Item, by: User, at: datetime) -> None:
    data = {"item": item.pk, "rating": item.rating_id, "prevention": item.prevention_id}
    events.record(name, at=at, actor_id=by.pk, conversation_id=item.rating.conversation_id, data=data)

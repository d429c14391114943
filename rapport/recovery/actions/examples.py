"""Cases that were turned round, shown to the whole company as examples."""

from datetime import datetime

from django.utils.translation import gettext

from rapport.platform import events
from rapport.recovery import turned_round
from rapport.recovery.actions.steps import RecoveryError
from rapport.recovery.models import Recovery
from rapport.team.models import User

MOST = 300


def share(recovery: Recovery, words: str, *, by: User, at: datetime) -> None:
    """With what others can learn of it, where somebody says so; said anew, it stays shared since it was. The caller
    holds the lock. Raises RecoveryError for what was not turned round."""
    words = " ".join(words.replace("\0", "").split())
    if len(words) > MOST:
        raise RecoveryError(gettext("Say it in fewer than %(most)s characters.") % {"most": MOST})
    if not turned_round.is_one(recovery.pk):
        raise RecoveryError(
            gettext("Only what was turned round is an example: an unhappy answer first, a happy one when asked again.")
        )
    if recovery.shared_at is not None and recovery.shared_words == words:
        return
    recovery.shared_at, recovery.shared_by = recovery.shared_at or at, by
    recovery.shared_words = words
    recovery.save(update_fields=["shared_at", "shared_by", "shared_words"])
    _tell("recovery.example_shared", recovery, by, at)


def unshare(recovery: Recovery, *, by: User, at: datetime) -> None:
    """Not any more; what a lead said of it is kept. The caller holds the lock."""
    if recovery.shared_at is None:
        return
    recovery.shared_at, recovery.shared_by = None, None
    recovery.save(update_fields=["shared_at", "shared_by"])
    _tell("recovery.example_unshared", recovery, by, at)


def _tell(name: str, recovery: Recovery, by: User, at: datetime) -> None:
    data = {"recovery": recovery.pk}
    events.record(name, at=at, actor_id=by.pk, conversation_id=recovery.conversation_id, data=data)

"""The list of causes."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext

from rapport.platform import events
from rapport.recovery.actions.steps import RecoveryError
from rapport.recovery.models import Cause
from rapport.team.models import User


def save_cause(
    cause: Cause | None, *, name: str, is_ours: bool, second_chance: str = "", actor: User, at: datetime
) -> Cause:
    """A new word, or another one for it. Raises RecoveryError when there is such a word."""
    name = " ".join(name.split())
    if not name:
        raise RecoveryError(gettext("Give the cause a name."))
    row = cause or Cause(position=(Cause.objects.aggregate(last=Max("position"))["last"] or 0) + 1)
    if Cause.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise RecoveryError(gettext("There is a cause of this name already."))
    row.name, row.is_ours, row.second_chance = name, is_ours, second_chance.strip()
    row.save()
    events.record("recovery.cause_saved", at=at, actor_id=actor.pk, data={"cause": row.pk})
    return row


def set_archived(cause: Cause, archived: bool, *, actor: User, at: datetime) -> None:
    """No longer to choose, and kept where it was chosen; or to choose again."""
    cause.archived_at = at if archived else None
    cause.save(update_fields=["archived_at"])
    events.record("recovery.cause_saved", at=at, actor_id=actor.pk, data={"cause": cause.pk})

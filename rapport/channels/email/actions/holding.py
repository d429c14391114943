"""What a restore does to outgoing mail, and what a person does afterwards."""

from datetime import datetime

from rapport.channels.email import retry
from rapport.channels.email.holding import HELD
from rapport.channels.email.models import OutboundMail
from rapport.platform import actions as platform
from rapport.platform import events
from rapport.platform.jobs import Job, enqueue

State = OutboundMail.State
_UNDECIDED = [State.QUEUED, State.LEASED, State.SENDING, State.DEFERRED, State.UNKNOWN]
WORDS = "A backup was restored: this may have been sent after the backup was made. Send it again, or leave it."


def hold_outbox(*, made_at: datetime, at: datetime) -> int:
    """Nothing leaves from now on, and what waited when the backup was made waits for a person; answers how many."""
    platform.remember_fact(HELD, {"backup": made_at.isoformat()}, at=at)
    changes = {"state": State.UNKNOWN, "copies": retry.MOST_COPIES, "due_at": at, "error": WORDS}
    waiting = OutboundMail.objects.filter(state__in=_UNDECIDED, settled_at=None)
    return waiting.exclude(state=State.UNKNOWN, copies__gte=retry.MOST_COPIES).update(**changes)


def release_outbox(*, at: datetime) -> bool:
    """Mail leaves again; False when it was not held."""
    if not platform.forget_fact(HELD):
        return False
    events.record("email.outbox_released", at=at)
    due = OutboundMail.objects.filter(state__in=[State.QUEUED, State.DEFERRED]).order_by("due_at", "id")
    for pk in due.values_list("pk", flat=True)[:1000]:  # the sweep takes the rest
        enqueue(Job.DELIVER, outbound_id=pk)
    return True

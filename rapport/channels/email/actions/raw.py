"""Keeps mail exactly as it arrived, before anything is read of it, and says afterwards what became of it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rapport.channels.email.models import RawMail
from rapport.channels.email.rules import body_digest
from rapport.conversations.models import Message
from rapport.platform import sql
from rapport.platform.jobs import Job, enqueue_once

_CLAIM = """
SELECT 1 FROM email_rawmail WHERE id = %s AND state = 'new' AND pg_try_advisory_xact_lock(%s) FOR UPDATE SKIP LOCKED
"""
_BECAME = "UPDATE email_rawmail SET state = %s, message_id = %s WHERE id = %s"


@dataclass(frozen=True)
class Arrival:
    """A mail as it came in. `key` names the arrival: storing the same key again does nothing."""

    key: str
    source: str
    raw: bytes
    received_at: datetime
    envelope_from: str = ""
    envelope_to: Sequence[str] = ()
    peer: str = ""
    inbox_id: int | None = None


def smtp_key() -> str:
    """A new key for each mail that a peer hands over."""
    return f"smtp:{uuid.uuid4().hex}"


def store(arrivals: Iterable[Arrival], *, at: datetime, wake: bool = True) -> None:
    """Commit the mails, all or none, and wake the worker. A key that is known is left as it is."""
    rows = [_row(arrival, at) for arrival in arrivals]
    with transaction.atomic():
        RawMail.objects.bulk_create(rows, ignore_conflicts=True)
        if wake:
            enqueue_once(Job.INTAKE)


def _row(arrival: Arrival, at: datetime) -> RawMail:
    return RawMail(
        key=arrival.key,
        source=arrival.source,
        inbox_id=arrival.inbox_id,
        envelope_from=arrival.envelope_from[:320],
        envelope_to=list(arrival.envelope_to),
        peer=arrival.peer[:60],
        raw=arrival.raw,
        size=len(arrival.raw),
        body_digest=body_digest(arrival.raw),
        received_at=arrival.received_at,
        try_at=at,
    )


def claim(mail: RawMail, *, twin: int) -> bool:
    """Lock the mail until the transaction ends; False when it is not to be read any more, or somebody has it in hand,
    or has another mail under the same `twin` number in hand."""
    return sql.row(_CLAIM, [mail.pk, twin]) is not None


def became(mail: RawMail, state: RawMail.State, message: Message | None) -> None:
    """Say what became of the mail. Belongs into the transaction that made the message."""
    mail.state = state
    mail.message = message
    sql.run(_BECAME, [state.value, message.pk if message else None, mail.pk])


def postpone(mail_id: int, *, tries: int, error: str, try_at: datetime) -> None:
    """Try again later, unless somebody else has settled it meanwhile."""
    RawMail.objects.filter(pk=mail_id, state=RawMail.State.NEW).update(tries=tries, error=error[:500], try_at=try_at)


def give_up(mail: RawMail, *, tries: int, error: str) -> None:
    """Keep with the mail why nobody could read it."""
    mail.tries = tries
    mail.error = error[:500]
    mail.save(update_fields=["tries", "error"])


def hurry(keys: Sequence[str], *, at: datetime) -> None:
    """Make mails that rest after a failure due at once."""
    RawMail.objects.filter(key__in=keys, state=RawMail.State.NEW, try_at__gt=at).update(try_at=at)


def read_again(mail: RawMail, *, at: datetime) -> None:
    """Have a mail that could not be read tried once more; what it became stays beside it."""
    RawMail.objects.filter(pk=mail.pk, state=RawMail.State.UNREADABLE).update(
        state=RawMail.State.NEW, message=None, tries=0, error="", try_at=at
    )
    enqueue_once(Job.INTAKE)

"""Writes of the audit log: appending, and nothing else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.platform import sql
from rapport.platform.actions import remember_fact
from rapport.platform.audit import queries
from rapport.platform.audit.chain import Fault, digest_of
from rapport.platform.models import AuditEntry

HEAD, VERIFIED = "audit.head", "audit.verified"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7226331)"


@transaction.atomic
def record(
    action: str,
    *,
    at: datetime,
    actor_id: int | None = None,
    actor: str = "",
    address: str = "",
    about: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry in the caller's transaction, best as its last act: whoever else appends waits for its end."""
    sql.row(_ONE_AT_A_TIME, [])
    number, previous = queries.newest()
    entry = AuditEntry(
        number=number + 1,
        at=at,
        action=action,
        actor_id=actor_id,
        actor=_line(actor, 160),
        address=address[:45],
        about=_line(about, 200),
        data=dict(data or {}),
        previous=previous,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    remember_fact(HEAD, {"number": entry.number, "digest": entry.digest}, at=at)
    return entry


def _line(text: str, length: int) -> str:
    return " ".join(text.replace("\0", "").split())[:length]


def verify(*, at: datetime) -> list[Fault]:
    """Look at the whole chain, and remember the outcome for the health page."""
    found = queries.faults()
    number, digest = queries.newest()
    words = [f"Entry {fault.number} {fault.words}." for fault in found[:5]]
    remember_fact(VERIFIED, {"number": number, "digest": digest, "faults": len(found), "words": words}, at=at)
    return found

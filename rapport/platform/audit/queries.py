"""Reads of the audit log."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from rapport.platform import queries
from rapport.platform.audit import chain
from rapport.platform.models import AuditEntry
from rapport.platform.sheets import cell

FIELDS = ("number", "at", "action", "actor_id", "actor", "address", "about", "data", "previous", "digest")


def newest() -> tuple[int, str]:
    """Number and hash of the newest entry; (0, "") before the first."""
    return AuditEntry.objects.order_by("-number").values_list("number", "digest").first() or (0, "")


def faults() -> list[chain.Fault]:
    """Whatever does not fit in the whole log."""
    head = queries.fact("audit.head")
    written = (head["number"], head["digest"]) if head else None
    return list(chain.faults(AuditEntry.objects.order_by("number").iterator(chunk_size=2000), head=written))


def page(
    *,
    action: str = "",
    actor_id: int | None = None,
    words: str = "",
    since: datetime | None = None,
    before: int | None = None,
    size: int = 50,
) -> list[AuditEntry]:
    """One keyset page, newest first; `action` may be the first part of a name, such as `user`."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.order_by("-number")
    if action:
        rows = rows.filter(Q(action=action) | Q(action__startswith=f"{action}."))
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    if words:
        rows = rows.filter(Q(about__icontains=words) | Q(actor__icontains=words))
    if since is not None:
        rows = rows.filter(at__gte=since)
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows[:size])


def as_lines() -> Iterator[str]:
    """The whole log as JSON, one entry a line, oldest first: enough to check every hash elsewhere."""
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        row = {name: getattr(entry, name) for name in FIELDS} | {"at": entry.at.isoformat()}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def as_table() -> Iterator[str]:
    """The same as CSV, in which no cell is a formula (S26)."""
    yield _row(FIELDS)
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        row = {name: getattr(entry, name) for name in FIELDS}
        row |= {"at": entry.at.isoformat(), "data": json.dumps(entry.data, ensure_ascii=False, sort_keys=True)}
        yield _row(cell(row[name]) for name in FIELDS)


def _row(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()

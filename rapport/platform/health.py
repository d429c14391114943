"""What a look at the installation finds, in sentences; and the looks that need nothing but the platform."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from rapport.platform import queries
from rapport.platform.models import Fact

HEARTBEAT = "worker.heartbeat"
HEARTBEAT_SECONDS = 15.0
SILENT_AFTER = timedelta(seconds=90)
PROVEN, FAILED = "backup.proven", "backup.failed"
BACKUP_LATE = timedelta(days=2)
AUDIT = "audit.verified"
AUDIT_LATE = timedelta(days=2)
FACTS = (HEARTBEAT, PROVEN, FAILED, AUDIT)
WARN_BELOW, FAULT_BELOW = 0.10, 0.05

Known = Mapping[str, Fact] | None  # the rows of `FACTS`, where they were asked for already


class Level(StrEnum):
    OK = "ok"
    HINT = "hint"
    UNKNOWN = "unknown"
    FAULT = "fault"


WORST_FIRST = (Level.FAULT, Level.HINT, Level.UNKNOWN, Level.OK)


@dataclass(frozen=True)
class Finding:
    """`cause` names it for machines and stays the same; `mend` says what to do; `record` is a DNS record to add."""

    cause: str
    level: Level
    words: str
    mend: str = ""
    record: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        levels = {finding.level for finding in self.findings}
        return next((level for level in WORST_FIRST if level in levels), Level.OK)


def ok(cause: str, words: str) -> Finding:
    return Finding(cause, Level.OK, words)


def hint(cause: str, words: str, mend: str = "", record: str = "") -> Finding:
    return Finding(cause, Level.HINT, words, mend, record)


def unknown(cause: str, words: str) -> Finding:
    return Finding(cause, Level.UNKNOWN, words)


def fault(cause: str, words: str, mend: str = "", record: str = "") -> Finding:
    return Finding(cause, Level.FAULT, words, mend, record)


def faults(sections: Iterable[Section]) -> list[Finding]:
    return [one for section in sections for one in section.findings if one.level == Level.FAULT]


def as_rows(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """For JSON."""
    return [{"title": one.title, "findings": [asdict(finding) for finding in one.findings]} for one in sections]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> list[Section]:
    return [
        Section(row["title"], tuple(Finding(**{**found, "level": Level(found["level"])}) for found in row["findings"]))
        for row in rows
    ]


def database() -> Section:
    """Whether it answers and has every table."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
            version, fsync = cursor.fetchone()
    except DatabaseError:
        words = "The database does not answer."
        return Section("Database", (fault("database-silent", words, "Start it, or check RAPPORT_DATABASE_URL."),))
    findings = [ok("database", f"PostgreSQL {version.split()[0]} answers.")]
    if pending := pending_migrations():
        findings.append(fault("migrations-pending", f"{pending} changes of tables wait.", "Run “rapport migrate”."))
    if fsync != "on":
        findings.append(
            fault("fsync-off", "The database does not write through to the disk (fsync is off).", "Set fsync = on.")
        )
    return Section("Database", tuple(findings))


def pending_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def disk(folder: Path | None = None) -> Section:
    """Room left where attachments, and the embedded database, lie."""
    place = folder or Path(settings.RAPPORT_DATA)
    try:
        total, _, free = shutil.disk_usage(place)
    except OSError as problem:
        return Section("Disk", (fault("disk-missing", f"{place} cannot be read: {problem.strerror}.", "Mount it."),))
    return Section("Disk", (_room(free, total),))


def _room(free: int, total: int) -> Finding:
    words = f"{size(free)} of {size(total)} are free."
    if free < total * FAULT_BELOW:
        return fault("disk-full", words, "Make room now: below 5 % large mails are not taken any more.")
    if free < total * WARN_BELOW:
        return hint("disk-low", words, "Make room soon.")
    return ok("disk", words)


def size(number: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if number >= 10 or unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def _facts(known: Known) -> Mapping[str, Fact]:
    return queries.facts(FACTS) if known is None else known


def worker(at: datetime, known: Known = None) -> Section:
    """Whether somebody reads, sends and keeps promises."""
    beat = _facts(known).get(HEARTBEAT)
    mend = "Start it with “rapport run”; “rapport.log” in the data folder says why it stopped."
    if beat is None:
        return Section("Worker", (fault("worker-never", "No worker has run yet: no mail is read or sent.", mend),))
    silent = at - beat.at
    if silent > SILENT_AFTER:
        words = f"The worker has been silent for {span(silent)}: no mail is read or sent."
        return Section("Worker", (fault("worker-silent", words, mend),))
    return Section("Worker", (ok("worker", "The worker is alive."),))


_UNITS = (
    (86400, "{number} day", "{number} days"),
    (3600, "{number} hour", "{number} hours"),
    (60, "{number} minute", "{number} minutes"),
    (0, "{number} second", "{number} seconds"),
)


def span(length: timedelta) -> str:
    """In words, the largest unit only: '3 hours'."""
    seconds = max(0, int(length.total_seconds()))
    long, one, many = next(unit for unit in _UNITS if seconds >= unit[0])
    number = seconds // (long or 1)
    return (one if number == 1 else many).format(number=number)


def backup(at: datetime, known: Known = None) -> Section:
    """When a backup was last made and proven by restoring it."""
    facts = _facts(known)
    proven, failed = facts.get(PROVEN), facts.get(FAILED)
    if failed is not None and (proven is None or proven.at < failed.at):
        reason = failed.value.get("reason", "")
        words = f"The backup failed {span(at - failed.at)} ago: {reason}"
        return Section("Backup", (fault("backup-failed", words, "Mend it, then try “rapport backup --prove”."),))
    if proven is None or (at - proven.at > BACKUP_LATE and not settings.RAPPORT_BACKUP_DIR):
        return Section("Backup", (_none_yet(),))
    return Section("Backup", (_proven(proven, at),))


def audit(at: datetime, facts: Known = None) -> Section:
    """Whether the chain of the audit log was whole when it was last looked at."""
    known = _facts(facts).get(AUDIT)
    mend = "Look at once: “rapport audit verify”."
    if known is None:
        return Section("Audit log", (unknown("audit-unverified", "The chain of the audit log was not looked at yet."),))
    if known.value.get("faults"):
        words = " ".join(known.value.get("words", [])) or "The chain of the audit log is broken."
        return Section("Audit log", (fault("audit-broken", words, "Compare with a backup: “rapport audit verify”."),))
    words = f"{known.value.get('number', 0):,} entries, whole when verified {span(at - known.at)} ago."
    found = hint("audit-old", words, mend) if at - known.at > AUDIT_LATE else ok("audit", words)
    return Section("Audit log", (found,))


def _none_yet() -> Finding:
    if settings.RAPPORT_BACKUP_DIR:
        return hint("backup-never", "The first nightly backup is still to come.")
    return hint("backup-none", "No nightly backup is set up.", "Set RAPPORT_BACKUP_DIR to a folder on another disk.")


def _proven(proven: Fact, at: datetime) -> Finding:
    rows, damaged = proven.value.get("rows", 0), proven.value.get("damaged", 0)
    words = f"Last backup {span(at - proven.at)} ago, proven: {rows:,} rows restored and counted."
    if damaged:
        words += f" {damaged} attachments on the disk are damaged."
        return fault("blobs-damaged", words, "Look at the disk; older backups may hold them whole.")
    if at - proven.at > BACKUP_LATE:
        return fault("backup-old", words, "Look whether the worker runs, and at the folder.")
    return ok("backup", words)

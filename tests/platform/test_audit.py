"""Whoever tampers with the audit log is found out, and the entry is named."""

import csv
import json

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from rapport.platform import health, sheets
from rapport.platform.audit import actions, queries
from rapport.platform.audit.chain import digest_of
from rapport.platform.models import AuditEntry
from tests.cast import NOON, later

pytestmark = pytest.mark.django_db
TABLE = "platform_auditentry"


@pytest.fixture(autouse=True)
def five(db: None) -> None:
    for number in range(1, 6):
        actions.record("user.changed", at=later(minutes=number), actor_id=7, actor="Mo", about=f"person {number}")


def tamper(statement: str) -> None:
    """As somebody with the keys to the database would."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER platform_audit_stays")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER platform_audit_stays")


def found() -> list[str]:
    return [f"{fault.number} {fault.words}" for fault in queries.faults()]


def test_an_untouched_log_is_whole() -> None:
    assert found() == []
    assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "column",
    ["actor = 'Ada'", "about = 'x'", "at = at + interval '1 microsecond'", "data = '{\"a\": 1}'", "action = 'x'"],
)
def test_a_changed_entry_is_named(column: str) -> None:
    tamper(f"UPDATE {TABLE} SET {column} WHERE number = 3")
    assert found() == ["3 was changed"]


def test_a_deleted_entry_is_named() -> None:
    tamper(f"DELETE FROM {TABLE} WHERE number = 3")
    assert found() == ["3 is missing"]


def test_a_cut_end_is_named() -> None:
    tamper(f"DELETE FROM {TABLE} WHERE number > 3")
    assert found() == ["4 to 5 are missing"]


def test_entries_in_another_order_are_named() -> None:
    tamper(
        f"UPDATE {TABLE} SET number = 99 WHERE number = 2; UPDATE {TABLE} SET number = 2 WHERE number = 3;"
        f"UPDATE {TABLE} SET number = 3 WHERE number = 99"
    )
    assert "2 was changed" in found()
    assert "3 was changed" in found()


def test_an_entry_put_in_afterwards_is_named() -> None:
    tamper(f"DELETE FROM {TABLE} WHERE number = 3")
    own = AuditEntry(number=3, at=NOON, action="user.changed", previous=AuditEntry.objects.get(number=2).digest)
    own.digest = digest_of(own)
    own.save(force_insert=True)
    assert found() == ["4 does not follow from the entry before it"]


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET about = 'x'", f"DELETE FROM {TABLE}"])
def test_the_database_itself_refuses_changes(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_is_taken_back_was_never_written() -> None:
    with transaction.atomic():
        actions.record("user.changed", at=NOON)
        transaction.set_rollback(True)
    actions.record("user.changed", at=NOON)
    assert found() == []
    assert queries.newest()[0] == 6


def test_the_health_page_tells_when_it_was_looked_over_and_what_was_found() -> None:
    assert health.audit(NOON).level == health.Level.UNKNOWN
    actions.verify(at=NOON)
    assert health.audit(later(hours=1)).level == health.Level.OK
    assert health.audit(later(days=3)).level == health.Level.HINT
    tamper(f"UPDATE {TABLE} SET about = 'x' WHERE number = 2")
    actions.verify(at=later(days=3))
    assert health.audit(later(days=3)).findings[0].words == "Entry 2 was changed."


def test_a_page_goes_on_where_the_last_one_ended() -> None:
    first = queries.page(size=2)
    assert [entry.number for entry in first] == [5, 4]
    assert [entry.number for entry in queries.page(size=2, before=4)] == [3, 2]
    assert [entry.number for entry in queries.page(action="user", words="person 3")] == [3]
    assert queries.page(action="us") == []


def test_both_files_hold_every_entry_and_no_formula() -> None:
    actions.record("user.changed", at=NOON, actor="=cmd()", about="+1")
    lines = [json.loads(line) for line in queries.as_lines()]
    assert [line["number"] for line in lines] == [1, 2, 3, 4, 5, 6]
    rows = list(csv.reader(queries.as_table()))
    assert (rows[-1][4], rows[-1][6]) == ("'=cmd()", "'+1")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@x", "\tx", "\rx", "\n=cmd", "＝1+1", " =1", "%x", "|x"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert sheets.cell(text) == f"'{text}"


@pytest.mark.parametrize("plain", ["Uma", "", "1.5", "a=b"])
def test_a_harmless_cell_stays(plain: str) -> None:
    assert sheets.cell(plain) == plain

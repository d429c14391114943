"""The report about the work: what it says to whom, the rows behind each number, and the file of it."""

import csv
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from rapport.conversations.models import Conversation
from rapport.flows import conversation_closes
from rapport.labels.models import Tag
from rapport.platform.models import AuditEntry
from rapport.reports import actions
from rapport.team.models import BusinessHours
from tests import cast
from tests.cast import later
from tests.desk.conftest import client_of
from tests.desk.test_reports import plain

pytestmark = pytest.mark.django_db
SPRING = urlencode({"since": "2026-02-01", "until": "2026-04-30"})
WORK = f"/reports/workload/?{SPRING}"


def played() -> Conversation:
    """Five conversations in two inboxes: answered by Ada and by Ben, closed, waiting, and closed without a reply."""
    hours = BusinessHours.objects.create(name="Office", zone="UTC", week=[[[540, 1020]]] * 5 + [[], []], closed=[])
    closed_inbox = cast.inbox("team@desk.example", name="=Team")
    closed_inbox.hours = hours
    closed_inbox.save()
    closed_inbox.teams.add(cast.team("Few", cast.ben()))
    Tag.objects.create(name="+late")
    one = cast.conversation()
    cast.answers(one, cast.ada(), at=later(minutes=30))
    conversation_closes.close(one, actor=cast.ada(), at=later(hours=2))
    cast.arrives(conversation_id=one.pk, received_at=later(days=1), trust="proven")
    other = cast.conversation(cast.SOL, inbox=closed_inbox)
    cast.answers(other, cast.ben(), at=later(hours=24))
    Conversation.objects.filter(pk=other.pk).update(tag_names=["+late"])
    let = cast.conversation(cast.REX)
    conversation_closes.close(let, actor=cast.mo(), at=later(hours=1))
    for n in range(2):
        cast.conversation((f"C{n}", f"c{n}@customer.example"), received_at=later(days=n))
    while actions.count_work():
        pass
    return other


def said(client: Client, path: str = WORK) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def links(client: Client, path: str) -> dict[str, int]:
    html = client.get(path).content.decode()
    found = re.findall(r'href="(/reports/workload/behind/[^"]+)">(\d+)</a>', html)
    return {unescape(one): int(number) for one, number in found}


def test_what_it_says_and_what_is_behind_each_number() -> None:
    assert "Nothing happened in this time" in said(client_of(cast.mo()))
    played()
    mo = client_of(cast.mo())
    words = said(mo)
    assert "Came in 5 Customers’ messages 6 Replies 2 Closed 2 Opened again 1" in words
    assert words.index("How it was for customers") < words.index("How long customers waited")
    assert "First reply 30 min – 30 min – 2 2 1" in words, "of n = 2 there is no 9 of 10"
    assert "Next reply – – – – 0 1 0" in words
    assert "8 h" in said(mo, f"{WORK}&tag=%2Blate"), "24 hours by the clock"
    assert "24 h" in said(mo, f"{WORK}&tag=%2Blate")
    numbers = links(mo, WORK)
    assert len(numbers) > 25
    for path, number in list(numbers.items())[::3]:
        assert mo.get(path).content.decode().count("today-what") == number, path
    assert "after 24 h, 8 h of them business hours" in said(mo, f"/reports/workload/behind/?{SPRING}&part=first")
    assert "Uma Ferrari after 30 min R-" in said(mo, f"/reports/workload/behind/?{SPRING}&part=first")
    assert "after" not in said(mo, f"/reports/workload/behind/?{SPRING}&part=first_open")


def test_nobody_sees_inboxes_or_people_that_are_not_theirs() -> None:
    other = played()
    ada, ben, pat = client_of(cast.ada()), client_of(cast.ben()), client_of(cast.pat())
    assert "Came in 4" in said(ada)
    assert "=Team" not in said(ada)
    assert "Came in 5" in said(ben)
    assert "Nothing happened in this time" in said(pat)
    assert "Select a valid choice" in said(ada, f"{WORK}&inbox={other.inbox_id}")
    assert "Replies 1 Closed 1" in said(ada, f"{WORK}&mine=1")
    assert "Sol" in said(ben, f"/reports/workload/behind/?{SPRING}&part=replied&mine=1")
    assert "Ben" not in said(ada, f"{WORK}&mine=1")
    for path in (WORK, f"/reports/workload/behind/?{SPRING}&part=replied", f"/reports/workload/export/?{SPRING}"):
        asked = ada.post if "export" in path else ada.get
        assert asked(f"{path}&person={cast.ben().pk}").status_code == 403
    assert "Replies 1" in said(client_of(cast.mo()), f"{WORK}&person={cast.ben().pk}")
    assert ada.get(f"/reports/workload/behind/?{SPRING}&part=secret").status_code == 404
    for asked_for in ("until=9999-12-31", "tag=%00", "since=2026-05-01&until=2026-01-01", f"type={'x' * 900}"):
        assert ada.get(f"/reports/workload/?{asked_for}").status_code == 200


def test_the_file_holds_no_formula_no_customer_and_no_person() -> None:
    played()
    mo = client_of(cast.mo())
    answers = {of: mo.post(f"/reports/workload/export/?{SPRING}", {"of": of}) for of in ("days", "waits")}
    texts = {of: answer.getvalue().decode() for of, answer in answers.items()}
    days, waits = (list(csv.DictReader(texts[of].splitlines())) for of in ("days", "waits"))
    assert sum(int(row["came"]) for row in days) == 5
    assert {row["inbox"] for row in days} == {"Help", "'=Team"}
    late = [row for row in waits if row["tags"] == "'+late" and row["wait"] == "first"]
    assert [(row["seconds"], row["business_seconds"], row["state"]) for row in late] == [("86400", "28800", "ended")]
    assert len(waits) == 5 + 6
    for name in ("Sol", "Uma", "Ada", "Ben", "@"):
        assert name not in "".join(texts.values())
    assert mo.post("/reports/workload/export/?since=2025-01-01&until=2026-04-30", {"of": "waits"}).status_code == 302
    assert AuditEntry.objects.filter(action="export.work").count() == 2

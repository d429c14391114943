"""The health page: calm when all is well, a list with mends when not; and only for leads."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from rapport.channels.email.holding import HELD
from rapport.flows.check_up import LAST
from rapport.platform import actions, health, jobs
from rapport.platform.clock import now
from rapport.platform.jobs import Job
from rapport.team.models import User
from tests import cast
from tests.desk.test_query_counts import MOST, asked


def page(client: Client, path: str = "/health/") -> str:
    return client.get(path).content.decode()


def keep(*found: health.Finding) -> None:
    section = health.Section("help@shop.test", found)
    faults = len(health.faults([section]))
    actions.remember_fact(LAST, {"sections": health.as_rows([section]), "faults": faults}, at=now())


@pytest.fixture
def calm(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.RAPPORT_DATA = tmp_path
    actions.remember_fact(health.HEARTBEAT, {}, at=now())
    fine = health.Section("Database", (health.ok("database", "PostgreSQL answers."),))
    monkeypatch.setattr(health, "database", lambda: fine)  # the one of the tests runs without fsync


def test_it_is_calm_when_everything_works(mo: Client, calm: None) -> None:
    shown = page(mo)
    assert "Everything works" in shown
    assert "need you" not in shown


def test_it_asks_few_questions(mo: Client, settings: Any, tmp_path: Path) -> None:
    settings.RAPPORT_DATA = tmp_path
    assert asked(mo, "/health/") <= MOST


def test_a_fault_stands_on_top_with_the_record_to_add(mo: Client, calm: None) -> None:
    keep(health.fault("spf-missing", "No <SPF> record.", "Add it.", 'shop.test. TXT "v=spf1 ~all"'))
    shown = page(mo)
    assert "1 thing needs you" in shown
    assert "Everything works" not in shown
    assert "No &lt;SPF&gt; record." in shown
    assert "shop.test. TXT &quot;v=spf1 ~all&quot;" in shown


def test_leads_find_it_in_their_menu_with_the_number_of_faults(mo: Client, ada: Client) -> None:
    keep(health.fault("x", "Broken."), health.fault("y", "Broken too."), health.hint("z", "A hint."))
    assert 'href="/health/"' in page(mo, "/pile/")
    assert 'data-tone="bad">2</span>' in page(mo, "/pile/")
    assert 'href="/health/"' not in page(ada, "/pile/")
    assert ada.get("/health/").status_code == 403


def test_while_a_restore_holds_mail_back_every_page_of_a_lead_says_so(mo: Client, ada: Client) -> None:
    words = "A backup was restored, and no mail is sent"
    assert words not in page(mo, "/pile/")
    actions.remember_fact(HELD, {}, at=now())
    assert words in page(mo, "/pile/")
    assert words not in page(ada, "/pile/")
    assert "Nothing is sent since the restore" in page(mo)


def test_a_german_lead_reads_findings_that_were_kept_in_english(mo: Client, calm: None) -> None:
    User.objects.filter(pk=cast.mo().pk).update(language="de")
    keep(
        health.fault(
            "fetch-failing",
            "help@shop.test cannot be fetched since 3 hours. Nothing answers at a.test. Check the port.",
        ),
        health.hint("spf", "shop.test has no SPF record.", "Add it.", 'TXT "v=spf1"'),
    )
    shown = page(mo)
    for words in (
        "help@shop.test lässt sich seit 3 Stunden nicht abholen. Bei a.test antwortet nichts. Prüfen Sie den Port.",
        "shop.test hat keinen SPF-Eintrag.",
        "Fügen Sie ihn hinzu.",
        "Der Worker lebt.",
        "Datenbank",
    ):
        assert words in shown
    for words in ("cannot be", "has no", "The worker", "No nightly backup"):
        assert words not in shown


def test_what_is_queued_is_counted_by_kind(mo: Client, calm: None) -> None:
    for number in range(3):
        jobs.enqueue(Job.DELIVER, outbound_id=number)
    jobs.enqueue(Job.SETTLE_VOTE, not_before=now() + timedelta(minutes=5), rating_id=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE args ->> 'outbound_id' = '2'")
        cursor.execute("UPDATE procrastinate_events SET at = '2026-03-01 10:00Z' WHERE type = 'deferred'")
    found = {one.job: one for one in jobs.queued()}
    assert list(found) == list(Job)
    assert found[Job.DELIVER] == jobs.Queued(Job.DELIVER, 2, 0, 1, datetime(2026, 3, 1, 10, tzinfo=UTC))
    assert found[Job.SETTLE_VOTE] == jobs.Queued(Job.SETTLE_VOTE, 0, 1, 0, None)
    assert found[Job.INTAKE] == jobs.Queued(Job.INTAKE)
    row = re.search(r"<tr><th scope=\"row\">Hand mail to its server.*?</tr>", page(mo))
    assert row
    assert re.findall(r"<td[^>]*>(\d+)<", row.group()) == ["2", "1", "0"]
    assert "1 Mar 2026" in row.group()

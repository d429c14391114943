"""What load balancers and monitors are told, and what strangers are not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from rapport.api.probes import gauges, views
from rapport.channels.email.holding import HELD
from rapport.channels.email.models import MailAccount, OutboundMail
from rapport.conversations.models import Message
from rapport.platform import actions, health
from rapport.platform.clock import now
from tests import cast
from tests.channels.email.outgoing import reply_of
from tests.mailroom import hand_in

PROBES = ("/healthz", "/readyz")


def test_it_is_alive_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")  # without the django_db mark a query would raise
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_ready_when_the_database_answers_and_has_every_table(client: Client) -> None:
    views._ready.clear()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_not_ready_while_tables_are_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    views._ready.clear()
    monkeypatch.setattr(health, "pending_migrations", lambda: 1)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


def test_it_is_not_ready_without_a_database_and_says_no_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        connection, "get_connection_params", lambda: {"host": "127.0.0.1", "port": 1, "password": "secret"}
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


@pytest.mark.parametrize("header", views.PASSED_ON)
def test_metrics_are_for_this_machine_and_not_for_what_a_proxy_passes_on(client: Client, header: str) -> None:
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 403
    assert client.get("/metrics", headers={header: "198.51.100.1"}).status_code == 403


@pytest.mark.django_db
def test_a_token_opens_the_metrics_from_elsewhere(client: Client) -> None:
    def asked(token: str, **more: Any) -> int:
        return client.get("/metrics", REMOTE_ADDR="192.0.2.1", headers={"Authorization": f"Bearer {token}"}).status_code

    assert asked("") == asked("guess") == 403
    with override_settings(RAPPORT_METRICS_TOKEN="a long secret"):
        assert asked("guess") == asked("") == 403
        assert asked("a long secret") == 200


@pytest.mark.django_db
def test_the_numbers_are_those_of_the_desk_and_hold_nothing_personal(client: Client) -> None:
    at = now()
    inbox = cast.inbox()
    reply_of()
    hand_in(b"Subject: Secret matter\r\n\r\nx")
    cast.arrives(cast.SOL)
    Message.objects.filter(from_address=cast.SOL[1]).update(held=True)
    MailAccount.objects.create(inbox=inbox, host="imap.example.org", username="ada", fetched_at=at)
    OutboundMail.objects.update(created_at=at - timedelta(minutes=10))
    actions.remember_fact(health.HEARTBEAT, {}, at=at - timedelta(seconds=30))
    text = client.get("/metrics").content.decode()
    found = dict(re.findall(r"^(rapport_\S+) (\S+)$", text, re.MULTILINE))
    assert found['rapport_queue_depth{lane="reply"}'] == "1.0"
    assert found['rapport_queue_depth{lane="ack"}'] == "0.0"
    assert 600 <= float(found["rapport_oldest_undelivered_seconds"]) < 700
    assert 30 <= float(found["rapport_worker_heartbeat_age_seconds"]) < 130
    assert float(found[f'rapport_fetch_age_seconds{{inbox="{inbox.pk}"}}']) < 100
    assert (found["rapport_held"], found["rapport_failed"], found["rapport_unread_raw"]) == ("1.0", "0.0", "1.0")
    assert (found["rapport_outbox_on_hold"], found["rapport_backup_age_seconds"]) == ("0.0", "+Inf")
    actions.remember_fact(HELD, {}, at=at)
    assert "rapport_outbox_on_hold 1.0" in client.get("/metrics").content.decode()
    for word in ("@", "Secret", "ada", "sol", "desk.example"):
        assert word not in text


@pytest.mark.django_db
def test_metrics_cost_a_handful_of_queries() -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        gauges.text(at=now())
    assert len(asked) <= 2


@pytest.mark.django_db
def test_each_number_comes_from_an_index_that_holds_only_what_is_not_done() -> None:
    """With sequential scans made dear, as they are among millions of rows, no table of mails is read whole."""
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("SET LOCAL enable_seqscan = off")
        gauges.text(at=now())
        statements = [query["sql"] for query in asked.captured_queries if query["sql"].lstrip().startswith("SELECT")]
        plans = []
        for statement in statements:
            cursor.execute("EXPLAIN " + statement.replace("$1", "now()"))
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
    text = "\n".join(plans)
    assert len(statements) == 2
    assert not re.search(r"Seq Scan on (email_outboundmail|email_rawmail|conversations_message)", text)
    for index in ("outbox_due", "outbound_failed", "messages_held", "raw_mail_to_read"):
        assert index in text, text

"""F20: after a restore no mail that came is missing and none that went goes again."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from rapport.alerts.models import Alert
from rapport.channels.email import imap, mailbox, signing_in
from rapport.channels.email.actions.holding import release_outbox
from rapport.channels.email.models import MailAccount, OutboundMail
from rapport.conversations.models import Conversation, Message
from rapport.flows.bring_back import HINT, bring_back, fetch_again
from rapport.flows.deliver_message import deliver_due
from rapport.platform import secrets, storage
from rapport.platform.backup import making, programs, restoring
from rapport.platform.models import Fact
from tests import cast, mailroom
from tests.cast import NOON, later
from tests.channels.email import outgoing
from tests.imap_peer import PASSWORD, USER, Box, imap_server
from tests.labs import sized

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]

BEFORE, INBOUND = 10, sized(200)
WAITING, WRITTEN_AFTER = sized(60), sized(40)


@contextmanager
def another_database(name: str) -> Iterator[None]:
    """From here on everything happens in a new, empty database: the old one is gone for good."""
    old = connection.settings_dict["NAME"]
    with programs.connect() as own:
        own.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        own.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = old
        with programs.connect() as own:
            own.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def customer(number: int) -> tuple[str, str]:
    return (f"Customer {number}", f"c{number}@customer.example")


def write_in(box: Box, numbers: range) -> None:
    for number in numbers:
        box.put(mailroom.mail(customer(number), message_id=f"<in-{number}@customer.example>"))


def fetch_and_read(account: MailAccount, at: datetime) -> None:
    login, box = signing_in.enter(account, at_source=lambda: at)
    with mailbox.in_words(login):
        imap.fetch_all(account, box, at_source=lambda: at)
    mailbox.leave(box)
    mailroom.read(at)


def send(at: datetime) -> None:
    deliver_due(limit=10_000, clock=lambda: at)


def to_customers(server: outgoing.Server) -> list[str]:
    return [address for address in server.delivered if address.endswith("@customer.example")]


def ids_of(texts: list[bytes]) -> set[bytes]:
    return {found for text in texts for found in re.findall(rb"(?mi)^Message-ID:\s*(<[^>]+>)", text)}


def test_nothing_that_came_is_missing_and_nothing_that_went_goes_again(tmp_path: Path) -> None:
    began = time.monotonic()
    old_data, new_data = tmp_path / "old", tmp_path / "new"
    box = Box()
    with imap_server(box) as imap_port, outgoing.server() as smtp:
        url = f"smtp://127.0.0.1:{smtp.port}"
        with override_settings(RAPPORT_DATA=old_data, RAPPORT_SMTP_URL=url):
            cast.mo()
            account = MailAccount.objects.create(
                inbox=cast.inbox(acknowledge=True),
                host="127.0.0.1",
                port=imap_port,
                security="plain",
                username=USER,
                sealed_password=secrets.seal(PASSWORD),
            )
            write_in(box, range(BEFORE))
            fetch_and_read(account, NOON)
            about = Conversation.objects.order_by("id")[0]
            send(later(minutes=1))
            for number in range(WAITING):
                cast.answers(about, text=f"Waiting {number}", at=later(minutes=2))
            blob = storage.put(b"an attachment")
            made = making.make(tmp_path / "backups", at=later(hours=1))

            gone = len(to_customers(smtp))
            for number in range(WRITTEN_AFTER):
                cast.answers(about, text=f"Written after {number}", at=later(hours=2))
            send(later(hours=2))
            sent_after = len(to_customers(smtp)) - gone
            write_in(box, range(BEFORE, BEFORE + INBOUND))
            fetch_and_read(account, later(hours=3))
            assert sent_after == WAITING + WRITTEN_AFTER
            assert Message.objects.filter(message_id__startswith="<in-").count() == BEFORE + INBOUND
            assert len(box.folders["INBOX"]) == 0
            last_number = Conversation.objects.order_by("-id")[0].pk
            once, known = len(smtp.delivered), ids_of(smtp.texts)

        with another_database("rapport_test_restored"), override_settings(RAPPORT_DATA=new_data, RAPPORT_SMTP_URL=url):
            with restoring.opened(made.path) as source:
                restoring.database(source)
                assert restoring.blobs(source, new_data) == 0
            restoring.step_over_numbers()
            undecided = bring_back(made_at=made.manifest.made_at, at=later(hours=5))
            [looked] = fetch_again(made_at=made.manifest.made_at, clock=lambda: later(hours=5))
            mailroom.read(later(hours=6))

            there = set(Message.objects.filter(kind="inbound").values_list("message_id", flat=True))
            missing = [n for n in range(BEFORE + INBOUND) if f"<in-{n}@customer.example>" not in there]
            doubled = Message.objects.filter(message_id__startswith="<in-").count() - BEFORE - INBOUND
            send(later(hours=6))
            while_held = len(smtp.delivered) - once
            assert release_outbox(at=later(hours=7))
            send(later(hours=8))
            again = smtp.delivered[once:]
            repeated = ids_of(smtp.texts[once:]) & known
            print(
                f"\nF20: {len(missing)} of {INBOUND} inbound missing, {doubled} doubled, "
                f"{len([to for to in again if to.endswith('@customer.example')])} of {sent_after} sent again; "
                f"{undecided} wait for a decision; {made.manifest.row_count} rows, "
                f"{time.monotonic() - began:.1f} s in all"
            )
            assert (looked.missing, looked.problem) == (0, "")
            assert (missing, doubled, while_held, repeated) == ([], 0, 0, set())
            assert [to for to in again if to.endswith("@customer.example")] == []
            assert undecided == WAITING
            assert OutboundMail.objects.filter(state=OutboundMail.State.UNKNOWN).count() == WAITING
            fetched_again = Message.objects.filter(hint=HINT)
            assert fetched_again.count() == INBOUND
            assert not OutboundMail.objects.filter(
                kind="ack", message__conversation__in=fetched_again.values("conversation")
            ).exists()
            assert min(fetched_again.values_list("conversation_id", flat=True)) > last_number
            assert storage.get(blob) == b"an attachment"
            assert Alert.objects.filter(kind=Alert.Kind.HEALTH).count() == 1
            assert not Fact.objects.filter(key="outbox.held").exists()

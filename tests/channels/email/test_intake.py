"""The drain: few statements a mail, one mail one transaction, never two hands on one mail."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rapport.channels.email import intake
from rapport.channels.email.actions import raw
from rapport.channels.email.models import RawMail
from rapport.channels.email.queries import places
from rapport.conversations.models import Message
from rapport.flows.mail_is_read import STORY
from rapport.platform.jobs import Job
from tests.cast import NOON, UMA, conversation, inbox, later
from tests.mailroom import InProcess, environment, hand_in, mail, read, secret_address
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_pool", [InProcess()])
    inbox()


def statements(raw_mail: RawMail) -> list[str]:
    """From begin to commit of one mail, which inside a test's own transaction are SAVEPOINT and RELEASE."""
    with CaptureQueriesContext(connection) as seen:
        assert read() == 1
    raw_mail.refresh_from_db()
    assert raw_mail.state == RawMail.State.DONE
    texts = [query["sql"] or "" for query in seen.captured_queries]  # of a prepared statement nothing is known
    start = next(number for number, text in enumerate(texts) if text.startswith("SAVEPOINT"))
    end = next(number for number, text in enumerate(texts) if text.startswith("RELEASE"))
    return texts[start : end + 1]


def test_a_mail_of_a_new_customer_takes_fourteen_statements() -> None:
    assert len(statements(hand_in(mail(("New", "new@customer.example"))))) <= 14


def test_a_reply_takes_one_more_to_call_back_what_waits_to_be_sent() -> None:
    address = secret_address(conversation())
    assert len(statements(hand_in(mail(UMA, address), address))) <= 15


def test_nested_savepoints_are_not_used() -> None:
    found = statements(hand_in(mail()))
    assert [text for text in found if text.startswith("SAVEPOINT")] == found[:1]


def test_many_mails_are_read_in_the_order_in_which_they_came() -> None:
    for number in range(60):
        hand_in(mail(text=f"number {number}"), at=NOON + timedelta(seconds=number))
    assert read() == 60
    assert [int(message.text.split()[1]) for message in Message.objects.order_by("id")] == list(range(60))


def test_it_stops_at_its_limit_and_asks_to_be_called_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Job] = []
    monkeypatch.setattr(intake, "enqueue_once", asked.append)
    for _ in range(5):
        hand_in(mail())
    assert read(limit=3) == 3
    assert asked == [Job.INTAKE]
    assert read(limit=3) == 2
    assert asked == [Job.INTAKE]


def test_it_stops_when_it_is_told_to() -> None:
    for _ in range(5):
        hand_in(mail())
    answers = iter([True, True, True, False, False])
    assert intake.drain(STORY, limit=100, at_source=lambda: later(hours=1), go_on=lambda: next(answers)) == 3
    assert RawMail.objects.filter(state=RawMail.State.NEW).count() == 2


def test_what_is_not_due_is_left_alone() -> None:
    hand_in(mail(), at=later(hours=2))
    assert read(later(hours=1)) == 0
    assert read(later(hours=3)) == 1


def test_a_second_drain_in_the_same_process_makes_the_first_look_again() -> None:
    hand_in(mail())
    calls: list[int] = []

    def clock_that_calls_again() -> object:
        if not calls:
            calls.append(intake.drain(STORY, limit=10, at_source=lambda: later(hours=1)))
        return later(hours=1)

    assert intake.drain(STORY, limit=10, at_source=clock_that_calls_again) == 1  # type: ignore[arg-type]
    assert calls == [0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", ["the mail", "its twin"])
def test_a_mail_in_another_hand_is_left_to_it(held: str) -> None:
    inbox()
    text = mail(message_id="<one@customer.example>")
    mine = hand_in(text)
    number = intake._twin(intake._Item(mine, InProcess().parse(text), places()))
    with psycopg.connect(environment()["RAPPORT_DATABASE_URL"]) as other:
        if held == "the mail":
            other.execute("SELECT 1 FROM email_rawmail WHERE id = %s FOR UPDATE", [mine.pk])
        else:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        assert read() == 0
        other.rollback()
        assert read() == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_double_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox()
    same = mail(message_id="<twin@customer.example>")
    for _ in range(40):
        hand_in(mail())
        hand_in(same)
    monkeypatch.setattr(intake, "_running", Free())

    def run() -> None:
        try:
            while RawMail.objects.filter(state=RawMail.State.NEW).exists():
                intake.drain(STORY, limit=1000, at_source=lambda: later(hours=1))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert Message.objects.count() == 41
    assert Message.objects.filter(message_id="<twin@customer.example>").count() == 1


class Free:
    """A lock that locks nobody out, as if the readers were processes of their own."""

    def acquire(self, *, blocking: bool) -> bool:
        return True

    def release(self) -> None:
        return


def test_the_raw_mail_is_stored_once_under_its_key() -> None:
    arrival = raw.Arrival("imap:1:2:3", "imap", mail(), NOON)
    raw.store([arrival], at=NOON)
    raw.store([arrival], at=NOON)
    assert RawMail.objects.count() == 1


def test_a_mail_without_any_inbox_waits_for_one() -> None:
    stored = hand_in(mail())
    inbox().__class__.objects.all().delete()
    for minute in (1, 2, 3, 4):
        assert read(later(minutes=minute)) == 0
    stored.refresh_from_db()
    assert (stored.state, stored.error) == (RawMail.State.NEW, "reading it failed (NoInbox)")
    inbox()
    assert read(later(minutes=10)) == 1

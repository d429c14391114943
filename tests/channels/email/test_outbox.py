"""The outbox alone: what is queued, and which steps its rows may take."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from rapport.alerts.actions import News
from rapport.alerts.models import Alert
from rapport.channels.email import addresses, retry
from rapport.channels.email.actions import outbox
from rapport.channels.email.models import OutboundMail
from rapport.flows.raise_alert import raise_alert
from rapport.platform.models import Event
from tests import cast
from tests.cast import later
from tests.channels.email.outgoing import reply_of

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=60)
State = OutboundMail.State


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [(str(task), str(queue)) for task, queue in cursor.fetchall()]


def claimed(mail: OutboundMail, at: datetime) -> OutboundMail:
    taken = outbox.claim(mail.pk, at=at, lease=LEASE)
    assert taken is not None
    return taken


def sending(mail: OutboundMail, at: datetime) -> OutboundMail:
    taken = claimed(mail, at)
    assert outbox.begin_sending(taken, at=at)
    return taken


def test_a_reply_is_queued_with_an_id_that_the_message_keeps() -> None:
    message, mail = reply_of()
    message.refresh_from_db()
    assert mail.header_id == message.message_id
    assert addresses.is_our_message_id(mail.header_id)
    assert mail.header_id.endswith("@desk.example>")
    assert (mail.state, mail.recipient, mail.tries) == (State.QUEUED, "uma@customer.example", 0)
    assert jobs()[-1] == ("deliver", "deliver")


def test_a_reply_to_several_is_a_row_each_with_one_message_id() -> None:
    message, first = reply_of()
    more = outbox.queue_reply(
        message, [("Sol@Customer.example", "Sol"), ("sol@customer.example ", "Sol again"), ("", "nobody")], at=later()
    )
    assert [mail.recipient for mail in more] == ["Sol@Customer.example"]
    assert more[0].header_id == first.header_id
    assert more[0].bounce_key != first.bounce_key


def test_what_is_rolled_back_is_neither_queued_nor_a_job() -> None:
    conversation = cast.conversation()
    before = len(jobs())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cast.answers(conversation)
        raise ZeroDivisionError
    assert not OutboundMail.objects.exists()
    assert len(jobs()) == before


def test_a_mail_is_claimed_by_one() -> None:
    _, mail = reply_of()
    assert outbox.claim(mail.pk, at=later(minutes=10), lease=LEASE) is not None
    assert outbox.claim(mail.pk, at=later(minutes=10), lease=LEASE) is None


def test_a_mail_is_not_claimed_before_its_time() -> None:
    _, mail = reply_of()
    assert outbox.claim(mail.pk, at=later(minutes=9), lease=LEASE) is None


def test_a_lost_lease_is_taken_over_and_the_late_worker_stays_silent() -> None:
    _, mail = reply_of()
    late = claimed(mail, later(minutes=10))
    assert outbox.claim(mail.pk, at=later(minutes=10, seconds=59), lease=LEASE) is None
    second = claimed(mail, later(minutes=11))
    assert not outbox.begin_sending(late, at=later(minutes=11))
    assert outbox.begin_sending(second, at=later(minutes=11))


def test_a_late_worker_cannot_put_off_what_another_carries() -> None:
    _, mail = reply_of()
    late = claimed(mail, later(minutes=10))
    claimed(mail, later(minutes=11))
    outbox.mark_deferred(late, "451 later", at=later(minutes=11))
    outbox.mark_failed(late, "550 no", at=later(minutes=11))
    mail.refresh_from_db()
    assert mail.state == State.LEASED


def test_a_server_that_took_it_is_believed_even_late() -> None:
    _, mail = reply_of()
    taken = sending(mail, later(minutes=10))
    outbox.give_up_silent(at=later(minutes=26))
    outbox.mark_sent(taken, at=later(minutes=30))
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert outbox.due_ids(at=later(days=9), limit=9) == []


def test_while_the_answer_is_due_nobody_tries_again() -> None:
    _, mail = reply_of()
    sending(mail, later(minutes=10))
    at = later(minutes=10) + timedelta(seconds=retry.ANSWER_SECONDS + 60)
    assert outbox.give_up_silent(at=at) == []
    assert outbox.due_ids(at=at, limit=9) == []


def test_a_reply_without_an_answer_is_tried_once_more_after_a_quarter_of_an_hour() -> None:
    _, mail = reply_of()
    taken = sending(mail, later(minutes=10))
    outbox.mark_unknown(taken, "no answer", at=later(minutes=20))
    assert outbox.due_ids(at=later(minutes=34), limit=9) == []
    again = sending(mail, later(minutes=35))
    assert (again.tries, again.copies) == (2, 2)
    outbox.mark_unknown(again, "no answer", at=later(minutes=45))
    assert outbox.is_over(again)
    assert outbox.due_ids(at=later(days=9), limit=9) == []


def test_an_automatic_mail_without_an_answer_is_never_tried_again() -> None:
    message = cast.arrives()
    mail = outbox.queue_acknowledgement(message, cast.UMA[::-1], at=later())
    taken = sending(mail, later())
    outbox.mark_unknown(taken, "no answer", at=later(minutes=10))
    assert outbox.is_over(taken)
    assert outbox.due_ids(at=later(days=9), limit=9) == []


def test_a_text_refused_after_the_dot_is_no_copy() -> None:
    _, mail = reply_of()
    taken = sending(mail, later(minutes=10))
    assert taken.copies == 1
    outbox.mark_deferred(taken, "451 later", at=later(minutes=10))
    mail.refresh_from_db()
    assert (mail.state, mail.copies) == (State.DEFERRED, 0)


def test_each_end_is_told_once() -> None:
    _, mail = reply_of()
    taken = sending(mail, later(minutes=10))
    outbox.mark_sent(taken, at=later(minutes=10))
    outbox.mark_sent(taken, at=later(minutes=10))
    assert list(Event.objects.filter(name__startswith="email.").values_list("name", flat=True)) == ["email.sent"]


def test_an_alert_is_queued_to_its_user() -> None:
    conversation = cast.conversation()
    [alert] = raise_alert(cast_news(conversation.pk), [cast.mo()], at=later(), by_mail=False)
    mail = outbox.queue_alert(alert, at=later())
    assert (mail.recipient, mail.conversation_id, mail.kind) == ("mo@desk.example", conversation.pk, "alert")


def cast_news(conversation_id: int) -> News:

    return News(Alert.Kind.UNHAPPY, "k", "Uma is unhappy", "/conversations/R-1001", conversation_id=conversation_id)


@pytest.mark.parametrize(
    ("tries", "wait"), [(1, 5), (2, 15), (3, 60), (4, 60), (40, 60)], ids=["first", "second", "third", "4th", "40th"]
)
def test_the_waits_are_5_15_and_60_minutes_then_hourly(tries: int, wait: int) -> None:
    at = later()
    assert retry.next_try(tries=tries, since=at, at=at) == at + timedelta(minutes=wait)


def test_after_two_days_it_is_given_up() -> None:
    assert retry.next_try(tries=50, since=later(), at=later(hours=47)) == later(hours=48)
    assert retry.next_try(tries=50, since=later(), at=later(hours=47, seconds=1)) is None


def test_the_silence_is_longer_than_a_server_may_take() -> None:
    assert timedelta(seconds=retry.ANSWER_SECONDS) < retry.SILENCE

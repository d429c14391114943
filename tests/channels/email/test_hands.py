"""Threads that write mails side by side."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from rapport.channels.email import intake
from rapport.channels.email.hands import WAITING_EACH, Hands
from rapport.channels.email.models import RawMail
from rapport.conversations.models import Conversation, Message
from rapport.flows.mail_is_read import STORY
from tests.cast import inbox, later
from tests.mailroom import hand_in, mail
from tests.patience import PATIENCE, wait_for


@pytest.fixture
def hands() -> Iterator[Hands]:
    made = Hands(3)
    yield made
    made.close()


def test_what_has_the_same_key_keeps_its_order(hands: Hands) -> None:
    done: dict[int, list[int]] = {number: [] for number in range(7)}

    def do(item: int) -> bool:
        time.sleep(0.001 * (item % 3))
        done[item % 7].append(item)
        return item % 2 == 0

    assert hands.share_out(range(200), do, key=lambda item: str(item % 7)) == 100
    assert {key: items == list(range(key, 200, 7)) for key, items in done.items()} == dict.fromkeys(range(7), True)


def test_they_work_at_the_same_time(hands: Hands) -> None:
    meeting = threading.Barrier(2, timeout=PATIENCE)

    def do(_: str) -> bool:
        meeting.wait()
        return True

    assert hands.share_out(["a", "b"], do, key=lambda item: item) == 2  # b and a have different threads


def test_they_take_no_more_ahead_than_they_need(hands: Hands) -> None:
    taken, open_door = 0, threading.Event()

    def items() -> Iterator[int]:
        nonlocal taken
        for taken in range(1000):
            yield taken
            if taken == 3 * WAITING_EACH - 1:
                threading.Timer(0.2, open_door.set).start()
            assert open_door.is_set() or taken < 3 * WAITING_EACH

    assert hands.share_out(items(), lambda _: open_door.wait(PATIENCE), key=str) == 1000


def test_the_first_error_ends_it_and_is_raised(hands: Hands) -> None:
    done: list[int] = []

    def do(item: int) -> bool:
        if item == 20:
            raise OSError("disk full")
        done.append(item)
        return True

    with pytest.raises(OSError, match="disk full"):
        hands.share_out(range(10_000), do, key=str)
    assert 20 not in done
    assert len(done) < 60


def others_connected() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_many_mails_become_one_message_each_and_those_of_one_sender_stay_in_order() -> None:
    before = others_connected()  # the live server of other tests keeps one
    inbox()
    for number in range(60):
        sender = ("", f"customer{number % 5}@example.org")
        hand_in(mail(sender, message_id=f"<{number}@example.org>", text=f"number {number}"))
    try:
        drained = intake.drain(STORY, limit=1000, at_source=lambda: later(hours=1), hands=3)
        assert drained == 60
        assert RawMail.objects.filter(state=RawMail.State.DONE).count() == Message.objects.count() == 60
        assert Conversation.objects.values("customer").distinct().count() == 5
        for customer in range(5):
            mine = Message.objects.filter(from_address=f"customer{customer}@example.org").order_by("id")
            assert [int(message.text.split()[1]) for message in mine] == list(range(customer, 60, 5))
        wait_for(lambda: others_connected() <= before)  # the server takes a moment to let go of who left
    finally:
        intake.close()

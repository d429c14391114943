"""F08: mails without a Message-ID, without a date, or from the future become entries in the order of their receipt."""

import random
from datetime import timedelta

import pytest

from rapport.conversations.models import Message
from tests.cast import NOON, inbox, later
from tests.mailroom import hand_in, mail, read

pytestmark = pytest.mark.django_db
DATES = [
    None,
    "",
    "Wed, 04 Mar 2099 11:59:00 +0000",
    "yesterday",
    "Thu, 1 Jan 1970 00:00:00 +0000",
    "32 Foo 2026 99:99",
]


def odd_mail(number: int, chance: random.Random) -> bytes:
    raw = mail(text=f"This is number {number}.", message_id="")
    lines = [line for line in raw.split(b"\r\n") if not line.startswith(b"Date:")]
    date = chance.choice(DATES)
    return b"\r\n".join(lines if date is None else [f"Date: {date}".encode(), *lines])


def test_two_hundred_are_two_hundred_in_order_of_receipt() -> None:
    inbox()
    chance = random.Random(8)
    for number in range(200):
        hand_in(odd_mail(number, chance), at=NOON + timedelta(seconds=number))
    assert read() == 200
    found = list(Message.objects.order_by("at", "id"))
    assert [message.text.split()[3] for message in found] == [f"{number}." for number in range(200)]
    assert all(message.at == NOON + timedelta(seconds=number) for number, message in enumerate(found))
    assert len({message.message_id for message in found}) == 200
    assert all(message.message_id.endswith("@no-message-id.invalid>") for message in found)


def test_a_clock_of_the_receiver_that_was_ahead_does_not_put_a_mail_into_the_future() -> None:
    inbox()
    hand_in(mail(), at=later(days=2))
    assert read(later(days=2)) == 1
    assert Message.objects.get().at == later(days=2)


def test_the_same_mail_without_an_id_twice_is_one() -> None:
    inbox()
    raw = mail(message_id="")
    hand_in(raw)
    hand_in(raw)
    read()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("zone", ["-1900", "-1600", "+2359", "-2359", "+1559"])
@pytest.mark.parametrize("year", ["2002", "0001", "9999"])
def test_an_archive_with_zones_that_no_place_on_earth_has_comes_in_readable(zone: str, year: str) -> None:
    """Spam of 2002 claims -1900, and PostgreSQL takes no offset of 16 hours and more."""
    inbox()
    raw = mail().replace(b"04 Mar 2026 11:59:00 +0000", f"04 Mar {year} 11:59:00 {zone}".encode())
    hand_in(raw, source="import")
    assert read(NOON) == 1
    message = Message.objects.get()
    assert message.unreadable == ""
    assert message.at <= NOON

"""S31: the contact form cannot be made to mail a stranger: one receipt a day at most, with no word of the sender's."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from rapport.channels.email.models import OutboundMail
from rapport.channels.form import pages
from rapport.conversations.models import Conversation, Message
from rapport.flows.deliver_message import deliver, deliver_due
from rapport.platform import clock
from tests import cast
from tests.cast import NOON, later
from tests.channels.email.outgoing import Letterbox, body
from tests.labs import sized

pytestmark = pytest.mark.django_db
NETWORKS = 50
WORDS = "Urgent-invoice-4711 https://pay.evil.example/now"
WAYS = ["victim@home.example", "Victim@Home.example", "victim+{}@home.example", "VICTIM+{}.x@home.example"]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[datetime]]:
    moment = [NOON]
    settings.RAPPORT_CONTACT_FORM = ["1"]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    cast.inbox(acknowledge=True)
    yield moment


def post(client: Client, number: int, address: str, at: datetime) -> int:
    page = pages.new(cast.inbox().pk, at=at - timedelta(minutes=1)).token
    typed = {"name": f"{WORDS} {number}", "email": address, "subject": WORDS, "message": WORDS, "page": page}
    return int(client.post("/contact/", typed, REMOTE_ADDR=f"198.{number % NETWORKS}.0.{number % 200}").status_code)


def delivered() -> Letterbox:
    box = Letterbox()
    for mail in OutboundMail.objects.filter(state=OutboundMail.State.QUEUED):
        deliver(mail.pk, clock=lambda: later(days=3), carrier=box)
    return box


def test_a_thousand_forms_with_one_address_from_fifty_networks(client: Client, _now: list[datetime]) -> None:
    posts, dice = sized(1000, least=320), random.Random(31)
    statuses = []
    for number in range(posts):
        _now[0] = later(seconds=number * 3)
        statuses.append(post(client, number, dice.choice(WAYS).format(number), _now[0]))
    box = delivered()
    to_victim = [mail for mail in box.mails if "home.example" in str(mail["To"]).lower()]
    said = [mail.as_string() + body(mail) + body(mail, "html") + str(mail["Subject"]) for mail in to_victim]
    attackers = sum(word in text for text in said for word in (*WORDS.split(), "4711", "evil"))
    taken = statuses.count(200)
    print(
        f"\nS31: {posts} forms with one address from {NETWORKS} networks: {taken} taken, "
        f"{statuses.count(429)} refused, {len(to_victim)} mail to the address, {attackers} words of the sender in it"
    )
    assert len(to_victim) == 1
    assert attackers == 0
    assert taken + statuses.count(429) == posts
    assert taken <= 2 * 5 * NETWORKS, "five an hour, and the lab lasts less than an hour"
    assert Conversation.objects.count() == taken


def test_the_next_day_it_is_one_again(client: Client, _now: list[datetime]) -> None:
    for day in range(3):
        for number in range(4):
            _now[0] = later(days=day, hours=day, minutes=number)
            assert post(client, number + 10 * day, f"victim+{number}@home.example", _now[0]) == 200
    assert OutboundMail.objects.filter(kind="ack").count() == 3


def test_two_people_get_one_each(client: Client) -> None:
    for number, address in enumerate(("one@home.example", "two@home.example", "no-reply@home.example")):
        assert post(client, number, address, NOON) == 200
    assert sorted(OutboundMail.objects.values_list("recipient", flat=True)) == ["one@home.example", "two@home.example"]


def test_what_is_answered_is_the_forms_alone(client: Client) -> None:
    """An inbox that sends no receipts sends none to forms, and everything switched off stays off."""
    inbox = cast.inbox()
    inbox.acknowledge = False
    inbox.save()
    post(client, 1, "one@home.example", NOON)
    assert Message.objects.filter(kind="automatic").count() == 0
    assert deliver_due(limit=10, clock=lambda: later()) == 0

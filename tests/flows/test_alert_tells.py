"""Whoever hears of an unhappy customer hears enough to act: the reply, the words, what was before, what they bought."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.flows.deliver_message import deliver
from rapport.orders import actions as shop_actions
from rapport.orders import asking
from rapport.recovery.models import Recovery
from rapport.team.models import Role, User
from tests import cast
from tests.cast import NOON, later
from tests.channels.email.outgoing import Letterbox, body
from tests.desk.conftest import client_of
from tests.flows.test_customer_rates import asked, votes
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
ORDERS = [{"title": f"Order {number}", "amount": "89 €", "state": "late", "date": "2026-02-01"} for number in range(5)]


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver() as found:
        found.says = json.dumps({"orders": ORDERS}).encode()
        monkeypatch.setattr(asking, "_client", found.client)
        shop_actions.keep_source("https://shop.example/orders", actor=cast.mo(), at=NOON)
        yield found


def unhappy() -> None:
    votes(asked(), 4, "button", at=later(minutes=5))
    votes(asked(), 1, "button", at=later(days=1), comment="Nobody listens")


def letter_to(user: User) -> tuple[str, str]:
    box = Letterbox()
    for mail in OutboundMail.objects.filter(kind="alert", alert__user=user):
        deliver(mail.pk, clock=lambda: later(days=1, minutes=1), carrier=box)
    [letter] = box.mails
    return body(letter), body(letter, "html")


def test_the_mail_tells_the_reply_the_words_what_was_before_and_what_they_bought(shop: Receiver) -> None:
    unhappy()
    for text in letter_to(cast.mo()):
        for words in ("Nobody listens", "Great (2026-03-04)", "Order 0 · 89 € · late · 2026-02-01", "… and 2 more."):
            assert words in text
    assert Alert.objects.get(user=cast.mo(), level=1).context, "the rated reply"


def test_the_pages_tell_it_too(shop: Receiver) -> None:
    unhappy()
    client = client_of(cast.mo())
    shown = client.get("/alerts/").content.decode()
    assert "Before: Great (2026-03-04)" in shown
    assert "The reply it is about" in shown
    assert "data-lazy" in client.get(f"/recoveries/{Recovery.objects.get().pk}/").content.decode()


def test_a_silent_shop_keeps_no_alert_back(shop: Receiver) -> None:
    shop.answers = [500]
    unhappy()
    text, _ = letter_to(cast.mo())
    assert "What the shop knows" not in text
    assert "Nobody listens" in text


def test_what_a_shop_answers_stays_words(shop: Receiver) -> None:
    shop.says = json.dumps({"orders": [{"title": "<script>alert(1)</script>", "state": "\u202e"}]}).encode()
    unhappy()
    assert "<script>" not in letter_to(cast.mo())[1]


def test_people_of_other_companies_are_not_told_what_was_bought(shop: Receiver) -> None:
    User.objects.filter(pk=cast.ada().pk).update(role=Role.PARTNER)
    asked().conversation.inbox.teams.add(cast.team("Workshop", cast.ada()))
    unhappy()
    assert "Order 0" not in letter_to(cast.ada())[0]
    assert shop.heard == []


def test_the_first_rating_has_no_before() -> None:
    votes(asked(), 1, "button")
    assert Alert.objects.get(user=cast.mo()).history == ""


def test_only_what_counts_is_told_and_the_newest_five() -> None:
    for day in range(7):
        votes(asked(), 3 + day % 2, "button", at=NOON + timedelta(days=day))
    votes(asked(), 1, "button", at=later(days=9))
    history = Alert.objects.get(user=cast.mo(), level=1).history
    assert history.count(" (") == 5
    assert history.startswith("Good (2026-03-10)")

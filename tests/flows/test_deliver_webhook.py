"""A webhook leaves signed, is tried for days, and is given up with a word to its owner."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from rapport.alerts.models import Alert
from rapport.channels.email.models import OutboundMail
from rapport.flows.deliver_webhook import deliver, deliver_due
from rapport.webhooks import actions, queries
from rapport.webhooks.models import Delivery, Endpoint
from tests.cast import NOON, later, mo
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
BODY = '{"type": "message.received", "timestamp": "x", "data": {"name": "Zoë"}}'


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def made() -> tuple[Endpoint, str, Delivery]:
    endpoint, secret = actions.add_endpoint(
        mo(), name="Shop", url="https://shop.example/hook", wanted=["message.received"], at=NOON
    )
    return endpoint, secret, actions.queue(endpoint, "message.received", BODY, at=NOON)


def tried(delivery: Delivery, other: Receiver, at: datetime = NOON) -> Delivery:
    deliver(delivery.pk, clock=lambda: at, clients=other.client)
    delivery.refresh_from_db()
    return delivery


def test_the_other_side_can_check_who_sent_it(other: Receiver) -> None:
    _, secret, delivery = made()
    at = datetime.now(UTC)
    delivery = tried(delivery, other, at)
    headers, body = other.heard[0]
    assert body == BODY
    assert headers["webhook-id"] == delivery.webhook_id
    assert Webhook(secret).verify(body, headers)["data"]["name"] == "Zoë"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("Zoë", "Zoe"), headers)
    assert delivery.state == Delivery.State.SENT
    assert [(one["status"], one["words"]) for one in delivery.attempts] == [(200, "thanks")]


def test_while_it_is_changed_both_secrets_sign(other: Receiver) -> None:
    endpoint, old, delivery = made()
    at = datetime.now(UTC)
    new = actions.rotate(endpoint, actor=mo(), at=at)
    tried(delivery, other, at)
    headers, body = other.heard[0]
    for secret in (old, new):
        Webhook(secret).verify(body, headers)


def test_it_is_tried_again_under_the_same_id_until_it_arrives(other: Receiver) -> None:
    _, _, delivery = made()
    other.answers = [500, 200]
    delivery = tried(delivery, other)
    assert (delivery.state, delivery.due_at) == (Delivery.State.WAITING, later(seconds=5))
    tried(delivery, other, later(seconds=4))
    assert len(other.heard) == 1
    delivery = tried(delivery, other, later(seconds=5))
    assert delivery.state == Delivery.State.SENT
    assert len({headers["webhook-id"] for headers, _ in other.heard}) == 1
    assert Endpoint.objects.get().failing_since is None


def test_two_workers_do_not_send_it_twice(other: Receiver) -> None:
    _, _, delivery = made()
    assert actions.claim(delivery.pk, at=NOON)
    tried(delivery, other)
    assert other.heard == []
    assert actions.claim(delivery.pk, at=later(seconds=61)), "a worker that died holds it for a minute only"


def test_a_redirect_is_followed_nowhere(other: Receiver) -> None:
    _, _, delivery = made()
    other.answers = [302]
    assert tried(delivery, other).attempts[0]["status"] == 302
    assert len(other.heard) == 1


def test_nobody_there_is_told_in_words() -> None:
    _, _, delivery = made()
    nobody = Receiver(port=1)
    assert tried(delivery, nobody).attempts[0]["words"] == "The connection broke (ConnectError)."


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::ffff:7f00:1]/", "https://169.254.169.254/latest/"])
def test_an_inward_address_is_never_reached(url: str) -> None:
    endpoint, _, delivery = made()
    Endpoint.objects.filter(pk=endpoint.pk).update(url=url)
    deliver(delivery.pk, clock=lambda: NOON)
    delivery.refresh_from_db()
    assert "not on the public internet" in delivery.attempts[0]["words"]


def test_gone_means_gone(other: Receiver) -> None:
    _, _, delivery = made()
    other.answers = [410]
    tried(delivery, other)
    endpoint = Endpoint.objects.get()
    assert not endpoint.is_active
    assert "410" in endpoint.switched_off_why
    assert queries.due(later(days=1)) == []


def test_after_three_days_it_is_switched_off_and_its_owner_told_once(other: Receiver) -> None:
    endpoint, _, delivery = made()
    other.answers = [503]
    at = NOON
    for _ in range(9):
        delivery = tried(delivery, other, at)
        at = delivery.due_at
    assert len(other.heard) == 9
    assert delivery.state == Delivery.State.FAILED
    assert not Endpoint.objects.get().is_active
    alert = Alert.objects.get()
    assert (alert.user, alert.path) == (mo(), f"/settings/webhooks/{endpoint.pk}/")
    assert OutboundMail.objects.filter(alert=alert).count() == 1


def test_a_replay_sends_the_very_same(other: Receiver) -> None:
    _, _, delivery = made()
    tried(delivery, other)
    actions.replay(delivery, actor=mo(), at=later(days=2))
    tried(delivery, other, later(days=2))
    assert other.heard[0][1] == other.heard[1][1]
    assert other.heard[0][0]["webhook-id"] == other.heard[1][0]["webhook-id"]


def test_the_sweep_sends_what_no_job_did(other: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    from rapport.platform import outbound

    made()
    monkeypatch.setattr(outbound, "client", other.client)
    assert deliver_due(clock=lambda: NOON, go_on=lambda: True) == 1

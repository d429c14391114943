"""A lead makes a webhook, tests it, looks into its log and sends something again."""

from collections.abc import Iterator

import pytest
from django.test import Client

from rapport.platform import outbound
from rapport.webhooks.models import Delivery, Endpoint
from tests.cast import mo
from tests.desk.conftest import client_of
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
FORM = {"name": "Shop", "url": "https://shop.example/hook", "events": ["message.received"], "is_active": "on"}


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver() as found:
        monkeypatch.setattr(outbound, "client", found.client)
        yield found


@pytest.fixture
def lead(db: None) -> Client:
    return client_of(mo())


def test_the_secret_is_shown_once(lead: Client) -> None:
    shown = lead.post("/settings/webhooks/new/", FORM).content.decode()
    assert "whsec_" in shown
    endpoint = Endpoint.objects.get()
    assert "whsec_" not in lead.get(f"/settings/webhooks/{endpoint.pk}/").content.decode()


def test_a_refused_form_keeps_what_was_typed(lead: Client) -> None:
    answer = lead.post("/settings/webhooks/new/", FORM | {"url": "http://shop.example/hook"})
    assert answer.status_code == 422
    assert b"http://shop.example/hook" in answer.content
    assert b"begins with https://" in answer.content
    assert not Endpoint.objects.exists()


def test_a_test_shows_what_the_other_side_answers(lead: Client, other: Receiver) -> None:
    lead.post("/settings/webhooks/new/", FORM)
    endpoint = Endpoint.objects.get()
    other.answers, other.says = [500, 200], b"<b>no shop today</b>"
    shown = lead.post(f"/settings/webhooks/{endpoint.pk}/test/", follow=True).content.decode()
    assert "&lt;b&gt;no shop today&lt;/b&gt;" in shown
    assert "HTTP 500" in shown
    delivery = Delivery.objects.get()
    again = lead.post(f"/settings/webhooks/{endpoint.pk}/{delivery.pk}/replay/", follow=True).content.decode()
    assert "It arrived." in again
    assert len(other.heard) == 2


def test_switching_it_on_again_forgives(lead: Client) -> None:
    lead.post("/settings/webhooks/new/", FORM)
    Endpoint.objects.update(is_active=False, switched_off_why="Gone.", failing_since="2026-01-01T00:00Z")
    endpoint = Endpoint.objects.get()
    assert b"Gone." in lead.get(f"/settings/webhooks/{endpoint.pk}/").content
    lead.post(f"/settings/webhooks/{endpoint.pk}/", FORM)
    endpoint.refresh_from_db()
    assert (endpoint.is_active, endpoint.failing_since, endpoint.switched_off_why) == (True, None, "")


def test_a_new_secret_and_an_end(lead: Client) -> None:
    lead.post("/settings/webhooks/new/", FORM)
    endpoint = Endpoint.objects.get()
    assert b"whsec_" in lead.post(f"/settings/webhooks/{endpoint.pk}/secret/").content
    lead.post(f"/settings/webhooks/{endpoint.pk}/removal/")
    assert not Endpoint.objects.exists()
    assert b"No webhooks yet" in lead.get("/settings/webhooks/").content


def test_the_list_tells_which_one_fails(lead: Client) -> None:
    lead.post("/settings/webhooks/new/", FORM)
    Endpoint.objects.update(failing_since="2026-01-01T00:00Z")
    assert b"Failing" in lead.get("/settings/webhooks/").content

"""What the shop says stands beside the conversation, after the page, for those who may see whose it is."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.orders import actions, asking, queries
from rapport.platform.models import Event
from rapport.team.models import User
from tests.cast import NOON, ada, cleo, conversation, mo, pat, team
from tests.desk.conftest import client_of
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
HOSTILE = {
    "title": "<script>alert(1)</script>",
    "orders": [
        {
            "title": "<img src=x onerror=alert(1)>",
            "subtitle": "{{ request.user.email }}",
            "state": '"><b>',
            "amount": "849.00 €",
            "date": "2026-03-01",
            "url": 'https://shop.example/"onmouseover="alert(1)',
            "facts": [{"name": "<i>", "value": "javascript:alert(1)"}],
        }
    ],
}


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiver() as found:
        found.says = json.dumps({"orders": [{"title": "Order 1042"}]}).encode()
        monkeypatch.setattr(asking, "_client", found.client)
        yield found


def known() -> str:
    return actions.keep_source("https://shop.example/orders", actor=mo(), at=NOON)


def of(user: User) -> tuple[Client, str]:
    found = conversation()
    found.inbox.teams.add(team("Workshop", ada(), pat(), cleo()))
    return client_of(user), f"/conversations/{found.reference}/"


def test_a_page_asks_for_it_only_where_there_is_a_shop(shop: Receiver) -> None:
    client, path = of(ada())
    assert b"data-lazy" not in client.get(path).content
    assert client.get(f"{path}orders/").status_code == 204
    known()
    assert f'hx-get="{path}orders/"' in client.get(path).content.decode()
    assert shop.heard == [], "the page itself asks nobody"
    assert "Order 1042" in client.get(f"{path}orders/").content.decode()
    assert json.loads(shop.heard[0][1])["data"]["customer"]["addresses"] == ["uma@customer.example"]


def test_it_costs_the_page_nothing(shop: Receiver) -> None:
    client, path = of(ada())
    client.get(path)
    with CaptureQueriesContext(connection) as without:
        client.get(path)
    known()
    queries.source()
    with CaptureQueriesContext(connection) as beside:
        client.get(path)
    assert len(beside) == len(without)


def test_who_may_not_see_an_address_gets_none_of_it(shop: Receiver) -> None:
    known()
    client, path = of(pat())
    assert b"data-lazy" not in client.get(path).content
    assert client.get(f"{path}orders/").status_code == 403
    assert shop.heard == []
    reads, path = of(cleo())
    assert reads.get(f"{path}orders/").status_code == 200


def test_nothing_of_it_is_markup(shop: Receiver) -> None:
    known()
    shop.says = json.dumps(HOSTILE).encode()
    client, path = of(ada())
    text = client.get(f"{path}orders/").content.decode()
    for harm in ("<script>alert", "<img", "<b>", "<i>", '"onmouseover', ada().email):
        assert harm not in text
    assert 'rel="noreferrer noopener"' in text
    assert "1 Mar 2026" in text


def test_a_failure_is_one_line_in_its_place(shop: Receiver) -> None:
    known()
    shop.answers = [503]
    client, path = of(ada())
    answer = client.get(f"{path}orders/")
    assert answer.status_code == 200
    assert "The shop answered 503." in answer.content.decode()
    assert client.get(path).status_code == 200


def test_a_lead_enters_it_sees_the_secret_once_and_tries_it(shop: Receiver) -> None:
    lead = client_of(mo())
    assert b"Ask now" not in lead.get("/settings/orders/").content
    first = lead.post("/settings/orders/", {"url": "https://shop.example/orders"}).content.decode()
    assert "whsec_" in first
    assert "whsec_" not in lead.get("/settings/orders/").content.decode()
    tried = lead.post("/settings/orders/trial/", {"address": "uma@customer.example"}).content.decode()
    assert "Order 1042" in tried
    assert lead.post("/settings/orders/trial/", {"address": "uma"}).status_code == 422
    shop.says = b"<html>"
    assert "cannot be read" in lead.post("/settings/orders/trial/", {"address": "u@x.example"}).content.decode()
    assert "whsec_" in lead.post("/settings/orders/secret/").content.decode()
    assert lead.post("/settings/orders/", {"url": "http://shop.example/"}).status_code == 422
    lead.post("/settings/orders/", {"url": ""})
    assert queries.source() is None
    assert lead.post("/settings/orders/trial/", {"address": "u@x.example"}).status_code == 404
    assert Event.objects.filter(name__startswith="orders.").count() == 3


@pytest.mark.parametrize("url", ["https://xn--/", "https://shop.example/\x01", "https://a b/", "https://:80/"])
def test_an_address_that_cannot_be_asked_is_said_and_breaks_nothing(url: str) -> None:
    client, path = of(ada())
    lead = client_of(mo())
    assert lead.post("/settings/orders/", {"url": url}).status_code in (200, 422)
    if queries.source():
        assert lead.post("/settings/orders/trial/", {"address": "uma@customer.example"}).status_code == 200
        assert "orders-problem" in client.get(f"{path}orders/").content.decode()


def test_it_speaks_german(shop: Receiver) -> None:
    known()
    shop.answers = [503]
    client, path = of(ada())
    text = client.get(f"{path}orders/", headers={"accept-language": "de"}).content.decode()
    assert "Der Shop hat mit 503 geantwortet." in text

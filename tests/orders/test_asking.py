"""The shop is asked in a way it can check, and nothing it answers is believed or can do harm."""

import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
from django.utils import translation
from standardwebhooks import Webhook, WebhookVerificationError

from rapport.orders import actions, asking, cards, queries, rules
from rapport.orders.queries import Source
from rapport.platform import outbound
from rapport.platform.models import Fact
from tests.cast import NOON, later, mo
from tests.house.tree import ROOT
from tests.security.test_S19_outbound_requests import Wire, canary, names
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
ADDRESSES = ["uma@customer.example", "uma@work.example"]
ANSWER = {"title": "Bikes", "orders": [{"title": "Order 1042", "amount": 849, "date": "2026-03-01T10:00:00Z"}]}


@pytest.fixture
def shop() -> Iterator[Receiver]:
    with receiver() as found:
        found.says = json.dumps(ANSWER).encode()
        yield found


def source(url: str = "https://shop.example/orders") -> tuple[Source, str]:
    secret = actions.keep_source(url, actor=mo(), at=NOON)
    found = queries.source()
    assert found
    return found, secret


def asked(shop: Receiver, at: datetime = NOON) -> asking.Heard:
    return asking.ask(source()[0], "c1", ADDRESSES, at=at, clients=shop.client)


def test_the_shop_can_check_who_asks_and_is_told_addresses_and_no_more(shop: Receiver) -> None:
    found, secret = source()
    heard = asking.ask(found, "c1", ADDRESSES, at=datetime.now(UTC), clients=shop.client)
    headers, body = shop.heard[0]
    assert Webhook(secret).verify(body, headers)["data"] == {"customer": {"id": "c1", "addresses": ADDRESSES}}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace("uma@", "eve@"), headers)
    assert heard.card
    assert (heard.card.title, heard.card.orders[0].amount, str(heard.card.orders[0].day)) == (
        "Bikes",
        "849",
        "2026-03-01",
    )


def test_for_a_day_both_secrets_sign_and_none_is_kept_in_the_open(shop: Receiver) -> None:
    found, old = source()
    new = actions.rotate(found, actor=mo(), at=datetime.now(UTC))
    again = queries.source()
    assert again
    asking.ask(again, "c1", ADDRESSES, at=datetime.now(UTC), clients=shop.client)
    for secret in (old, new):
        assert Webhook(secret).verify(shop.heard[0][1], shop.heard[0][0])
        assert secret not in str(Fact.objects.get(pk=queries.KEY).value)
    assert actions.secrets_of(again, at=datetime.now(UTC).replace(year=2100)) == [new]


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (b"<html>", "Invalid JSON"),
        (b"", "Invalid JSON"),
        (b"[]", "should be an object"),
        (b"{}", "orders: Field required"),
        (b'{"orders": {}}', "orders"),
        (b'{"orders": [{}]}', "orders.0.title: Field required"),
        (b'{"orders": [{"title": " "}]}', "orders.0.title"),
        (b'{"orders": [{"title": "x", "url": "javascript:alert(1)"}]}', "orders.0.url: Value error, must begin with"),
        (b'{"orders": [{"title": "x", "url": "data:text/html,x"}]}', "orders.0.url"),
        (b'{"orders": [{"title": "x", "url": "//evil.example"}]}', "orders.0.url"),
        (b'{"orders": [{"title": "x", "url": "https://[/"}]}', "orders.0.url"),
        (b'{"orders": [{"title": "x\\u0000"}]}', "orders.0.title"),
        (b'{"orders": [{"title": {"a": 1}}]}', "orders.0.title"),
        (json.dumps({"orders": [{"title": "x" * 121}]}).encode(), "orders.0.title"),
        (json.dumps({"orders": [{"title": "x"}] * 21}).encode(), "orders"),
        (json.dumps({"orders": [{"title": "x", "facts": [{"name": "a"}]}]}).encode(), "orders.0.facts.0.value"),
        (b'{"orders": ' + b"[" * 30_000, "Invalid JSON"),
        (b"\xff\xfe{}", "Invalid JSON"),
    ],
)
def test_an_answer_that_breaks_a_rule_is_refused_in_one_line(shop: Receiver, says: bytes, why: str) -> None:
    shop.says = says
    heard = asked(shop)
    assert heard.card is None
    assert heard.problem.startswith("The shop’s answer cannot be read.")
    assert why in heard.problem
    assert "\n" not in heard.problem
    assert "pydantic" not in heard.problem


def test_items_are_orders_too_and_more_than_we_know_is_ignored(shop: Receiver) -> None:
    shop.says = b'{"items": [{"title": "A", "colour": "red", "date": "soon"}], "next": null}'
    heard = asked(shop)
    assert heard.card
    assert heard.card.orders[0].day is None


@pytest.mark.parametrize(("status", "words"), [(500, "answered 500"), (404, "answered 404"), (204, "answered 204")])
def test_another_status_is_told(shop: Receiver, status: int, words: str) -> None:
    shop.answers = [status]
    assert words in asked(shop).problem


def test_a_redirect_is_followed_nowhere(shop: Receiver) -> None:
    shop.answers = [302]
    assert "elsewhere (302)" in asked(shop).problem
    assert len(shop.heard) == 1


@pytest.mark.parametrize("target", ["https://169.254.169.254/latest/meta-data/", "https://127.0.0.1/"])
def test_nor_does_the_client_of_the_product_follow_one_inward(target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, shop_example=[["93.184.216.34"]])
    wire = Wire(httpx.Response(302, headers={"Location": target}))
    found, _ = source()
    heard = asking.ask(found, "c1", ADDRESSES, at=NOON, clients=lambda: on(wire))
    assert "elsewhere" in heard.problem
    assert len(wire.sent) == 1


def on(wire: Wire) -> httpx.Client:
    return httpx.Client(transport=outbound.Guarded(wire, most=rules.MOST_BYTES), follow_redirects=True)


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://169.254.169.254/", "https://[::ffff:7f00:1]/"])
def test_an_inward_address_is_never_reached(url: str) -> None:
    with canary() as (port, hits):
        found, _ = source(url.replace("1/", f"1:{port}/"))
        assert "not on the public internet" in asking.ask(found, "c1", ADDRESSES, at=NOON).problem
    assert hits == []


def test_too_much_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, shop_example=[["93.184.216.34"]])
    wire = Wire(httpx.Response(200, stream=httpx.ByteStream(b" " * (rules.MOST_BYTES + 1))))
    found, _ = source()
    assert "too large" in asking.ask(found, "c1", ADDRESSES, at=NOON, clients=lambda: on(wire)).problem


def test_one_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        shop = Receiver(port=silent.getsockname()[1])

        class Impatient(httpx.BaseTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                url = request.url.copy_with(scheme="http", host="127.0.0.1", port=shop.port)
                sent = httpx.Request("POST", url, content=b"", extensions=request.extensions)
                return httpx.HTTPTransport(verify=False).handle_request(sent)

        def impatient() -> httpx.Client:
            return httpx.Client(transport=Impatient(), timeout=0.2)

        heard = asking.ask(source()[0], "c1", ADDRESSES, at=NOON, clients=impatient)
    assert heard.problem == "The shop did not answer within three seconds."


def test_the_client_of_the_product_waits_three_seconds() -> None:
    with asking._client() as client:
        assert client.timeout == httpx.Timeout(3.0)


def test_it_is_asked_once_a_minute_for_the_same_customer(shop: Receiver) -> None:
    found, _ = source()
    for addresses in (ADDRESSES, ADDRESSES[::-1], ["rex@customer.example"]):
        assert asking.known(found, "c1", addresses, at=NOON, clients=shop.client).card
    assert len(shop.heard) == 2


def test_a_shop_that_is_silent_is_left_alone_for_a_moment(shop: Receiver) -> None:
    found, _ = source()
    shop.answers = [500]
    for addresses in (ADDRESSES, ["rex@customer.example"]):
        assert asking.known(found, "c1", addresses, at=NOON, clients=shop.client).card is None
    assert len(shop.heard) == 1


@pytest.mark.parametrize("status", [200, 404])
def test_what_is_wrong_about_one_customer_keeps_nobody_elses_card_away(shop: Receiver, status: int) -> None:
    found, _ = source()
    good, shop.says, shop.answers = shop.says, b'{"orders": 7}', [status]
    assert asking.known(found, "c1", ADDRESSES, at=NOON, clients=shop.client).card is None
    shop.says, shop.answers = good, [200]
    assert asking.known(found, "c2", ["rex@customer.example"], at=NOON, clients=shop.client).card
    assert asking.known(found, "c1", ADDRESSES, at=NOON, clients=shop.client).card is None
    assert len(shop.heard) == 2


def test_a_problem_is_told_in_the_language_of_who_reads(shop: Receiver) -> None:
    found, _ = source()
    shop.answers = [500]
    for language, words in (("de", "Der Shop"), ("en", "The shop answered 500.")):
        with translation.override(language):
            assert words in asking.known(found, "c1", ADDRESSES, at=NOON, clients=shop.client).problem


@pytest.mark.parametrize("url", ["", "http://shop.example/", "https://", "https://me@shop.example/", "https://[/", "x"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(actions.OrdersError, match="begins with https"):
        actions.keep_source(url, actor=mo(), at=later(minutes=1))
    assert queries.source() is None


def test_the_example_of_the_document_is_understood() -> None:
    text = (ROOT / "docs" / "orders.md").read_text()
    [example] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    card = cards.read(example.encode())
    assert card.orders[0].facts[0].value == "JD0146"
    for number in (rules.MOST_ORDERS, rules.MOST_FACTS, rules.MOST_ADDRESSES):
        assert str(number) in text

"""Alerts leave for chats and other systems: once told, at least once sent, and with no more words than wanted."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from rapport.alerts import actions, posting, queries, rules
from rapport.alerts.actions import News, RouteError, Wanted
from rapport.alerts.models import Alert, Post, Route
from rapport.flows import check_up, deliver_post
from rapport.flows.deliver_post import deliver, deliver_due
from rapport.flows.raise_alert import raise_alert
from rapport.platform import outbound
from rapport.platform.health import Level
from rapport.platform.models import Event
from rapport.webhooks.actions import new_secret
from tests import cast
from tests.cast import NOON, later, mo, olga
from tests.flows.test_customer_rates import asked, votes
from tests.racing import together
from tests.security.test_S19_outbound_requests import INWARD
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.django_db
SECRET_PART = "T0000sEcReTpArT9999"
ADDRESS = {
    "slack": f"https://hooks.slack.com/services/{SECRET_PART}",
    "teams": f"https://prod-12.westeurope.logic.azure.com:443/workflows/{SECRET_PART}/run?sig={SECRET_PART}",
    "discord": f"https://discord.com/api/webhooks/1/{SECRET_PART}",
    "webhook": f"https://shop.example/{SECRET_PART}",
}
EVERY = pytest.mark.parametrize("kind", ADDRESS)


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def route(kind: str = "slack", *, names: bool = False, kinds: tuple[str, ...] = ("unhappy",), **more: Any) -> Route:
    secret = new_secret() if kind == "webhook" else ""
    wanted = Wanted(kinds, more.pop("inboxes", ()), names)
    address = more.pop("address", ADDRESS[kind])
    return actions.add_route(kind, name=kind, address=address, secret=secret, wanted=wanted, actor=mo(), at=NOON)


def news(number: int = 1, kind: Alert.Kind = Alert.Kind.UNHAPPY, **fields: Any) -> News:
    said = {
        "headline": f"Uma Ferrari rated Ada {number}",
        "path": f"/recoveries/{number}",
        "body": "R-1001 The chain slips",
        "quote": "Never again",
        "context": "Have you tried turning it off?",
    }
    return News(kind=kind, key=f"happening-{number}", **(said | fields))


def tell(*which: News, at: datetime = NOON) -> None:
    for one in which or [news()]:
        raise_alert(one, [mo()], at=at)


def leave(other: Receiver, at: datetime = NOON) -> int:
    return sum(deliver(pk, clock=lambda: at, clients=other.client) for pk in queries.posts_due(at))


def heard(other: Receiver) -> list[str]:
    return [body for _, body in other.heard]


@EVERY
def test_a_route_that_names_nobody_gets_not_one_word_of_a_customer(kind: str, other: Receiver) -> None:
    route(kind)
    conversation = cast.conversation()
    tell(news(conversation_id=conversation.pk))
    assert leave(other) == 1
    [body] = heard(other)
    for word in ("Uma", "Ferrari", "Never", "chain", "turning"):
        assert word not in body
        assert word not in str(Post.objects.values().get()), "nor does its row"
    assert conversation.reference in body
    assert "A customer is unhappy" in body
    assert "/recoveries/1" in body


@EVERY
def test_a_route_that_may_name_customers_gets_the_words(kind: str, other: Receiver) -> None:
    route(kind, names=True)
    tell(news(conversation_id=cast.conversation().pk))
    assert leave(other) == 1
    [body] = heard(other)
    for word in ("Uma Ferrari", "Never again", "Have you tried"):
        assert word in body


def test_a_webhook_is_signed_as_standard_webhooks_say(other: Receiver) -> None:
    made = route("webhook", names=True)
    tell(news(quote="@everyone <b>"))
    leave(other)
    [(headers, body)] = other.heard
    told = json.loads(body)
    moment = int(headers["webhook-timestamp"])
    at = datetime.fromtimestamp(moment, NOON.tzinfo)
    assert headers["webhook-signature"] == Webhook(queries.signing_secret_of(made)).sign(
        headers["webhook-id"], at, body
    )
    assert told["type"] == "alert.raised"
    assert told["data"]["alert"]["words"] == "@everyone <b>", "a machine reads words as they are"


def test_only_the_kinds_and_inboxes_that_were_chosen(other: Receiver) -> None:
    shop, club = cast.inbox("shop@desk.example", name="Shop"), cast.inbox("club@desk.example", name="Club")
    route(kinds=("unhappy",), inboxes=(shop.pk,))
    tell(news(1, conversation_id=cast.conversation(inbox=club).pk))
    tell(news(2, Alert.Kind.PROMISE, conversation_id=cast.conversation(inbox=shop).pk))
    tell(news(3, Alert.Kind.HANDOVER, conversation_id=cast.conversation(inbox=shop).pk))
    assert leave(other) == 0
    tell(news(4, conversation_id=cast.conversation(inbox=shop).pk))
    assert leave(other) == 1


def test_one_happening_is_told_once_however_often_and_to_whom_it_is_raised(other: Receiver) -> None:
    route()
    raise_alert(news(), [mo()], at=NOON)
    raise_alert(news(), [olga(), mo()], at=later(minutes=1))
    raise_alert(news(), [], at=later(minutes=2))
    assert leave(other, later(minutes=3)) == 1
    assert leave(other, later(minutes=4)) == 0


@pytest.mark.parametrize(("how", "count"), [("button", 1), ("likely", 0)])
def test_only_what_a_person_surely_clicked_leaves_the_house(how: str, count: int, other: Receiver) -> None:
    route()
    conversation = cast.conversation()
    tell(news(is_sure=how == "button", conversation_id=conversation.pk))
    assert leave(other) == count


def test_the_vote_of_a_person_arrives(other: Receiver) -> None:
    route(names=True)
    votes(asked(), 1, "button", comment="Nobody listens")
    assert leave(other, later(hours=2)) == 1
    assert "Nobody listens" in heard(other)[0]


def test_it_exists_exactly_if_what_it_tells_of_does(other: Receiver) -> None:
    from django.db import transaction

    route()
    with pytest.raises(RuntimeError), transaction.atomic():
        tell()
        raise RuntimeError
    assert not Post.objects.exists()


def test_a_worker_killed_in_the_middle_loses_nothing(other: Receiver) -> None:
    route()
    tell()
    [pk] = queries.posts_due(NOON)
    assert actions.claim_post(pk, at=NOON) is not None
    assert leave(other, later(seconds=59)) == 0, "the lease of the one that died"
    assert leave(other, later(seconds=60)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once() -> None:
    route()
    tell()
    [pk] = queries.posts_due(NOON)
    claimed = together(lambda: actions.claim_post(pk, at=NOON) is not None)
    assert sorted(claimed) == [False, False, False, True]


def test_what_is_refused_is_tried_again_later_and_later_and_then_given_up(other: Receiver) -> None:
    made = route()
    tell()
    other.answers, other.says = [500], b"no_service"
    at, tries = NOON, 0
    while due := Post.objects.filter(state="waiting").values_list("due_at", flat=True).first():
        at = due
        leave(other, at)
        tries += 1
    assert tries == 1 + len(rules.POST_WAITS)
    assert Post.objects.get().state == "dropped"
    made.refresh_from_db()
    assert (made.failures, made.trouble, made.is_active) == (tries, "500 no_service", True)
    other.answers = [200]
    tell(news(2), at=at)
    leave(other, at)
    made.refresh_from_db()
    assert (made.failures, made.trouble, made.arrived_at) == (0, "", at)


@pytest.mark.parametrize("wait", ["90", "date"])
def test_who_asks_us_to_wait_is_left_alone_so_long_by_all_that_is_due(wait: str, other: Receiver) -> None:
    made = route()
    tell(news(1), news(2))
    other.answers, other.wait = [429, 200], "90" if wait == "90" else format_datetime(later(seconds=90), usegmt=True)
    assert leave(other) == 0
    assert len(other.heard) == 1, "the second one is not even tried"
    assert leave(other, later(seconds=89)) == 0
    assert len(other.heard) == 1
    other.wait = ""
    assert leave(other, later(seconds=91)) == 2
    made.refresh_from_db()
    assert (made.failures, made.is_active) == (0, True)


@pytest.mark.parametrize("said", ["-5", "nan", "inf", "1e99", "tomorrow", "", "9" * 400, "٣"])
def test_nonsense_about_waiting_waits_no_longer_than_an_hour(said: str) -> None:
    wait = posting._wait(said, NOON)
    assert wait is None or rules.LEAST_WAIT <= wait <= rules.LONGEST_WAIT


@pytest.mark.parametrize("status", [404, 410])
@EVERY
def test_an_address_that_is_gone_ends_it_and_somebody_hears(kind: str, status: int, other: Receiver) -> None:
    made = route(kind)
    olga()
    tell()
    other.answers = [status]
    assert leave(other) == 0
    made.refresh_from_db()
    assert not made.is_active
    assert Post.objects.get().state == "dropped"
    told = Alert.objects.filter(kind="health").values_list("user__name", "headline")
    assert {who for who, _ in told} == {"Mo Haddad", olga().name}
    assert {what for _, what in told} == {f"Alerts no longer reach “{kind}”"}
    [section] = [one for one in check_up.quick(at=NOON) if one.title == "Alert routes"]
    assert (section.level, section.findings[0].cause) == (Level.FAULT, "route-off")
    tell(news(2))
    assert len(other.heard) == 1, "it is told nothing any more"


def test_what_fails_again_and_again_is_switched_off(other: Receiver) -> None:
    made = route()
    other.answers = [403]
    for number in range(rules.MOST_FAILED_POSTS):
        tell(news(number), at=later(hours=number))
        for pk in queries.posts_due(later(hours=number)):
            deliver(pk, clock=lambda number=number: later(hours=number), clients=other.client)  # type: ignore[misc]
    made.refresh_from_db()
    assert not made.is_active
    assert Event.objects.filter(name="alerts.route_switched_off").count() == 1


def test_old_news_is_no_news(other: Receiver) -> None:
    route()
    tell()
    assert leave(other, later(hours=25)) == 0
    assert other.heard == []


def test_S32_a_storm_becomes_one_message(other: Receiver) -> None:
    route(names=True)
    for number in range(300):
        tell(news(number), at=later(seconds=number / 10))
    at = later(minutes=6)
    assert leave(other, at) == rules.MOST_POSTS + 1
    last = json.loads(heard(other)[-1])
    assert last["text"] == "290 alerts"
    assert len(heard(other)[-1]) < 20_000
    tell(news(1000), at=later(minutes=20))
    assert leave(other, later(minutes=20)) == 1, "when it is calm again, each by itself"


@EVERY
def test_S32_every_kind_gathers(kind: str, other: Receiver) -> None:
    route(kind)
    for number in range(12):
        tell(news(number))
    assert leave(other, later(minutes=6)) == 11


@EVERY
@pytest.mark.parametrize("url", INWARD)
def test_S19_no_route_leads_inward(kind: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the form can see is refused there; everything else by the one client for such addresses."""
    made = route(kind)
    given = {"name": "x", "address": url, "wanted": Wanted(["unhappy"]), "is_active": True}
    try:
        actions.change_route(made, **given, actor=mo(), at=NOON)  # type: ignore[arg-type]
    except RouteError:
        return
    sent: list[str] = []
    monkeypatch.setattr("httpx.HTTPTransport.handle_request", lambda _, request: sent.append(str(request.url)))
    tell()
    [pk] = queries.posts_due(NOON)
    assert not deliver(pk, clock=lambda: NOON)
    assert sent == []
    made.refresh_from_db()
    assert made.trouble == posting.NOT_REACHED, "in words that tell nothing of our network"


def test_S19_a_redirect_is_not_followed(other: Receiver) -> None:
    made = route()
    tell()
    other.answers = [302]
    assert leave(other) == 0
    assert len(other.heard) == 1
    made.refresh_from_db()
    assert made.trouble.startswith("302"), "the redirect itself is the answer"


@EVERY
def test_the_address_is_sealed_never_logged_and_never_repeated(
    kind: str, other: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    made = route(kind)
    tell()
    other.answers = [400]
    other.says = f"bad: {ADDRESS[kind]} {SECRET_PART}".encode()
    with caplog.at_level("INFO"):
        leave(other)
    made.refresh_from_db()
    stored = json.dumps(list(Route.objects.values()) + list(Post.objects.values()), default=str)
    told = json.dumps(list(Alert.objects.values()) + list(Event.objects.values()), default=str)
    for text in (stored, told, caplog.text, str(made), made.trouble):
        assert SECRET_PART not in text
    assert queries.address_of(made) == ADDRESS[kind]


def test_an_address_sealed_under_another_key_says_so(other: Receiver) -> None:
    made = route()
    Route.objects.update(sealed_address="nonsense")
    tell()
    assert leave(other) == 0
    made.refresh_from_db()
    assert made.trouble == deliver_post.UNSEALED


WRONG = [
    "",
    "http://hooks.slack.com/x",
    "https://",
    "https://u:p@hooks.slack.com/x",
    "ftp://x",
    "https://[::1",
    "https://ä.example/",
    "https://x.example/ a",
    "https://x.webhook.office.com/webhookb2/1",
    "https://discord.com/api/webhooks/1/2",
    "https://x.example/" + "a" * 2000,
]


@pytest.mark.parametrize("address", WRONG)
def test_addresses_that_cannot_be_right_are_refused_with_a_reason(address: str) -> None:
    with pytest.raises(RouteError):
        route("slack", address=address)
    assert not Route.objects.exists()


def test_whoever_is_forgotten_is_forgotten_here_too(other: Receiver) -> None:
    route(names=True)
    conversation = cast.conversation()
    tell(news(conversation_id=conversation.pk))
    actions.erase_words([conversation.pk])
    leave(other)
    assert "Uma" not in heard(other)[0]
    assert "Never" not in heard(other)[0]


def test_without_routes_an_alert_costs_no_query(django_assert_num_queries: Any) -> None:
    assert queries.routes_for("unhappy") == []
    with django_assert_num_queries(0):
        assert queries.routes_for("unhappy") == []


def test_the_sweep_sends_what_the_queue_did_not(other: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "client", other.client)
    route()
    tell(news(1), news(2))
    assert deliver_due(clock=lambda: NOON, go_on=lambda: True) == 2
    assert deliver_due(clock=lambda: NOON, go_on=lambda: True) == 0


def test_old_rows_are_forgotten(other: Receiver) -> None:
    route()
    for number in range(12):
        tell(news(number))
    assert actions.forget_posts(before=NOON + timedelta(seconds=1)) == 13

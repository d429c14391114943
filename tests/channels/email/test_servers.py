"""Which server takes which mail, what a broken one holds back, and what a limit lets through."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from rapport.alerts.models import Alert
from rapport.channels.email import practice, servers
from rapport.channels.email.actions import ServerError, add_server, remove_server, try_server
from rapport.channels.email.models import MailServer, OutboundMail
from rapport.conversations.models import Inbox
from rapport.flows.deliver_message import deliver, deliver_due
from rapport.platform.models import Event
from tests import cast
from tests.cast import NOON, later
from tests.channels.email.outgoing import Server, reply_of, server

pytestmark = pytest.mark.django_db
State = OutboundMail.State
TEN_PAST = later(minutes=10)
Peers = Callable[..., Server]


@pytest.fixture
def peer() -> Iterator[Peers]:
    with ExitStack() as stack:

        def start(**script: list[str | None]) -> Server:
            return stack.enter_context(server({word: list(answers) for word, answers in script.items()}))

        yield start


def keep(peer: Server, inbox: Inbox | None = None, **more: object) -> MailServer:
    """A server that is known already, working or not."""
    return MailServer.objects.create(inbox=inbox, host="127.0.0.1", port=peer.port, security="plain", **more)


def reply_from(inbox: Inbox, name: str) -> OutboundMail:
    return reply_of(cast.conversation((name, f"{name}@customer.example"), inbox=inbox))[1]


def sweep(at: datetime = TEN_PAST, **more: object) -> int:
    return deliver_due(limit=1000, clock=lambda: at, **more)  # type: ignore[arg-type]


def repairs() -> Inbox:
    return cast.inbox("repairs@desk.example", name="Repairs")


def test_each_inbox_sends_by_its_own_server_and_the_rest_by_the_general_one(peer: Peers) -> None:
    general, own = peer(), peer()
    keep(general)
    keep(own, repairs())
    reply_from(cast.inbox(), "uma")
    reply_from(repairs(), "sol")
    sweep()
    assert general.delivered == ["uma@customer.example"]
    assert own.delivered == ["sol@customer.example"]
    assert len([line for line in general.heard if line.startswith("ehlo")]) == 1


def test_without_a_general_server_the_rest_goes_where_the_setting_says(peer: Peers, tmp_path: Path) -> None:
    default, own = peer(), peer()
    keep(own, repairs())
    first, second = reply_from(cast.inbox(), "uma"), reply_from(repairs(), "sol")
    with override_settings(RAPPORT_SMTP_URL=f"smtp://127.0.0.1:{default.port}"):
        deliver(first.pk, clock=lambda: TEN_PAST)
        deliver(second.pk, clock=lambda: TEN_PAST)
    assert (default.delivered, own.delivered) == (["uma@customer.example"], ["sol@customer.example"])
    third = reply_from(cast.inbox(), "rex")
    with override_settings(RAPPORT_DATA=tmp_path):
        deliver(third.pk, clock=lambda: TEN_PAST)
    assert len(list(tmp_path.rglob("*.eml"))) == 1


def test_a_broken_server_holds_back_its_own_mails_after_one_try_and_nobody_elses(peer: Peers) -> None:
    broken, works = peer(CONNECT=["421 out of order"] * 9), peer()
    down = keep(broken, repairs())
    keep(works)
    mine = [reply_from(repairs(), f"r{number}") for number in range(5)]
    others = [reply_from(cast.inbox(), f"c{number}") for number in range(5)]
    sweep()
    assert len(works.delivered) == len(others)
    for mail in mine:
        mail.refresh_from_db()
    assert [mail.tries for mail in mine] == [1, 0, 0, 0, 0]
    assert {mail.due_at for mail in mine} == {later(minutes=15)}
    assert all("421 out of order" in mail.error for mail in mine)
    down.refresh_from_db()
    assert (down.failing_since, down.last_error) == (TEN_PAST, "421 out of order")


def test_what_failed_last_time_is_tried_after_what_works_and_left_alone_by_jobs(peer: Peers) -> None:
    order: list[str] = []
    broken, works = peer(CONNECT=["421 down"] * 9), peer()
    keep(broken, repairs(), failing_since=NOON)
    keep(works)
    held = reply_from(repairs(), "sol")
    deliver(held.pk, clock=lambda: TEN_PAST)
    held.refresh_from_db()
    assert (held.state, held.tries, broken.heard) == (State.QUEUED, 0, [])
    for route in servers.routes():
        order.append("repairs" if route.server and route.server.inbox_id else "general")
    assert order == ["general", "repairs"]


def test_leads_hear_once_of_a_server_that_stays_broken_and_nothing_is_lost(peer: Peers) -> None:
    cast.mo()
    once = peer(CONNECT=["421 down"] * 4)
    row = keep(once)
    mail = reply_from(cast.inbox(), "uma")
    told = []
    for minutes in (10, 15, 30, 90, 150):
        sweep(later(minutes=minutes))
        told.append(Alert.objects.filter(kind=Alert.Kind.HEALTH).count())
    assert told == [0, 0, 1, 1, 1]
    assert "421 down" in Alert.objects.get(kind=Alert.Kind.HEALTH).body
    mail.refresh_from_db()
    row.refresh_from_db()
    assert (mail.state, row.failing_since, row.last_error) == (State.SENT, None, "")


def test_the_setting_s_server_is_watched_like_the_others(peer: Peers) -> None:
    down = peer(CONNECT=["421 down"])
    reply_from(cast.inbox(), "uma")
    with override_settings(RAPPORT_SMTP_URL=f"smtp://127.0.0.1:{down.port}"):
        sweep()
        assert servers.routes()[0].failing_since == TEN_PAST
        sweep(later(minutes=15))
        assert servers.routes()[0].failing_since is None


def test_no_more_leave_in_any_hour_than_the_server_allows(peer: Peers) -> None:
    limited = peer()
    keep(limited, most_an_hour=3)
    mails = [reply_from(cast.inbox(), f"c{number}") for number in range(8)]
    left: list[tuple[int, int]] = []
    for minute in range(10, 200, 4):
        before = len(limited.delivered)
        sweep(later(minutes=minute))
        if len(limited.delivered) > before:
            left.append((minute, len(limited.delivered) - before))
    assert left == [(10, 3), (70, 3), (130, 2)]
    assert all(mail.tries == 0 for mail in mails)


def test_what_waits_for_the_limit_stays_queued_and_says_so(peer: Peers) -> None:
    keep(peer(), most_an_hour=1)
    first, second = reply_from(cast.inbox(), "uma"), reply_from(cast.inbox(), "sol")
    sweep()
    third = reply_from(cast.inbox(), "rex")
    deliver(third.pk, clock=lambda: TEN_PAST)
    for mail in (first, second, third):
        mail.refresh_from_db()
    assert [mail.state for mail in (first, second, third)] == [State.SENT, State.QUEUED, State.QUEUED]
    assert {mail.error for mail in (second, third)} == {"127.0.0.1 allows 1 an hour."}
    assert {(mail.tries, mail.due_at) for mail in (second, third)} == {(0, later(minutes=70))}


def test_where_few_may_leave_replies_go_before_alerts_and_receipts(peer: Peers) -> None:
    limited = peer()
    keep(limited, most_an_hour=1)
    first = reply_from(cast.inbox(), "uma")
    mails = [first]
    for kind in (OutboundMail.Kind.ACKNOWLEDGEMENT, OutboundMail.Kind.REPLY):
        mails.append(reply_from(cast.inbox(), kind.value))
        OutboundMail.objects.filter(pk=mails[-1].pk).update(kind=kind, due_at=later(minutes=-len(mails)))
    for hour in range(1, 4):
        sweep(later(hours=hour))
    assert limited.delivered == ["reply@customer.example", "uma@customer.example", "ack@customer.example"]


def test_a_server_is_signed_in_to_before_it_is_kept(peer: Peers) -> None:
    refusing = peer(AUTH=["535 5.7.8 no"], EHLO=["250-peer\r\n250 AUTH PLAIN"])
    given = {"host": "127.0.0.1", "port": refusing.port, "username": "u", "password": "p", "security": "plain"}
    with pytest.raises(ServerError, match=r"did not accept user and password of the mail server 127\.0\.0\.1: 535"):
        add_server(inbox=None, at=NOON, **given)  # type: ignore[arg-type]
    assert not MailServer.objects.exists()
    refusing.script |= {"EHLO": ["250-peer\r\n250 AUTH PLAIN"] * 3, "AUTH": ["235 welcome"] * 3}
    made = add_server(inbox=None, at=NOON, **given)  # type: ignore[arg-type]
    assert made.sealed_password
    assert made.sealed_password != "p"
    again = add_server(inbox=None, at=NOON, most_an_hour=500, **given)  # type: ignore[arg-type]
    assert (again.pk, again.most_an_hour) == (made.pk, 500)
    remove_server(again, at=NOON)
    assert list(Event.objects.filter(name__startswith="email.server").values_list("name", flat=True)) == [
        "email.server_added",
        "email.server_added",
        "email.server_removed",
    ]


@pytest.mark.parametrize(
    ("security", "words"),
    [("starttls", "offers no STARTTLS"), ("tls", "cannot be reached|closed the connection"), ("none", "Choose one of")],
)
def test_what_does_not_work_is_said_in_words(peer: Peers, security: str, words: str) -> None:
    with pytest.raises(ServerError, match=words):
        add_server(inbox=None, host="127.0.0.1", port=peer().port, username="", password="", security=security, at=NOON)


def test_a_password_of_another_installation_is_told_and_the_mail_waits(peer: Peers) -> None:
    row = keep(peer(), username="u", sealed_password="not ours")
    with pytest.raises(ServerError, match="another secret key"):
        try_server(row)
    mail = reply_from(cast.inbox(), "uma")
    sweep()
    mail.refresh_from_db()
    assert mail.state == State.DEFERRED
    assert "rapport mail server add" in mail.error


def test_with_any_server_the_practice_postbox_is_closed(peer: Peers) -> None:
    assert practice.is_open()
    keep(peer(), repairs())
    assert not practice.is_open()


def test_a_restless_sweep_tells_how_many_it_tried(peer: Peers) -> None:
    keep(peer())
    reply_from(cast.inbox(), "uma")
    assert sweep(go_on=lambda: False) == 0
    assert sweep() == 1
    assert sweep(at=TEN_PAST + timedelta(days=3)) == 0
